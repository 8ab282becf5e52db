"""The tags in Wagtail's admin: who bears them, another name, one of two, and away with those that nothing bears."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.views.generic import DeleteView, IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy

from library.models import Tag
from library.sheet_lists import kinds_of
from library.tag_admin.merging import merge, unused
from library.tag_names import tag_key

SUGGESTED = 10


class TagPolicy(ModelPermissionPolicy):
    """A tag is made by writing it on a sheet."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "add" and super().user_has_permission(user, action)


class TagForm(WagtailAdminModelForm):
    class Meta:
        model = Tag
        fields = ["name"]


class TagIndexView(IndexView):
    default_ordering = "name"

    def get_base_queryset(self) -> QuerySet[Tag]:
        return Tag.objects.annotate(works=Count("items", distinct=True))

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.filter(key__contains=tag_key(self.search_query)) if self.is_searching else queryset

    def get_list_more_buttons(self, instance: Tag) -> list:
        buttons = super().get_list_more_buttons(instance)
        sheets = f"{reverse('all_sheets:index')}?tag={instance.pk}"
        buttons.append(MenuItem(_("Its sheets"), url=sheets, icon_name="list-ul", priority=15))
        if self.user_has_permission("delete"):
            url = reverse("tags:merge", args=[instance.pk])
            buttons.append(MenuItem(_("Merge into another"), url=url, icon_name="resubmit", priority=20))
        return buttons

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        if self.user_has_permission("delete"):
            buttons.append(
                Button(_("Delete those that nothing bears"), reverse("tags:unused"), icon_name="bin", priority=80)
            )
        return buttons


class TagDeleteView(DeleteView):
    """Only a tag that nothing bears, in drafts neither: the others are merged."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        tag = get_object_or_404(Tag, pk=kwargs["pk"])
        if self.user_has_permission("delete") and not unused().filter(pk=tag.pk).exists():
            messages.error(request, _("Sheets bear “%(name)s”: merge it into another tag.") % {"name": tag.name})
            return redirect("tags:index")
        return super().dispatch(request, *args, **kwargs)


class _TagFormView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    model = Tag
    permission_required = "delete"
    permission_policy = TagPolicy(Tag)
    template_name = "library/admin/tag_form.html"
    header_icon = "tag"
    question: Any = ""
    button: Any = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"question": self.question, "button": self.button}


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(label=gettext_lazy("Into"), queryset=Tag.objects.none())

    def __init__(self, *args: Any, others: QuerySet[Tag], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class MergeView(_TagFormView):
    form_class = MergeForm
    page_title = gettext_lazy("Merge a tag")
    button = gettext_lazy("Merge")
    question = gettext_lazy(
        "Whatever bears this tag will bear the other one, drafts too, and its address will lead to that of the other."
    )

    @cached_property
    def tag(self) -> Tag:
        return get_object_or_404(Tag, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.tag.name

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"others": Tag.objects.exclude(pk=self.tag.pk).order_by("name")}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        name, into = self.tag.name, form.cleaned_data["into"]
        merge(self.tag, into, self.request.user)
        text = _("“%(name)s” is now “%(into)s”.") % {"name": name, "into": into.name}
        messages.success(self.request, text)
        return redirect("tags:index")


class UnusedView(_TagFormView):
    form_class = forms.Form
    page_title = gettext_lazy("Tags that nothing bears")
    button = gettext_lazy("Delete them")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = list(unused().order_by("name").values_list("name", flat=True))
        question = _("No sheet bears them, and no draft.") if names else _("There is none.")
        return super().get_context_data(**kwargs) | {"names": names, "question": question, "nothing": not names}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        gone = list(unused())
        for tag in gone:
            tag.delete()
        text = ngettext("%(count)s tag was deleted.", "%(count)s tags were deleted.", len(gone)) % {"count": len(gone)}
        messages.success(self.request, text)
        return redirect("tags:index")


class TagViewSet(ModelViewSet):
    model = Tag
    name = "tags"
    icon = "tag"
    menu_label = gettext_lazy("Tags")
    index_view_class = TagIndexView
    delete_view_class = TagDeleteView
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = [
        "name",
        NumberColumn("works", label=gettext_lazy("Works"), accessor="works", sort_key="works"),
        Column("slug", label=gettext_lazy("Address"), accessor="slug"),
    ]
    list_per_page = 100
    search_fields = ["name"]
    search_backend_name = None
    edit_handler = ObjectList(
        [FieldPanel("name", help_text=gettext_lazy("Its address changes with it; the old one still leads to it."))],
        base_form_class=TagForm,
    )

    def get_urlpatterns(self) -> list:
        return [
            *super().get_urlpatterns(),
            path("merge/<int:pk>/", MergeView.as_view(), name="merge"),
            path("unused/", UnusedView.as_view(), name="unused"),
        ]


def suggest(request: HttpRequest) -> JsonResponse:
    """Tags that begin like what is typed, then those that hold it, for those who write or translate sheets."""
    if not kinds_of(request.user):
        raise PermissionDenied
    key = tag_key(request.GET.get("term", "")[:100])
    if not key:
        return JsonResponse([], safe=False)
    begin = list(Tag.objects.filter(key__startswith=key).order_by("key").values_list("name", flat=True)[:SUGGESTED])
    hold = Tag.objects.filter(key__contains=f" {key}").exclude(name__in=begin).order_by("key")
    return JsonResponse([*begin, *hold.values_list("name", flat=True)[: SUGGESTED - len(begin)]], safe=False)
