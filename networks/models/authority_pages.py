"""Pages about member authorities: the list of them, their commitments, the atlas of biodiversity."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.forms import CheckboxInput
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField, StreamField
from wagtail_localize.fields import TranslatableField

from home.blocks import BodyBlock
from home.models import BasePage, FactualPage, Level, Row, Unit
from home.models.fields import SourceKey
from home.panels import FactsPanel, RowsPanel

PARENTS = ["home.HomePage", "home.SectionPage"]
YEARS = [MinValueValidator(1900), MaxValueValidator(2100)]


class AuthoritiesPage(RoutablePageMixin, BasePage):
    """The member authorities, and below it a page for each."""

    page_description = _("The list of the member authorities, and a page for each: they are kept under “People”.")
    once_per_language = True
    parent_page_types = PARENTS
    subpage_types: list[str] = []

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("member authorities")

    @path("")
    def list_authorities(self, request: HttpRequest) -> HttpResponse:
        from networks.authorities import authorities_response

        return authorities_response(request, self)

    @path("<int:number>/", name="authority_by_number")
    @path("<int:number>/<str:slug>/", name="authority")
    def show_authority(self, request: HttpRequest, number: int, slug: str = "") -> HttpResponse:
        from networks.authorities import authority_response

        return authority_response(request, self, number, slug)


class CommitmentsPage(RoutablePageMixin, BasePage):
    """What members and networks have committed to, and what came of it; also as a table."""

    page_description = _("What members and networks have committed to. Each commitment is a page below it.")
    once_per_language = True
    parent_page_types = PARENTS
    subpage_types = ["networks.CommitmentPage"]

    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("content"))

    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("commitments")

    @path("")
    def list_commitments(self, request: HttpRequest) -> HttpResponse:
        from networks.commitments import commitments_response

        return commitments_response(request, self)

    @path("results/", name="results")
    def results(self, request: HttpRequest) -> HttpResponse:
        from networks.commitments import results_response

        return results_response(request, self)

    def searchable_text(self) -> str:
        return str(self.body)


class CommitmentPage(FactualPage):
    """One commitment: who, to what, with which results in words and in figures."""

    page_description = _("Who committed to what, with the results in words and in figures.")
    parent_page_types = ["networks.CommitmentsPage"]
    subpage_types: list[str] = []
    FACTS = ("authority", "organisation", "programme", "level", "year", "sheet", "is_example")
    ROWS = ("results",)
    SHOWN_WITH = ("authority", "organisation", "programme")

    authority = models.ForeignKey(
        "networks.LocalAuthority",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="commitments",
        verbose_name=_("local authority"),
    )
    organisation = models.ForeignKey(
        "networks.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="commitments",
        verbose_name=_("or organisation"),
    )
    programme = models.ForeignKey(
        "home.ProgrammePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="commitments",
        verbose_name=_("programme"),
    )
    level = models.CharField(_("level"), max_length=20, choices=Level, blank=True)
    year = models.PositiveSmallIntegerField(_("since"), null=True, blank=True, validators=YEARS)
    sheet = SourceKey(
        "library.Sheet", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("sheet")
    )
    is_example = models.BooleanField(_("example"), default=False, help_text=_("Invented, to show what it can be."))
    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("what was committed to"))
    outcome = RichTextField(_("results in words"), blank=True, features=["bold", "italic", "ul", "link"])

    translatable_fields = FactualPage.words("body", "outcome", *ROWS)
    content_panels = [
        *BasePage.content_panels,
        FactsPanel(
            [
                FieldRowPanel([FieldPanel("authority"), FieldPanel("organisation")]),
                FieldPanel("programme"),
                FieldRowPanel([FieldPanel("level"), FieldPanel("year")]),
                FieldPanel("sheet"),
                FieldPanel("is_example"),
            ]
        ),
        FieldPanel("body"),
        RowsPanel(
            "results",
            label=_("result"),
            heading=_("Results in figures"),
            panels=[
                FieldPanel("label", heading=_("What was measured")),
                FieldRowPanel([FieldPanel("before"), FieldPanel("after"), FieldPanel("unit"), FieldPanel("date")]),
            ],
        ),
        FieldPanel("outcome"),
    ]

    class Meta:
        verbose_name = _("commitment")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from networks.commitments import commitment_view

        return super().get_context(request, *args, **kwargs) | commitment_view(self, request.user)

    def searchable_text(self) -> str:
        rows = [row.words() for row in self.results.all()]
        who = [str(one) for one in (self.source.authority, self.source.organisation) if one]
        return " ".join([*who, str(self.body), self.outcome, *rows])


class CommitmentResult(Row):
    FACTS = ("unit", "before", "after", "date")

    page = ParentalKey(CommitmentPage, on_delete=models.CASCADE, related_name="results")
    unit = models.CharField(_("unit"), max_length=20, choices=Unit, null=True, blank=True)
    before = models.DecimalField(_("before"), max_digits=14, decimal_places=2, null=True, blank=True)
    after = models.DecimalField(_("after"), max_digits=14, decimal_places=2, null=True, blank=True)
    date = models.DateField(_("measured on"), null=True, blank=True)

    translatable_fields = [TranslatableField("label")]

    class Meta(Row.Meta):
        verbose_name = _("result of a commitment")


class AtlasPage(FactualPage):
    """The communes that have drawn up, or are drawing up, their atlas of biodiversity."""

    page_description = _("The communes that have drawn up, or are drawing up, their atlas of biodiversity.")
    once_per_language = True
    parent_page_types = PARENTS
    subpage_types: list[str] = []
    FACTS = ("programme",)
    ROWS = ("entries",)

    programme = models.ForeignKey(
        "home.ProgrammePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("programme"),
    )
    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("content"))

    translatable_fields = FactualPage.words("body", *ROWS)
    content_panels = [
        *BasePage.content_panels,
        FactsPanel([FieldPanel("programme")]),
        FieldPanel("body"),
        RowsPanel(
            "entries",
            label=_("commune"),
            heading=_("Communes"),
            panels=[
                FieldPanel("authority"),
                FieldRowPanel([FieldPanel("start_year"), FieldPanel("end_year"), FieldPanel("species")]),
                FieldPanel("label", heading=_("What it found, in a sentence")),
                FieldRowPanel([FieldPanel("sheet"), FieldPanel("is_example", widget=CheckboxInput)]),
            ],
        ),
    ]

    class Meta:
        verbose_name = _("biodiversity atlas")

    def searchable_text(self) -> str:
        names = [row.authority.name for row in self.source.entries.all() if row.authority]
        return " ".join([str(self.body), *(row.words() for row in self.entries.all()), *names])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from networks.commitments import atlas_view

        return super().get_context(request, *args, **kwargs) | atlas_view(self, request)


class AtlasEntry(Row):
    """One commune; `label` is what it found, in a sentence."""

    FACTS = ("authority", "start_year", "end_year", "species", "sheet", "is_example")

    page = ParentalKey(AtlasPage, on_delete=models.CASCADE, related_name="entries")
    authority = models.ForeignKey(
        "networks.LocalAuthority",
        null=True,
        on_delete=models.CASCADE,
        related_name="atlas_entries",
        verbose_name=_("commune"),
    )
    start_year = models.PositiveSmallIntegerField(_("begun in"), null=True, blank=True, validators=YEARS)
    end_year = models.PositiveSmallIntegerField(_("finished in"), null=True, blank=True, validators=YEARS)
    species = models.PositiveIntegerField(_("species recorded"), null=True, blank=True)
    sheet = SourceKey(
        "library.Sheet", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("sheet")
    )
    is_example = models.BooleanField(_("example"), null=True, default=False)

    translatable_fields = [TranslatableField("label")]

    class Meta(Row.Meta):
        verbose_name = _("commune of the atlas")
