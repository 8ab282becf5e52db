"""The lists of sheets in Wagtail's admin: one of each kind, and one of them all."""

from typing import Any

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, When
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.menus import MenuItem as RowItem
from wagtail.admin.ui.tables import Column, LocaleColumn, StatusTagColumn, UpdatedAtColumn, UserColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Locale
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import policy_registry
from wagtail.search.backends import get_search_backend
from wagtail.snippets.views.snippets import IndexView

from library.admin_filters import in_review, scheduled, sheet_filters
from library.models import KINDS, Sheet
from library.translators import own_sheets
from library.vocabulary import concepts

MOST_FOUND = 20_000


# Columns. What they say is in the row, its work and what `listed` fetched for the page.


def _access(sheet: Sheet) -> str:
    return sheet.work.source.get_access_display() if sheet.work.source else ""


def _year(sheet: Sheet) -> int | str:
    return (sheet.work.source.year or "") if sheet.work.source else ""


def _themes(sheet: Sheet) -> str:
    known = concepts()
    rows = sheet.work.source.themes.all() if sheet.work.source else []
    return ", ".join(known[theme.pk].label() for theme in rows if theme.pk in known)


def _tags(sheet: Sheet) -> str:
    rows = sheet.work.source.tagged_items.all() if sheet.work.source else []
    return ", ".join(row.tag.name for row in rows)


def _translation(sheet: Sheet) -> str:
    if sheet.work.source_id == sheet.pk:
        return _("Original")
    return _("The source has changed since") if sheet.is_stale else _("Translation")


def _state(sheet: Any) -> str:
    """In words, without asking the database anew for each row as `status_string` does."""
    if sheet.expired and not sheet.live:
        said = _("Expired")
    elif sheet.live:
        said = _("Published, draft waiting") if sheet.has_unpublished_changes else _("Published")
    else:
        said = _("Draft")
    marks = [
        (sheet.awaits_review, _("in review")),
        (sheet.awaits_hour, _("scheduled")),
        (sheet.locked, _("locked")),
    ]
    return ", ".join([said, *(mark for holds, mark in marks if holds)])


def columns(*, with_kind: bool = False) -> list[Column]:
    kind = Column(
        "kind", label=gettext_lazy("Kind"), accessor=lambda sheet: sheet.work.get_kind_display(), sort_key="work__kind"
    )
    return [
        Column("number", label=gettext_lazy("Number"), accessor="work_id", sort_key="work_id"),
        *([kind] if with_kind else []),
        LocaleColumn(label=gettext_lazy("Language")),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor=_state,
            primary=lambda sheet: sheet.live,
            sort_key="live",
        ),
        Column("access", label=gettext_lazy("Who may read it"), accessor=_access, sort_key="work__source__access"),
        Column("year", label=gettext_lazy("Year"), accessor=_year, sort_key="work__source__year"),
        Column("themes", label=gettext_lazy("Themes"), accessor=_themes),
        Column("tags", label=gettext_lazy("Tags"), accessor=_tags),
        Column("translation", label=gettext_lazy("Translation"), accessor=_translation),
        UpdatedAtColumn(label=gettext_lazy("Updated")),
        UserColumn("owner", label=gettext_lazy("Responsible"), accessor="work.owner"),
        UserColumn("by", label=gettext_lazy("Changed by"), accessor="latest_revision.user"),
    ]


def listed(sheets: QuerySet) -> QuerySet:
    """With all that the columns say, in as many queries for one sheet as for all of them."""
    return (
        sheets.select_related("locale", "work__source", "work__owner", "latest_revision__user")
        .prefetch_related("work__source__themes", "work__source__tagged_items__tag")
        .annotate(
            awaits_review=Case(When(pk__in=in_review(), then=True), default=False),
            awaits_hour=Case(When(pk__in=scheduled(), then=True), default=False),
            languages=Subquery(
                Sheet.objects.filter(work=OuterRef("work"))
                .order_by()
                .values("work")
                .annotate(many=Count("pk"))
                .values("many")
            ),
        )
    )


class SheetIndexView(IndexView):
    """Filters look through `work.source`, which the search backend cannot do: it is asked first, for keys."""

    default_ordering = "-_updated_at"

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.is_searching:
            return queryset
        found = get_search_backend().autocomplete(self.search_query, self.model.objects.all())
        return queryset.filter(pk__in=[sheet.pk for sheet in found[:MOST_FOUND]])

    def get_list_buttons(self, instance: Any) -> list:
        """Of Wagtail's hooks, all but that of wagtail-localize, which asks five queries for each row."""
        return generic.IndexView.get_list_buttons(self, instance)

    def get_list_more_buttons(self, instance: Any) -> list:
        buttons = super().get_list_more_buttons(instance)
        if self._may_be_translated(instance):
            options = KINDS[instance.work.kind]._meta
            address = ("wagtail_localize:submit_snippet_translation", options.app_label, options.model_name)
            url = reverse(address[0], args=[*address[1:], instance.pk])
            buttons.append(RowItem(_("Translate"), url=url, icon_name="wagtail-localize-language", priority=25))
        kind = KINDS[instance.work.kind]
        sheet = (
            instance if isinstance(instance, kind) else kind(pk=instance.pk, work=instance.work, title=instance.title)
        )
        for hook in hooks.get_hooks("register_snippet_listing_buttons"):
            if not hook.__module__.startswith("wagtail_localize"):
                buttons.extend(hook(sheet, self.request.user, self.request.path))
        return buttons

    def _may_be_translated(self, sheet: Any) -> bool:
        """As `library.translations.may_translate`, from what the row holds."""
        if sheet.work.source_id != sheet.pk or sheet.languages >= self._languages:
            return False
        return self.request.user.has_perm("wagtail_localize.submit_translation")

    @cached_property
    def _languages(self) -> int:
        return Locale.objects.count()


class AnyKindPolicy(BasePermissionPolicy):
    """A right on sheets of all kinds together is that on one of them; what counts for a sheet is its own kind's."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return any(policy_registry.get_by_type(kind).user_has_permission(user, action) for kind in KINDS.values())

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Sheet) -> bool:
        policy = policy_registry.get_by_type(KINDS[instance.work.kind])
        return policy.user_has_permission_for_instance(user, action, instance)


def kinds_of(user: Any) -> list[str]:
    """The kinds of sheet whose list this account may open."""
    actions = {"add", "change", "delete", "view"}
    return [
        name
        for name, kind in KINDS.items()
        if policy_registry.get_by_type(kind).user_has_any_permission(user, actions)
    ]


class AllSheetsView(SheetIndexView):
    """Each row leads to the editor of its kind."""

    model = Sheet
    page_title = gettext_lazy("All sheets")
    header_icon = "list-ul"
    template_name = "wagtailsnippets/snippets/index.html"
    results_template_name = "wagtailsnippets/snippets/index_results.html"
    index_url_name = "all_sheets:index"
    index_results_url_name = "all_sheets:index_results"
    permission_policy = AnyKindPolicy(Sheet)
    filterset_class = sheet_filters(Sheet)
    list_display = ["__str__", *columns(with_kind=True)]
    export_filename = "sheets"
    paginate_by = 50

    def get_base_queryset(self) -> QuerySet:
        user = self.request.user
        return listed(own_sheets(Sheet.objects.filter(work__kind__in=kinds_of(user)), user))

    def _url(self, name: str, sheet: Sheet, right: str) -> str | None:
        if not self.user_has_permission_for_instance(right, sheet):
            return None
        return reverse(KINDS[sheet.work.kind].snippet_viewset.get_url_name(name), args=[sheet.pk])

    def get_edit_url(self, instance: Sheet) -> str | None:
        return self._url("edit", instance, "change")

    def get_copy_url(self, instance: Sheet) -> str | None:
        return self._url("copy", instance, "add")

    def get_delete_url(self, instance: Sheet) -> str | None:
        return self._url("delete", instance, "delete")

    def get_add_url(self) -> None:
        return None  # a new sheet has a kind first

    @cached_property
    def no_results_message(self) -> str:
        if self.is_searching or self.is_filtering:
            return _("No sheet passes these filters. Take one away, or search for other words.")
        return _("There is no sheet yet. Begin one under “Library”, by its kind.")


class AllSheetsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(kinds_of(request.user))


class AllSheetsViewSet(ViewSet):
    name = "all_sheets"
    icon = "list-ul"
    menu_label = AllSheetsView.page_title

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", AllSheetsView.as_view(), name="index"),
            path("results/", AllSheetsView.as_view(results_only=True), name="index_results"),
        ]

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        return AllSheetsMenuItem(self.menu_label, self.menu_url, name=self.name, icon_name=self.icon, order=order or 0)
