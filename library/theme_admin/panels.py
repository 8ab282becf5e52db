"""What an editor sees of a theme."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel

from .forms import LabelFormSet


class LabelsPanel(InlinePanel):
    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["formset"] = LabelFormSet
        return options


THEME_PANELS = [
    FieldPanel("identifier", help_text=_("Small letters and hyphens. It stands in addresses: it never changes.")),
    FieldPanel("parent", help_text=_("A search for the broader theme also finds this one.")),
    LabelsPanel(
        "labels",
        label=_("label"),
        heading=_("Labels"),
        help_text=_("One preferred label per language, and as many synonyms as people may type."),
        panels=[FieldRowPanel([FieldPanel("language"), FieldPanel("label"), FieldPanel("preferred")])],
    ),
    InlinePanel(
        "notes",
        label=_("scope note"),
        heading=_("Scope notes"),
        help_text=_("What it covers and what it does not, once per language."),
        panels=[FieldPanel("language"), FieldPanel("text")],
    ),
    FieldPanel("uri"),
    InlinePanel(
        "matches",
        label=_("exact match"),
        heading=_("Exact matches"),
        help_text=_("Addresses of the same concept in outside vocabularies: Wikidata, EuroVoc, GEMET…"),
        panels=[FieldPanel("uri")],
    ),
]
