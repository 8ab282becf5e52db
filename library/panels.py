"""What an editor sees of each kind of sheet: tabs, panels in the order of the printed sheet, and help in sentences."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)

from home.panels import RowsPanel, SourceRowsPanel
from library.admin_forms import SheetForm
from library.facts import facts_of, source_of
from library.models import Kind
from library.tag_admin.widgets import SuggestedTags
from library.theme_admin.picker import ThemePicker
from library.upkeep.panel import UpkeepPanel


class SourcePanel(HelpPanel):
    """On a translation: the facts of the work and the way to the source, where they are changed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"template": "library/admin/source_panel.html", **kwargs})

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return not self.instance.is_source

        def get_context_data(self, parent_context: dict | None = None) -> dict:
            context = super().get_context_data(parent_context)
            source = source_of(self.instance.work)
            return context | {"source": source, "facts": facts_of(source) if source else []}

        def get_comparison(self) -> list:
            return []


def _words(name: str, help_text: Any = "", **kwargs: Any) -> FieldPanel:
    return FieldPanel(name, help_text=help_text, **kwargs)


WHO_SAYS_SO = _("An office, a report, an account: readers judge a figure by where it comes from.")

TITLE = [
    _words("title", _("Say what was done or what this is, as you would to a colleague."), required_on_save=True),
    _words("summary", _("Two or three sentences: everyone reads them in lists, even when the rest is for members.")),
]

WORDS = {
    Kind.EXPERIENCE: [
        _words("context", _("What the situation was before, and what made the authority act.")),
        _words("objectives", _("What the authority wanted to change.")),
        RowsPanel(
            "steps",
            label=_("step"),
            heading=_("Steps"),
            help_text=_("What was done, in order. The dates make the timeline at the top of the sheet."),
            panels=[FieldPanel("label"), FieldPanel("date"), FieldPanel("description")],
        ),
        _words("body", _("The story in full, if the steps do not say everything.")),
        _words("means", _("Who worked on it, with what tools and what help.")),
        RowsPanel(
            "costs",
            label=_("cost"),
            heading=_("Costs"),
            help_text=_("One line per kind of expense. The total is worked out."),
            panels=[
                FieldRowPanel([FieldPanel("label"), FieldPanel("amount")]),
                FieldRowPanel([FieldPanel("date"), FieldPanel("source", help_text=WHO_SAYS_SO)]),
            ],
        ),
        RowsPanel(
            "fundings",
            label=_("source of funding"),
            heading=_("Funding"),
            help_text=_("One line per source, the authority's own money included. The shares are worked out."),
            panels=[FieldRowPanel([FieldPanel("label"), FieldPanel("amount")])],
        ),
        RowsPanel(
            "results",
            label=_("result"),
            heading=_("Results in figures"),
            help_text=_("The first one is shown largest. Leave “before” empty when nothing was measured then."),
            panels=[
                FieldPanel("label"),
                FieldRowPanel([FieldPanel("before"), FieldPanel("after"), FieldPanel("unit")]),
                FieldRowPanel([FieldPanel("date"), FieldPanel("source", help_text=WHO_SAYS_SO)]),
            ],
        ),
        _words("worked", _("What others can take as it is.")),
        _words("not_worked", _("What you would do differently: it is what colleagues look for first.")),
        _words("advice", _("What you would say to an authority that starts tomorrow.")),
        _words("testimonial", _("A few words from someone who lived it. They must have agreed.")),
        _words("testimonial_by", _("Their role, and their name if they want it shown.")),
    ],
    Kind.TECHNICAL: [
        _words("problem", _("The question to which this sheet answers.")),
        RowsPanel(
            "method_steps",
            label=_("step of the method"),
            heading=_("Method"),
            help_text=_("How to do it, one step at a time, in order."),
            panels=[FieldPanel("label"), FieldPanel("description")],
        ),
        _words("body", _("What the steps do not say.")),
        _words("watch_points", _("What goes wrong most often, and how to avoid it.")),
        _words("cost_note", _("What makes it dearer or cheaper.")),
        _words("regulation", _("The texts that apply. Give their date under “Facts”: readers see how old it is.")),
    ],
    Kind.SPECIFICATION: [
        _words("purpose", _("What is bought or studied.")),
        RowsPanel(
            "lots",
            label=_("lot"),
            heading=_("Lots"),
            help_text=_("Leave empty for a single lot."),
            panels=[FieldRowPanel([FieldPanel("number"), FieldPanel("label")])],
        ),
        _words("body", _("What to know before using this text again.")),
        _words("provenance", _("Who wrote it first, and for what.")),
    ],
    Kind.GUIDE: [_words("body", _("What is in it, and for whom."))],
    Kind.WORKING: [_words("body", _("What it is for, and where the work stands."))],
}

KIND_FACTS = {
    Kind.TECHNICAL: [
        FieldRowPanel([FieldPanel("cost_min"), FieldPanel("cost_max")], heading=_("Order of cost")),
        FieldPanel("regulation_date", help_text=_("The day on which someone last checked the rules above.")),
    ],
    Kind.SPECIFICATION: [FieldPanel("procedure")],
    Kind.GUIDE: [FieldRowPanel([FieldPanel("publisher"), FieldPanel("pages")], heading=_("Publication"))],
    Kind.WORKING: [FieldPanel("nature")],
}

FACTS = [
    FieldPanel("themes", widget=ThemePicker, help_text=_("At least one is needed to publish.")),
    FieldPanel(
        "tags",
        widget=SuggestedTags,
        help_text=_("Your own words, to bring sheets together. Capital letters and accents make no difference."),
    ),
    FieldPanel("year", help_text=_("The year of what is told, four digits.")),
    FieldPanel("authority", help_text=_("The authority that did it.")),
    FieldPanel("territory", help_text=_("Where it took place. Search by name or official code.")),
    FieldPanel("picture", help_text=_("Pictures are public, even on a sheet for members.")),
]

FILES = [
    SourceRowsPanel(
        "files",
        label=_("file"),
        heading=_("Files"),
        help_text=_(
            "Each file may be closed further than the sheet. Say of which day it is and who made it: readers see both."
        ),
        panels=[
            FieldPanel("document"),
            FieldRowPanel([FieldPanel("language"), FieldPanel("access")]),
            FieldRowPanel([FieldPanel("date"), FieldPanel("source")]),
        ],
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("contact_name"), FieldPanel("contact_role")]),
            FieldRowPanel([FieldPanel("contact_email"), FieldPanel("contact_phone")]),
            FieldPanel("contact_access"),
        ],
        heading=_("Contact"),
        help_text=_("Someone who agreed to answer colleagues' questions."),
    ),
    SourceRowsPanel("partners", label=_("partner"), heading=_("Partners"), panels=["name", "url"]),
]

PUBLICATION = [
    UpkeepPanel(heading=_("Is it still true?")),
    FieldPanel(
        "access",
        widget=forms.RadioSelect,
        help_text=_("True in all languages as soon as it is published. Files and contact may be closed further."),
    ),
    FieldPanel(
        "groups",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for “Chosen groups only”. With no group chosen, only the staff can see the sheet."),
    ),
    FieldPanel("is_example"),
    PublishingPanel(),
]


def sheet_panels(kind: Kind) -> TabbedInterface:
    """The editor of this kind of sheet."""
    return TabbedInterface(
        [
            ObjectList([*TITLE, *WORDS[kind]], heading=_("Text and figures")),
            ObjectList([SourcePanel(), *FACTS, *KIND_FACTS.get(kind, [])], heading=_("Facts")),
            ObjectList(FILES, heading=_("Files and contact")),
            ObjectList(PUBLICATION, heading=_("Access and publication")),
        ],
        base_form_class=SheetForm,
    )
