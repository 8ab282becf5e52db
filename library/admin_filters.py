"""What a list of sheets in the admin can be narrowed by. Facts are those of the source, for every language."""

from typing import Any

import django_filters
from django import forms
from django.db.models import BigIntegerField, Count, F, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Locale, Revision, WorkflowState

from library.models import Access, Kind, Sheet, SheetTag, Tag
from library.querysets import SheetQuerySet
from library.theme_admin.picker import theme_choices
from library.upkeep.owners import possible_owners
from library.vocabulary import narrower_ids
from networks.models import Territory, User

STATES = [
    ("live", _("Published")),
    ("draft", _("Never published, or withdrawn")),
    ("changed", _("Published, with a draft waiting")),
    ("review", _("In review")),
    ("scheduled", _("To be published later")),
    ("locked", _("Locked")),
]
TRANSLATION = [
    ("source", _("Originals")),
    ("missing", _("Originals that lack a language")),
    ("translation", _("Translations")),
    ("stale", _("Translations of words that have changed")),
    ("unpublished", _("Translations not published")),
]
LACKS = [("picture", _("Picture")), ("theme", _("Theme")), ("tag", _("Tag")), ("year", _("Year"))]
MINE = [("mine", _("Those that I wrote, changed or look after"))]


def in_review() -> QuerySet:
    """The keys of the sheets that someone has submitted and nobody has answered yet."""
    states = WorkflowState.objects.active().filter(base_content_type=Sheet.get_base_content_type())
    return _keys(states)


def scheduled() -> QuerySet:
    """The keys of the sheets of which a revision waits for its hour."""
    waiting = Revision.objects.filter(approved_go_live_at__isnull=False)
    return _keys(waiting.filter(base_content_type=Sheet.get_base_content_type()))


def written_by(user: Any) -> QuerySet:
    return _keys(Revision.objects.filter(base_content_type=Sheet.get_base_content_type(), user=user))


def _keys(rows: QuerySet) -> QuerySet:
    return rows.order_by().annotate(key=Cast("object_id", BigIntegerField())).values("key")


def _choice(label: Any, choices: Any, method: str, **kwargs: Any) -> django_filters.ChoiceFilter:
    widget = kwargs.pop("widget", forms.RadioSelect)
    return django_filters.ChoiceFilter(
        label=label, choices=choices, method=method, empty_label=_("All"), widget=widget, **kwargs
    )


def _themes() -> list:
    return theme_choices()


class SheetFilterSet(WagtailFilterSet):
    state = _choice(_("State"), STATES, "in_state")
    translation = _choice(_("Translation"), TRANSLATION, "as_translation")
    mine = _choice(_("My own"), MINE, "of_mine")
    owner = django_filters.ModelChoiceFilter(
        label=_("Responsible"),
        field_name="work__owner",
        queryset=User.objects.none(),
        null_label=_("Nobody"),
    )
    access = django_filters.ChoiceFilter(
        field_name="work__source__access",
        label=_("Who may read it"),
        choices=Access.choices,
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    theme = _choice(_("Theme"), _themes, "on_theme", widget=forms.Select)
    tag = django_filters.ModelChoiceFilter(label=_("Tag"), queryset=Tag.objects.order_by("name"), method="with_tag")
    territory = django_filters.ModelChoiceFilter(
        label=_("Territory"), queryset=Territory.objects.none(), method="in_territory"
    )
    year = django_filters.NumberFilter(
        field_name="work__source__year", label=_("Year"), min_value=1900, max_value=2100, decimal_places=0
    )
    without = django_filters.MultipleChoiceFilter(
        label=_("Without"), choices=LACKS, method="that_lack", widget=forms.CheckboxSelectMultiple
    )
    updated = django_filters.DateFilter(
        label=_("Changed since"),
        field_name="latest_revision__created_at",
        lookup_expr="date__gte",
        widget=AdminDateInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["owner"].queryset = possible_owners()
        self.filters["territory"].queryset = _places()  # asked when a list is opened, not when the site starts

    def in_state(self, sheets: QuerySet, name: str, value: str) -> QuerySet:
        states = {
            "live": Q(live=True),
            "draft": Q(live=False),
            "changed": Q(live=True, has_unpublished_changes=True),
            "review": Q(pk__in=in_review()),
            "scheduled": Q(pk__in=scheduled()),
            "locked": Q(locked=True),
        }
        return sheets.filter(states[value])

    def as_translation(self, sheets: QuerySet, name: str, value: str) -> QuerySet:
        source = Q(work__source=F("pk"))
        if value == "missing":
            complete = Sheet.objects.order_by().values("work").annotate(many=Count("locale", distinct=True))
            return sheets.filter(source).exclude(
                work__in=complete.filter(many__gte=Locale.objects.count()).values("work")
            )
        states = {
            "source": source,
            "translation": ~source,
            "stale": ~source & ~Q(work__source__source_digest=F("source_digest")),
            "unpublished": ~source & Q(live=False),
        }
        return sheets.filter(states[value])

    def of_mine(self, sheets: QuerySet, name: str, value: str) -> QuerySet:
        user = self.request.user
        return sheets.filter(Q(pk__in=written_by(user)) | Q(work__owner=user))

    def on_theme(self, sheets: SheetQuerySet, name: str, value: str) -> QuerySet:
        return sheets.on_themes(narrower_ids(int(value)))

    def with_tag(self, sheets: SheetQuerySet, name: str, tag: Tag) -> QuerySet:
        return sheets.tagged(tag)

    def in_territory(self, sheets: SheetQuerySet, name: str, territory: Territory) -> QuerySet:
        return sheets.in_territory(territory)

    def that_lack(self, sheets: QuerySet, name: str, values: list[str]) -> QuerySet:
        lacking = {
            "picture": Q(work__source__picture=None),
            "theme": ~Q(work__source__in=Sheet.themes.through.objects.values("sheet")),
            "tag": ~Q(work__source__in=SheetTag.objects.values("content_object")),
            "year": Q(work__source__year=None),
        }
        for value in values:
            sheets = sheets.filter(lacking[value])
        return sheets


def _places() -> QuerySet:
    """The territories of the sheets, and the departments and regions around them."""
    used = Sheet.objects.filter(territory__isnull=False).order_by()
    around = ("territory", "territory__department", "territory__region")
    inside = Q()
    for path in around:
        inside |= Q(pk__in=used.exclude(**{path: None}).values(path))
    return Territory.objects.filter(inside).order_by("name")


def sheet_filters(model: type[Sheet]) -> type[SheetFilterSet]:
    meta = type("Meta", (), {"model": model, "fields": []})
    declared: dict[str, Any] = {"Meta": meta}
    if model is Sheet:
        kinds = django_filters.MultipleChoiceFilter(
            field_name="work__kind", label=_("Kind"), choices=Kind.choices, widget=forms.CheckboxSelectMultiple
        )
        declared["kind"] = kinds
    return type(f"{model.__name__}FilterSet", (SheetFilterSet,), declared)
