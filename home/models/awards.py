"""Awards, their editions, and who was honoured for what."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import TranslatableField

from home.blocks import BodyBlock
from home.panels import FactsPanel, RowsPanel

from .activities import NamedPage
from .base import BasePage
from .facts import FactualPage
from .fields import SourceKey
from .rows import Row
from .sections import SECTIONS


class AwardPage(NamedPage):
    """An award; its editions are the pages below it."""

    page_description = _("An award. Each year is an edition, a page below it.")
    parent_page_types = ["home.ActivitiesPage", *SECTIONS]
    subpage_types = ["home.AwardEditionPage"]
    search_kind = "award"
    FACTS = ("original_name", "strand", "audience")

    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("content"))

    translatable_fields = FactualPage.words("body")
    content_panels = [
        *BasePage.content_panels,
        FactsPanel([FieldPanel("original_name"), FieldPanel("strand"), FieldPanel("audience")]),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("award")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.awards import award_context

        return super().get_context(request, *args, **kwargs) | award_context(request, self)

    def searchable_text(self) -> str:
        return f"{self.source.original_name} {self.body}"


class AwardEditionPage(FactualPage):
    """One year of an award."""

    page_description = _("One year of this award, with its laureates by category.")
    parent_page_types = ["home.AwardPage"]
    subpage_types: list[str] = []
    search_kind = "award"
    FACTS = ("year", "ceremony", "is_example")
    REQUIRED = ("year",)
    ROWS = ("laureates",)

    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    ceremony = SourceKey(
        "home.EventPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="award_editions",
        verbose_name=_("ceremony"),
        help_text=_("The event at which the prizes were given."),
    )
    is_example = models.BooleanField(_("example"), default=False, help_text=_("Invented, to show what it can be."))
    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("content"))

    translatable_fields = FactualPage.words("body", *ROWS)
    content_panels = [
        *BasePage.content_panels,
        FactsPanel([FieldRowPanel([FieldPanel("year"), FieldPanel("ceremony")]), FieldPanel("is_example")]),
        FieldPanel("body"),
        RowsPanel(
            "laureates",
            label=_("laureate"),
            heading=_("Laureates"),
            help_text=_("Laureates of the same category are shown together, in the order of this list."),
            panels=[
                FieldRowPanel([FieldPanel("category"), FieldPanel("label")]),
                FieldPanel("description"),
                FieldRowPanel([FieldPanel("authority"), FieldPanel("territory")]),
                FieldRowPanel([FieldPanel("picture"), FieldPanel("sheet")]),
            ],
        ),
    ]

    class Meta:
        verbose_name = _("edition of an award")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from home.awards import edition_context

        return super().get_context(request, *args, **kwargs) | edition_context(request, self)

    def searchable_text(self) -> str:
        source = self.source
        authorities = [row.authority.name for row in source.laureates.all() if row.authority]
        return " ".join([str(self.body), *(row.words() for row in self.laureates.all()), *authorities])


class Laureate(Row):
    """Who was honoured in a category; `label` is the project."""

    WORDS = ("label", "category", "description")
    FACTS = ("authority", "territory", "picture", "sheet")

    page = ParentalKey(AwardEditionPage, on_delete=models.CASCADE, related_name="laureates")
    label = models.CharField(_("project"), max_length=300)
    category = models.CharField(_("category"), max_length=200, blank=True)
    description = models.TextField(_("what they did"), blank=True, max_length=2000)
    authority = models.ForeignKey(
        "networks.LocalAuthority",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="laureates",
        verbose_name=_("local authority"),
    )
    territory = models.ForeignKey(
        "networks.Territory",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("territory"),
    )
    picture = models.ForeignKey(
        "home.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("picture")
    )
    sheet = SourceKey(
        "library.Sheet",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("experience sheet"),
    )

    translatable_fields = [TranslatableField(name) for name in WORDS]

    class Meta(Row.Meta):
        verbose_name = _("laureate")
