"""The lists and editors of the library in Wagtail's admin."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale
from wagtail.snippets.views.snippets import (
    CopyView,
    CreateView,
    DeleteView,
    EditView,
    PreviewOnCreateView,
    SnippetViewSet,
    SnippetViewSetGroup,
)
from wagtail_localize.models import TranslationSource

from library.admin_filters import sheet_filters
from library.models import KINDS, Kind, Sheet, Work
from library.panels import sheet_panels
from library.reviewing.saving import OneAfterAnotherMixin
from library.sheet_lists import AllSheetsViewSet, SheetIndexView, columns, listed
from library.tag_admin.viewset import TagViewSet
from library.theme_admin.viewset import ThemeViewSet
from library.translations import may_translate
from library.translators import may_change, own_sheets

ICONS = {
    Kind.EXPERIENCE: "site",
    Kind.TECHNICAL: "cogs",
    Kind.SPECIFICATION: "clipboard-list",
    Kind.GUIDE: "openquote",
    Kind.WORKING: "edit",
}


class SheetCopyView(CopyView):
    """A copy is a new work: its form is shown here and sent to the address of new sheets."""

    http_method_names = ["get", "head", "options"]  # a POST here would overwrite the original

    def get_locale(self) -> Locale:
        return self.get_object().locale

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sheet = self.get_object()
        if not sheet.is_source and sheet.work.source_id:
            return redirect(self.model.snippet_viewset.get_url_name("copy"), sheet.work.source_id)
        return super().get(request, *args, **kwargs)


class SheetCreateView(CreateView):
    def get_preview_url(self) -> str:
        return self._set_locale_query_param(super().get_preview_url())


class SheetPreviewOnCreateView(PreviewOnCreateView):
    """A sheet not saved yet has no language and no work: the page of a sheet needs both."""

    def get_object(self) -> Sheet:
        language = self.request.GET.get("locale")
        locale = Locale.objects.filter(language_code=language).first() if language else None
        sheet = self.model(locale=locale or Locale.get_default())
        sheet.work = Work(kind=self.model.KIND, translation_key=sheet.translation_key)
        sheet.work.source = sheet
        return sheet


class SheetEditView(OneAfterAnotherMixin, EditView):
    """With the buttons that send the source to translation, where an editor looks for them."""

    def get_object(self, queryset: Any = None) -> Any:
        sheet = super().get_object(queryset)
        if self.request.method == "GET":
            sheet.keep_review_state()
        return sheet

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = super().header_more_buttons
        if not self.request.user.has_perm("wagtail_localize.submit_translation") or not self.object.is_source:
            return buttons
        if may_translate(self.object):
            options = self.model._meta
            url = reverse(
                "wagtail_localize:submit_snippet_translation",
                args=[options.app_label, options.model_name, self.object.pk],
            )
            buttons.append(Button(_("Translate"), url, icon_name="wagtail-localize-language", priority=5))
        source = TranslationSource.objects.get_for_instance_or_none(self.object)
        if source is not None and source.translations.filter(enabled=True).exists():
            url = reverse("wagtail_localize:update_translations", args=[source.pk])
            buttons.append(Button(_("Send changes to the translations"), url, icon_name="resubmit", priority=6))
        return buttons


class SheetDeleteView(DeleteView):
    @property
    def confirmation_message(self) -> str:
        others = self.object.work.sheets.exclude(pk=self.object.pk).count() if self.object.is_source else 0
        if not others:
            return super().confirmation_message
        return _(
            "This is the source of the work: without it nobody sees its translations any more (%(count)s). "
            "Are you sure that you want to delete it?"
        ) % {"count": others}


class SheetViewSet(SnippetViewSet):
    """What the five kinds share."""

    list_display = ["__str__", *columns()]
    list_per_page = 50
    inspect_view_enabled = False
    index_view_class = SheetIndexView
    add_view_class = SheetCreateView
    preview_on_add_view_class = SheetPreviewOnCreateView
    copy_view_class = SheetCopyView
    edit_view_class = SheetEditView
    delete_view_class = SheetDeleteView

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return listed(own_sheets(self.model.objects.all(), request.user))

    def get_edit_handler(self) -> Any:
        return sheet_panels(self.model.KIND).bind_to_model(self.model)


def sheet_viewset(kind: Kind) -> SheetViewSet:
    model = KINDS[kind]
    return SheetViewSet(model=model, icon=ICONS[kind], filterset_class=sheet_filters(model))


class LibraryGroup(SnippetViewSetGroup):
    menu_label = gettext_lazy("Library")
    menu_name = "library"
    menu_icon = "folder-open-inverse"
    menu_order = 150
    items = (AllSheetsViewSet(), *(sheet_viewset(kind) for kind in Kind), ThemeViewSet, TagViewSet)


class SheetChooserViewSet(ChooserViewSet):
    """For foreign keys to a sheet of any kind, which would otherwise be a list of all of them."""

    model = Sheet
    icon = "doc-full"
    choose_one_text = gettext_lazy("Choose a sheet")
    choose_another_text = gettext_lazy("Choose another sheet")
    edit_item_text = gettext_lazy("Edit this sheet")

    def get_object_list(self) -> QuerySet:
        return Sheet.objects.select_related("locale")


class SheetURLFinder(ModelAdminURLFinder):
    """A bare sheet is edited as its kind."""

    def get_edit_url(self, instance: Sheet) -> str | None:
        viewset = KINDS[instance.work.kind].snippet_viewset
        if self.user and not self.user.has_perm(f"library.change_{viewset.model_name}"):
            return None
        if self.user and not may_change(self.user, instance):
            return None
        return reverse(viewset.get_url_name("edit"), args=[instance.pk])
