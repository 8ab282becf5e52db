from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.filters import LenientChoiceField
from library.forms import SheetFilterForm, theme_choices
from library.models import Kind

from .engines import SearchQuery
from .labels import PAGE_KINDS, kind_label

LONGEST = 4_000  # characters of a question that are looked at; the parser keeps far fewer
LATEST_YEAR = 9999


class AnyTextField(forms.CharField):
    """Whatever was typed: the parser makes of it what it can."""

    def clean(self, value: Any) -> str:
        return str(value or "")[:LONGEST]


class SearchForm(SheetFilterForm):
    """The question and its filters, from the address. Whatever it is given, it is valid; unknown values are none."""

    q = AnyTextField(required=False, label=gettext_lazy("Words"))
    year: Any = forms.CharField(label=gettext_lazy("Year"), required=False, widget=forms.Select)
    sort = LenientChoiceField(
        label=gettext_lazy("Sort"),
        required=False,
        choices=[
            ("", gettext_lazy("Best match first")),
            ("newest", gettext_lazy("Newest first")),
            ("confirmed", gettext_lazy("Recently confirmed first")),
            ("title", gettext_lazy("By title")),
        ],
    )
    scope = LenientChoiceField(
        label=gettext_lazy("Languages"),
        required=False,
        choices=[("", gettext_lazy("All languages")), ("language", gettext_lazy("This language only"))],
    )

    def __init__(self, data: Any) -> None:
        forms.Form.__init__(self, data)
        kinds = [*Kind.values, *PAGE_KINDS]
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [("", _("All kinds")), *((kind, kind_label(kind)) for kind in kinds)]
        fields["theme"].choices = [("", _("All themes")), *theme_choices()]
        self.is_valid()

    def clean_year(self) -> str:
        asked = self.cleaned_data["year"].strip()
        known = asked.isdecimal() and len(asked) <= len(str(LATEST_YEAR)) and int(asked)
        return str(known) if known else ""

    def query(self, language: str, page: int, page_size: int) -> SearchQuery:
        chosen, theme = self.cleaned_data, self.chosen_theme
        return SearchQuery(
            q=chosen["q"],
            language=language,
            scope=chosen["scope"] or "all",
            kinds=(chosen["kind"],) if chosen["kind"] else (),
            themes=(theme.identifier,) if theme else (),
            territories=(chosen["territory"].reference,) if chosen.get("territory") else (),
            years=(int(chosen["year"]),) if chosen.get("year") else (),
            sort=chosen["sort"],
            page=page,
            page_size=page_size,
        )

    def offer(self, facets: dict[str, list[dict[str, Any]]]) -> None:
        """Only what leads somewhere, with how many results: from what this reader found, and nothing else."""
        for name in ("kind", "theme", "territory", "year"):
            chosen = self.cleaned_data.get(name)
            field: Any = self.fields[name]
            known = {facet["value"]: facet for facet in facets.get(name, [])}
            if name in {"kind", "theme"}:
                first, *others = field.choices
                if not chosen:
                    others = [(v, f"{label} ({known[v]['count']})") for v, label in others if v in known]
            else:
                first = ("", _("Everywhere") if name == "territory" else _("All years"))
                others = [(value, f"{facet['label']} ({facet['count']})") for value, facet in known.items()]
                if chosen:
                    others = [self._chosen(name)]
            field.choices = field.widget.choices = [first, *others]

    def _chosen(self, name: str) -> tuple[str, str]:
        chosen = self.cleaned_data[name]
        return (chosen.reference, chosen.name) if name == "territory" else (chosen, chosen)

    def labels(self) -> list[tuple[str, str]]:
        chosen, found = self.cleaned_data, []
        if chosen["kind"]:
            found.append(("kind", kind_label(chosen["kind"])))
        if theme := self.chosen_theme:
            found.append(("theme", theme.label()))
        for name in ("territory", "year"):
            if chosen.get(name):
                found.append((name, self._chosen(name)[1]))
        if chosen["scope"]:
            found.append(("scope", _("This language only")))
        return found


def own_language(code: str | None) -> str:
    """A language of the site, whatever was asked."""
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
