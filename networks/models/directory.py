"""The directory of networks: who they are, how large, and how they are related."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable
from wagtail_localize.fields import TranslatableField

from home.blocks import BodyBlock
from home.models import BasePage, FactualPage, Level, Row
from home.panels import FactsPanel, RowsPanel, SourceRowsPanel
from networks.directory_forms import NetworkForm, leave_out_rings

YEARS = [MinValueValidator(1800), MaxValueValidator(2100)]


class NetworksPage(BasePage):
    """The directory: a card for each network, by kind."""

    page_description = _("A card for each network, by kind. Each network is a page below it.")
    once_per_language = True
    parent_page_types = ["home.HomePage", "home.SectionPage"]
    subpage_types = ["networks.NetworkPage"]

    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("content"))

    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("directory of networks")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from networks.directory import directory_response

        return directory_response(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return self.serve(request)

    def searchable_text(self) -> str:
        return str(self.body)


class NetworkKind(models.TextChoices):
    INTERNATIONAL = "international", _("International network")
    NATIONAL = "national", _("National network")
    REGIONAL = "regional", _("Regional union")
    LOCAL = "local", _("Local network")
    INITIATIVE = "initiative", _("Initiative")


class NetworkPage(FactualPage):
    """One network. The title is its full name in the reader's language."""

    page_description = _("Who a network is, its figures, what it is for, and how it relates to other networks.")
    parent_page_types = ["networks.NetworksPage"]
    subpage_types: list[str] = []
    base_form_class = NetworkForm
    search_kind = "network"
    FACTS = (
        *("kind", "level", "full_name", "acronym", "other_names", "founded", "seat", "website", "territory"),
        *("member_since", "source_name", "source_url", "is_member"),
    )
    REQUIRED = ("kind",)
    ROWS = ("figures", "lines")
    FACT_ROWS = ("relations",)
    SHOWN_WITH = ("territory",)

    kind = models.CharField(_("kind"), max_length=20, choices=NetworkKind, blank=True)
    level = models.CharField(_("level"), max_length=20, choices=Level, blank=True)
    full_name = models.CharField(
        _("full name"),
        max_length=250,
        blank=True,
        help_text=_("As it writes itself. The title says the same in words of the reader."),
    )
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    other_names = models.CharField(
        _("other names"),
        max_length=300,
        blank=True,
        help_text=_("Former names and other spellings; search finds them."),
    )
    founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True, validators=YEARS)
    seat = models.CharField(_("seat"), max_length=200, blank=True)
    website = models.URLField(_("website"), blank=True)
    territory = models.ForeignKey(
        "networks.Territory",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("territory"),
    )
    is_member = models.BooleanField(_("the association or its town takes part in it"), default=False)
    member_since = models.PositiveSmallIntegerField(_("takes part since"), null=True, blank=True, validators=YEARS)
    source_name = models.CharField(
        _("where this is said"), max_length=200, blank=True, help_text=_("The document that these facts come from.")
    )
    source_url = models.URLField(_("address of the document"), blank=True)
    countries = models.CharField(
        _("countries"),
        max_length=300,
        blank=True,
        help_text=_("In words: members in 127 countries, on five continents."),
    )
    involvement = RichTextField(
        _("our part in it"), blank=True, features=["bold", "italic", "link"],
        help_text=_("What the association, or the town that presents it, does there. Empty: nothing is shown."),
    )  # fmt: skip
    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("what it is for"))

    translatable_fields = FactualPage.words("countries", "involvement", "body", *ROWS)
    content_panels = [
        *BasePage.content_panels,
        FactsPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("level")]),
                FieldPanel("full_name"),
                FieldRowPanel([FieldPanel("acronym"), FieldPanel("other_names")]),
                FieldRowPanel([FieldPanel("founded"), FieldPanel("seat")]),
                FieldRowPanel([FieldPanel("website"), FieldPanel("territory")]),
                FieldRowPanel([FieldPanel("is_member"), FieldPanel("member_since")]),
                FieldRowPanel([FieldPanel("source_name"), FieldPanel("source_url")]),
            ]
        ),
        RowsPanel(
            "figures",
            label=_("figure"),
            heading=_("Figures"),
            help_text=_("The first one is shown largest. Keep “more than” and “nearly”: they belong to the figure."),
            panels=[
                FieldPanel("label", heading=_("What it counts")),
                FieldRowPanel([FieldPanel("qualifier"), FieldPanel("value"), FieldPanel("as_of")]),
                FieldPanel("source"),
            ],
        ),
        FieldPanel("countries"),
        FieldPanel("body"),
        RowsPanel(
            "lines",
            label=_("line"),
            heading=_("Aims and services"),
            panels=[FieldPanel("nature"), FieldPanel("label", heading=_("In a few words")), FieldPanel("description")],
        ),
        SourceRowsPanel(
            "relations",
            label=_("relation"),
            heading=_("Relations"),
            help_text=_("To another network, which shows it too, or to an organisation."),
            panels=[FieldPanel("kind"), FieldRowPanel([FieldPanel("network"), FieldPanel("organisation")])],
        ),
        FieldPanel("involvement"),
    ]

    class Meta:
        verbose_name = _("network")

    def save(self, *args: Any, **kwargs: Any) -> None:
        leave_out_rings(self)
        super().save(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from networks.directory import network_view

        return super().get_context(request, *args, **kwargs) | network_view(self, request.user)

    def searchable_text(self) -> str:
        source = self.source
        names = f"{source.full_name} {source.acronym} {source.other_names} {source.seat}"
        rows = [row.words() for relation in self.ROWS for row in getattr(self, relation).all()]
        return " ".join([names, self.countries, self.involvement, str(self.body), *rows])


class Qualifier(models.TextChoices):
    EXACTLY = "exactly", _("exactly")
    MORE_THAN = "more_than", _("more than")
    NEARLY = "nearly", _("nearly")
    ABOUT = "about", pgettext_lazy("how exact a figure is", "about")


class Figure(Row):
    """`label` is what it counts."""

    FACTS = ("qualifier", "value", "as_of", "source")

    page = ParentalKey(NetworkPage, on_delete=models.CASCADE, related_name="figures")
    qualifier = models.CharField(
        _("how exact"), max_length=10, choices=Qualifier, null=True, default=Qualifier.EXACTLY
    )
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, null=True)
    as_of = models.CharField(
        _("as of"), max_length=20, null=True, blank=True, help_text=_("A year or a day. Empty: as stated, undated.")
    )
    source = models.CharField(_("who says so"), max_length=200, null=True, blank=True)

    translatable_fields = [TranslatableField("label")]

    class Meta(Row.Meta):
        verbose_name = _("figure")


class Line(Row):
    """An aim, a principle, a service, a commitment: one line of what a network is for."""

    class Nature(models.TextChoices):
        AIM = "aim", _("Aim")
        PRINCIPLE = "principle", _("Principle")
        SERVICE = "service", _("Service")
        STRENGTH = "strength", _("Strong point")
        MEMBER = "member", _("Commitment of the member authority")
        NETWORK = "network", _("Commitment of the network")

    WORDS = ("label", "description")
    FACTS = ("nature",)

    page = ParentalKey(NetworkPage, on_delete=models.CASCADE, related_name="lines")
    description = models.TextField(_("text"), blank=True, max_length=1000)
    nature = models.CharField(_("nature"), max_length=20, choices=Nature, null=True, default=Nature.AIM)

    translatable_fields = [TranslatableField(name) for name in WORDS]

    class Meta(Row.Meta):
        verbose_name = _("aim or service")


class Relation(Orderable):
    """From the network of the page to another network, or to an organisation."""

    class Kind(models.TextChoices):
        MEMBER_OF = "member_of", _("is a member of")
        SECTION_OF = "section_of", _("is a section of")
        UNION_OF = "union_of", _("is a regional union of")
        RUN_BY = "run_by", _("is run by")
        OFFICE_OF = "office_of", _("heads the office of")
        INITIATIVE_OF = "initiative_of", _("is an initiative of")
        OPERATOR_OF = "operator_of", _("is an operator of")
        LISTED_BY = "listed_by", _("takes its members from the list of")
        FURTHERS = "furthers", _("furthers the application of")
        PARTNER_OF = "partner_of", _("works with")

    # As the other end says it.
    CONVERSE = {
        Kind.MEMBER_OF: _("has as a member"),
        Kind.SECTION_OF: _("has as a section"),
        Kind.UNION_OF: _("has as a regional union"),
        Kind.RUN_BY: _("runs"),
        Kind.OFFICE_OF: _("has its office headed by"),
        Kind.INITIATIVE_OF: _("has as an initiative"),
        Kind.OPERATOR_OF: _("has as an operator"),
        Kind.LISTED_BY: _("keeps the list of the members of"),
        Kind.FURTHERS: _("is furthered by"),
        Kind.PARTNER_OF: _("works with"),
    }
    # Of these, no chain may come back to where it began.
    UPWARD = (Kind.MEMBER_OF, Kind.SECTION_OF, Kind.UNION_OF)

    page = ParentalKey(NetworkPage, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(_("relation"), max_length=20, choices=Kind)
    network = models.ForeignKey(
        NetworkPage,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="relations_from_others",
        verbose_name=_("network"),
    )
    organisation = models.ForeignKey(
        "networks.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="relations",
        verbose_name=_("organisation"),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("relation")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.network or self.organisation}"

    def clean(self) -> None:
        super().clean()
        if bool(self.network) == bool(self.organisation):
            raise ValidationError({"network": _("Choose a network or an organisation, one of the two.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.network and not self.network.is_source:
            self.network = self.network.source  # whichever language was chosen
        super().save(*args, **kwargs)
