from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.filters import LenientChoiceField
from library.models import Kind, Sheet
from library.querysets import Reader, SheetQuerySet
from library.vocabulary import Concept, concept_named, in_tree_order, indented, narrower_ids
from networks.models import Territory

OPTIONS = "library.filter-options"


class Sort:
    NEWEST, CONFIRMED, TITLE = "newest", "confirmed", "title"
    CHOICES = (
        (NEWEST, gettext_lazy("Newest first")),
        (CONFIRMED, gettext_lazy("Recently confirmed first")),
        (TITLE, gettext_lazy("By title")),
    )


class SheetFilterForm(forms.Form):
    """The filters of the library, from the address. Whatever it is given, it is valid."""

    kind = LenientChoiceField(label=gettext_lazy("Kind"), required=False)
    theme = LenientChoiceField(label=gettext_lazy("Theme"), required=False)
    territory = forms.CharField(label=gettext_lazy("Territory"), required=False, widget=forms.Select)
    year = LenientChoiceField(label=gettext_lazy("Year"), required=False)
    sort = LenientChoiceField(label=gettext_lazy("Sort"), required=False, choices=Sort.CHOICES)

    def __init__(self, data: Any, visible: SheetQuerySet, options: "FilterOptions") -> None:
        """`visible`: the sheets that the reader may see, in the language of the list; `options`: what they offer."""
        super().__init__(data)
        self._visible, self._options = visible, options
        offered: dict[str, list[tuple[Any, Any]]] = {
            "kind": [("", _("All kinds")), *Kind.choices],
            "theme": [("", _("All themes")), *theme_choices()],
            "year": [("", _("All years")), *((str(year), str(year)) for year in options.years)],
        }
        for name, choices in offered.items():
            cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean_territory(self) -> Territory | None:
        asked = self.cleaned_data["territory"].strip()
        return Territory.objects.find(asked) if asked and len(asked) <= 13 else None

    def filtered(self) -> SheetQuerySet:
        """The visible sheets that pass the filters, sorted."""
        self.is_valid()
        chosen, sheets = self.cleaned_data, self._visible
        places = dict(self._options.places)
        if place := chosen.get("territory"):  # any place may be asked for by its code, a village too
            places.setdefault(place.reference, place.name)
        self.fields["territory"].widget.choices = [("", _("Everywhere")), *places.items()]
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
        return concept_named(self.cleaned_data.get("theme"))

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
        labels = {name: getattr(label, "marked", label) for name, label in self.labels()}
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


@dataclass
class FilterOptions:
    """What the sheets that a reader may see offer to filter by. Nothing that they may not see leaves a trace here."""

    years: list[int]
    places: list[tuple[str, str]]

    @classmethod
    def of(cls, visible: SheetQuerySet) -> "FilterOptions":
        source = "work__source__territory"
        used = visible.order_by().values_list(
            "work__source__year", source, f"{source}__department", f"{source}__region"
        )
        rows = list(used.distinct())
        kinds = (Territory.Kind.REGION, Territory.Kind.DEPARTMENT)
        places = Territory.objects.filter(pk__in={pk for row in rows for pk in row[1:] if pk}, kind__in=kinds)
        return cls(
            years=sorted({row[0] for row in rows if row[0]}, reverse=True),
            places=list(places.order_by("-kind", "name").values_list("reference", "name")),
        )

    @classmethod
    def for_reader(cls, user: Reader, language: str) -> "FilterOptions":
        """For a visitor from the cache, which the next change of a sheet empties."""
        visible = Sheet.objects.visible_to(user).filter(locale__language_code=language)
        if user.is_authenticated:
            return cls.of(visible)
        known = cache.get(OPTIONS) or {}
        if language not in known:
            known[language] = cls.of(visible)
            cache.set(OPTIONS, known, 60)
        return known[language]


def forget_options(**_kwargs: object) -> None:
    cache.delete(OPTIONS)


def theme_choices() -> list[tuple[str, str]]:
    """Themes as a tree in reading order: each under its broader one, by label."""
    return [(concept.identifier, indented(concept, depth)) for concept, depth in in_tree_order()]
