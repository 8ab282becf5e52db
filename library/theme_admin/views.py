"""The tree of the vocabulary, and a theme in it."""

from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.widgets.button import Button
from wagtail.models import DraftStateMixin
from wagtail.snippets.views.snippets import CreateView, DeleteView, EditView, IndexView, UsageView

from library.models import Sheet, Theme
from library.theme_uses import uses
from library.vocabulary import broader_ids, concepts, in_tree_order, vocabulary
from networks.choosers import in_order

from .picker import found_by

WHOLE = 600  # themes: of a larger vocabulary one branch is shown at a time


class ThemeIndexView(IndexView):
    """The tree; a list of what is searched or filtered for."""

    @cached_property
    def columns(self) -> list[Any]:
        return [column for column in super().columns if column.name != "bulk_actions"]

    @cached_property
    def as_tree(self) -> bool:
        return not (self.is_searching or self.is_filtering)

    def get_base_queryset(self) -> QuerySet:
        themes = super().get_base_queryset()
        if self.as_tree:
            return themes.none()
        return themes.annotate(works=Count("sheets", distinct=True)).prefetch_related("labels")

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.is_searching:
            return queryset
        found = found_by(self.search_query)
        return queryset.filter(pk__in=found) if self.is_explicitly_ordered else in_order(queryset, found)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons, viewset = super().header_more_buttons, self.model.snippet_viewset
        if self.user_has_permission("add") and self.user_has_permission("change"):
            url = reverse(viewset.get_url_name("import"))
            buttons.append(Button(_("Import a vocabulary"), url, icon_name="upload", priority=50))
        for ending, label in (("ttl", _("Export as Turtle")), ("rdf", _("Export as RDF/XML"))):
            url = reverse(viewset.get_url_name("export"), args=[ending])
            buttons.append(Button(label, url, icon_name="download", priority=60))
        return buttons

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        if self.as_tree:
            context |= tree(self.request)
            context["may_change"] = self.user_has_permission("change")
            context["may_merge"] = context["may_change"] and self.user_has_permission("delete")
        return context | {"as_tree": self.as_tree}


def tree(request: HttpRequest) -> dict[str, Any]:
    """The rows of the tree in reading order. Three queries, whatever there is."""
    below, known = vocabulary().below, concepts()
    whole = len(known) <= WHOLE
    asked = request.GET.get("open", "")
    opened = int(asked) if asked.isdecimal() and len(asked) < 19 and int(asked) in known else None
    way = {opened, *broader_ids(opened)} if opened else set()
    works = dict(Sheet.themes.through.objects.order_by().values_list("theme").annotate(Count("pk")))
    rows, hidden_below = [], -1
    for concept, depth in in_tree_order():
        if not whole and hidden_below >= 0 and depth > hidden_below:
            continue
        shut = not whole and concept.pk not in way
        hidden_below = depth if shut else -1
        rows.append(
            {
                "pk": concept.pk,
                "label": concept.label(),
                "identifier": concept.identifier,
                "level": depth + 1,
                "depth": min(depth, 8),
                "narrower": len(below.get(concept.pk, ())),
                "works": works.get(concept.pk, 0),
                "elsewhere": shut and bool(below.get(concept.pk)),  # its branch is another page
                "open": concept.pk in way,
            }
        )
    return {"rows": rows, "total": len(known), "whole": whole}


class ThemeCreateView(CreateView):
    """`?parent=` says below which theme."""

    def get_initial_form_instance(self) -> Theme:
        theme = super().get_initial_form_instance() or Theme()
        asked = self.request.GET.get("parent", "")
        if asked.isdecimal() and len(asked) < 19 and int(asked) in concepts():
            theme.parent_id = int(asked)
        return theme


class ThemeEditView(EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons, viewset = super().header_more_buttons, self.model.snippet_viewset
        if self.user_has_permission("add"):
            url = f"{reverse(viewset.get_url_name('add'))}?parent={self.object.pk}"
            buttons.append(Button(_("Add a narrower theme"), url, icon_name="plus", priority=5))
        url = reverse(viewset.get_url_name("move"), args=[self.object.pk])
        buttons.append(Button(_("Move"), url, icon_name="move", priority=6))
        if self.user_has_permission("delete"):
            url = reverse(viewset.get_url_name("merge"), args=[self.object.pk])
            buttons.append(Button(_("Merge into another theme"), url, icon_name="resubmit", priority=7))
        return buttons


def described(user: Any, theme: Theme) -> list[dict[str, Any]]:
    """What uses a theme, as a list for staff: with the way to it where they may go."""
    finder = AdminURLFinder(user)
    rows = []
    for use in uses(theme):
        thing = use.thing
        url = finder.get_edit_url(thing)
        draft = use.draft or (isinstance(thing, DraftStateMixin) and not thing.live)
        kind = _kind(thing)
        rows.append({"label": str(thing) if url else _("(Private)"), "url": url, "kind": kind, "draft": draft})
    return rows


def _kind(thing: Any) -> str:
    if isinstance(thing, Sheet):
        return str(thing.work.get_kind_display())
    return str(capfirst(thing._meta.verbose_name))


class ThemeUsageView(UsageView):
    """With drafts, and with relations that Wagtail's own index of references does not know."""

    paginate_by = None

    def get_template_names(self) -> list[str]:
        return ["library/admin/themes/usage.html"]

    def get_queryset(self) -> list[Any]:
        return []

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        narrower = Theme.objects.filter(parent=self.object.pk).prefetch_related("labels")
        return context | {"rows": described(self.request.user, self.object), "narrower": narrower}


class ThemeDeleteView(DeleteView):
    def get_usage(self) -> Any:
        """Uses are looked for before this (`refuse_used_themes`): what is left are none."""
        return None

    def get_usage_url(self) -> None:
        return None


def refuse_used_themes(request: HttpRequest, things: list[Any]) -> HttpResponse | None:
    """Before a theme is deleted, alone or among others: not while something names it. Says what does."""
    refused = []
    for theme in things:
        if not isinstance(theme, Theme):
            continue
        rows = described(request.user, theme)
        narrower = list(Theme.objects.filter(parent=theme.pk).prefetch_related("labels"))
        if rows or narrower:
            merge = reverse(Theme.snippet_viewset.get_url_name("merge"), args=[quote(theme.pk)])
            refused.append({"theme": theme, "rows": rows, "narrower": narrower, "merge_url": merge})
    if not refused:
        return None
    context = {"refused": refused, "index_url": reverse(Theme.snippet_viewset.get_url_name("list"))}
    status = 409 if request.method == "POST" else 200
    return render(request, "library/admin/themes/refused.html", context, status=status)
