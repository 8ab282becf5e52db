"""What the association does: activities in two strands, and series of events."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from home.blocks import BodyBlock
from home.panels import FactsPanel

from .base import BasePage
from .facts import FactualPage
from .fields import ChoicesField
from .sections import SECTIONS


class Strand(models.TextChoices):
    INFORM = "inform", _("Inform")
    SHOWCASE = "showcase", _("Showcase")


class Audience(models.TextChoices):
    ELECTED = "elected", _("Elected officials")
    TECHNICAL = "technical", _("Technical staff")
    MANAGERS = "managers", _("Municipal staff and managers")
    COUNCILS = "councils", _("Members of development councils")
    AUTHORITIES = "authorities", _("Local authorities")
    RESIDENTS = "residents", _("Residents")
    COMPANIES = "companies", _("Companies")
    PUBLIC = "public", _("Everyone")

    @classmethod
    def labels_of(cls, values: list[str]) -> list[str]:
        return [str(cls(value).label) for value in values if value in cls.values]


class NamedPage(FactualPage):
    """What keeps its own name in every language, with the translation beside it: the title is the translation."""

    original_name = models.CharField(
        _("original name"),
        max_length=200,
        blank=True,
        help_text=_("Its name as it is written everywhere. The title says the same in the reader's language."),
    )
    strand = models.CharField(_("strand"), max_length=10, choices=Strand, blank=True)
    audience = ChoicesField(_("for whom"), choices=Audience.choices)

    class Meta:
        abstract = True

    def audience_names(self) -> list[str]:
        return Audience.labels_of(self.source.audience)


class ActivitiesPage(BasePage):
    """All activities, in two strands: those that inform and those that showcase."""

    page_description = _("All activities, in two strands: inform and showcase. They are the pages below it.")
    once_per_language = True
    parent_page_types = ["home.HomePage", "home.SectionPage"]

    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("content"))

    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("activities")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.activities import activities_context

        return super().get_context(request, *args, **kwargs) | activities_context(request, self)

    def searchable_text(self) -> str:
        return str(self.body)


class ActivityPage(NamedPage):
    """One activity: training, publishing guides, advocacy."""

    page_description = _("One thing that the association does: training, guides, advocacy.")
    parent_page_types = ["home.ActivitiesPage"]
    FACTS = ("original_name", "strand", "audience")

    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("content"))

    translatable_fields = FactualPage.words("body")
    content_panels = [
        *BasePage.content_panels,
        FactsPanel([FieldPanel("original_name"), FieldPanel("strand"), FieldPanel("audience")]),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("activity")

    def searchable_text(self) -> str:
        return f"{self.source.original_name} {self.body}"


class SeriesPage(NamedPage):
    """Events that come back: a tour, a festival, yearly conferences. Its dates are the events that name it."""

    page_description = _(
        "Events that come back: a tour, a festival. Its dates are the events of the agenda that name it."
    )
    parent_page_types = ["home.ActivitiesPage", *SECTIONS]
    FACTS = ("original_name", "strand", "audience")

    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("content"))

    translatable_fields = FactualPage.words("body")
    content_panels = [
        *BasePage.content_panels,
        FactsPanel([FieldPanel("original_name"), FieldPanel("strand"), FieldPanel("audience")]),
        FieldPanel("body"),
    ]
    search_kind = "event"

    class Meta:
        verbose_name = _("series of events")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.agenda import series_context

        return super().get_context(request, *args, **kwargs) | series_context(request, self)

    def searchable_text(self) -> str:
        return f"{self.source.original_name} {self.body}"
