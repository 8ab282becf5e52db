from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from library.models import Kind
from library.querysets import SheetQuerySet
from library.vocabulary import Concept, concepts, narrower_ids
from networks.models import Territory


class Sort:
    NEWEST, CONFIRMED, TITLE = "newest", "confirmed", "title"
    CHOICES = (
        (NEWEST, gettext_lazy("Newest first")),
        (CONFIRMED, gettext_lazy("Recently confirmed first")),
        (TITLE, gettext_lazy("By title")),
    )


class LenientChoiceField(forms.ChoiceField):
    """A choice of a filter: an unknown value is no filter, not an error."""

    def clean(self, value: Any) -> str:
        text = str(value or "")
        return text if text and self.valid_value(text) else ""


class SheetFilterForm(forms.Form):
    """The filters of the library, from the address. Whatever it is given, it is valid."""

    kind = LenientChoiceField(label=gettext_lazy("Kind"), required=False)
    theme = LenientChoiceField(label=gettext_lazy("Theme"), required=False)
    territory = forms.CharField(label=gettext_lazy("Territory"), required=False, widget=forms.Select)
    year = LenientChoiceField(label=gettext_lazy("Year"), required=False)
    sort = LenientChoiceField(label=gettext_lazy("Sort"), required=False, choices=Sort.CHOICES)

    def __init__(self, data: Any, visible: SheetQuerySet) -> None:
        """`visible`: the sheets that the reader may see, in the language of the list."""
        super().__init__(data)
        self._visible = visible
        used = list(
            visible.order_by().values_list("work__source__year", "work__source__territory__department",
                                           "work__source__territory__region", "work__source__territory").distinct()
        )  # fmt: skip
        years = sorted({row[0] for row in used if row[0]}, reverse=True)
        self.fields["kind"].choices = [("", _("All kinds")), *Kind.choices]
        self.fields["theme"].choices = [("", _("All themes")), *theme_choices()]
        self.fields["year"].choices = [("", _("All years")), *((str(year), str(year)) for year in years)]
        self._territories = {pk for row in used for pk in row[1:] if pk}

    def clean_territory(self) -> Territory | None:
        return Territory.objects.find(self.cleaned_data["territory"])

    def fill_territories(self) -> None:
        """The regions and departments where there is something, and the chosen place, which may be any."""
        chosen = self.cleaned_data.get("territory")
        wanted = self._territories | ({chosen.pk} if chosen else set())
        places = Territory.objects.filter(pk__in=wanted).order_by("kind", "name")
        options = [
            (place.reference, place.name)
            for place in places
            if place.kind in {Territory.Kind.REGION, Territory.Kind.DEPARTMENT} or place == chosen
        ]
        self.fields["territory"].widget.choices = [("", _("Everywhere")), *options]

    def filtered(self) -> SheetQuerySet:
        """The visible sheets that pass the filters, sorted."""
        self.is_valid()
        self.fill_territories()
        chosen, sheets = self.cleaned_data, self._visible
        if chosen["kind"]:
            sheets = sheets.of_kind(chosen["kind"])
        if theme := self.chosen_theme:
            sheets = sheets.on_themes(narrower_ids(theme.pk))
        if chosen.get("territory"):
            sheets = sheets.in_territory(chosen["territory"])
        if chosen["year"]:
            sheets = sheets.of_year(int(chosen["year"]))
        match chosen["sort"]:
            case Sort.CONFIRMED:
                return sheets.recently_confirmed_first()
            case Sort.TITLE:
                return sheets.order_by("title", "pk")
        return sheets.newest_first()

    @property
    def chosen_theme(self) -> Concept | None:
        identifier = self.cleaned_data.get("theme")
        return next((c for c in concepts().values() if c.identifier == identifier), None) if identifier else None

    def labels(self) -> list[tuple[str, str]]:
        """The filters in force, as field name and what to call its value."""
        chosen, found = self.cleaned_data, []
        if chosen["kind"]:
            found.append(("kind", str(Kind(chosen["kind"]).label)))
        if theme := self.chosen_theme:
            found.append(("theme", theme.label()))
        if chosen.get("territory"):
            found.append(("territory", chosen["territory"].name))
        if chosen["year"]:
            found.append(("year", chosen["year"]))
        return found

    def sentence(self) -> str:
        """The filters as one reads them aloud; empty without any."""
        labels = dict(self.labels())
        if not labels:
            return ""
        parts = [labels.get("kind") or _("All resources")]
        if "theme" in labels:
            parts.append(_("about “%(theme)s”") % {"theme": labels["theme"]})
        if "territory" in labels:
            parts.append(_("in this territory: %(territory)s") % {"territory": labels["territory"]})
        if "year" in labels:
            parts.append(_("of the year %(year)s") % {"year": labels["year"]})
        return " ".join(parts)


def theme_choices() -> list[tuple[str, str]]:
    """Themes as a tree in reading order: each under its broader one, by label."""
    children: dict[int | None, list] = {}
    for concept in concepts().values():
        children.setdefault(concept.parent, []).append(concept)

    def walk(parent: int | None, depth: int) -> list[tuple[str, str]]:
        found = []
        for concept in sorted(children.get(parent, []), key=lambda concept: concept.label().casefold()):
            found.append((concept.identifier, "\N{EN SPACE}" * 2 * depth + concept.label()))
            found += walk(concept.pk, depth + 1)
        return found

    return walk(None, 0)
