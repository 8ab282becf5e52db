"""Programmes: who steers, who supports, in which phases."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail_localize.fields import TranslatableField

from home.blocks import BodyBlock
from home.panels import FactsPanel, RowsPanel, SourceRowsPanel

from .activities import NamedPage
from .base import BasePage
from .facts import FactualPage
from .fields import SourceKey
from .requests import RequestFormMixin
from .rows import Row
from .sections import SECTIONS

YEARS = [MinValueValidator(1900), MaxValueValidator(2100)]


class Level(models.TextChoices):
    INTERNATIONAL = "international", _("International")
    NATIONAL = "national", _("National")
    REGIONAL = "regional", _("Regional")
    LOCAL = "local", _("Local")


class ProgrammePage(RequestFormMixin, NamedPage):
    """A programme, a public scheme or a platform; schemes may stand below the programme that they serve."""

    page_description = _("A programme, a public scheme or a platform: who steers, who supports, in which phases.")
    parent_page_types = ["home.ActivitiesPage", *SECTIONS, "home.ProgrammePage"]
    request_kind = "programme"
    FACTS = ("original_name", "level", "has_form")
    ROWS = ("phases",)
    FACT_ROWS = ("actors", "sheets")

    level = models.CharField(_("level"), max_length=20, choices=Level, blank=True)
    has_form = models.BooleanField(
        _("with its own contact form"), default=True, help_text=_("Messages reach the inbox under its name.")
    )
    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("content"))

    translatable_fields = FactualPage.words("body", *ROWS)
    content_panels = [
        *BasePage.content_panels,
        FactsPanel(
            [FieldPanel("original_name"), FieldRowPanel([FieldPanel("level"), FieldPanel("has_form")])],
        ),
        SourceRowsPanel(
            "actors",
            label=_("actor"),
            heading=_("Who takes part"),
            help_text=_("An organisation that is missing is added where you choose it."),
            panels=[FieldRowPanel([FieldPanel("organisation"), FieldPanel("role")])],
        ),
        FieldPanel("body"),
        RowsPanel(
            "phases",
            label=_("phase"),
            heading=_("Phases"),
            panels=[
                FieldPanel("label", heading=_("Name of the phase")),
                FieldRowPanel([FieldPanel("start_year"), FieldPanel("end_year")]),
                FieldPanel("description"),
            ],
        ),
        SourceRowsPanel("sheets", label=_("sheet"), heading=_("Sheets of the library"), panels=["sheet"]),
    ]

    class Meta:
        verbose_name = _("programme")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.programmes import programme_view

        return super().get_context(request, *args, **kwargs) | programme_view(self, request.user)

    def searchable_text(self) -> str:
        source = self.source
        actors = [str(actor.organisation) for actor in source.actors.select_related("organisation")]
        phases = [row.words() for row in self.phases.all()]
        return " ".join([source.original_name, str(self.body), *phases, *actors])


class Phase(Row):
    WORDS = ("label", "description")
    FACTS = ("start_year", "end_year")

    page = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="phases")
    description = models.TextField(_("what happens"), blank=True, max_length=2000)
    start_year = models.PositiveSmallIntegerField(_("from year"), null=True, blank=True, validators=YEARS)
    end_year = models.PositiveSmallIntegerField(_("to year"), null=True, blank=True, validators=YEARS)

    translatable_fields = [TranslatableField(name) for name in WORDS]

    class Meta(Row.Meta):
        verbose_name = _("phase")

    def clean(self) -> None:
        super().clean()
        if self.start_year and self.end_year and self.end_year < self.start_year:
            raise ValidationError({"end_year": _("The phase ends before it begins.")})


class Actor(Orderable):
    class Role(models.TextChoices):
        STEERS = "steers", _("Steers")
        SUPPORTS = "supports", _("Supports")
        TAKES_PART = "takes_part", _("Takes part")
        FACILITATES = "facilitates", _("Facilitates")

    page = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="actors")
    organisation = models.ForeignKey(
        "networks.Organisation", on_delete=models.PROTECT, related_name="roles", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta(Orderable.Meta):
        verbose_name = _("actor of a programme")

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class ProgrammeSheet(Orderable):
    page = ParentalKey(ProgrammePage, on_delete=models.CASCADE, related_name="sheets")
    sheet = SourceKey("library.Sheet", on_delete=models.CASCADE, related_name="+", verbose_name=_("sheet"))

    class Meta(Orderable.Meta):
        verbose_name = _("sheet of a programme")

    def __str__(self) -> str:
        return str(self.sheet)
