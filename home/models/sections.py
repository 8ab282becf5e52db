"""Pages of text: sections, missions, governance, testimonials."""

from typing import Any

from django.db import models
from django.forms import CheckboxInput
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail_localize.fields import TranslatableField

from home.blocks import BodiesBlock, BodyBlock, MissionsBlock
from home.panels import RowsPanel
from home.rows import merged_rows

from .base import BasePage
from .facts import FactualPage
from .fields import SourceKey
from .rows import Row

SECTIONS = ["home.HomePage", "home.SectionPage"]


class SectionPage(BasePage):
    """A part of the site: a few words, then a card for each page below it."""

    page_description = _("A part of the site: a few words, and a card for each page below it.")
    parent_page_types = SECTIONS

    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("content"))

    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("section")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """``children`` are the pages below."""
        from home.navigation import children_of

        return super().get_context(request, *args, **kwargs) | {"children": children_of(self, request.user)}

    def searchable_text(self) -> str:
        return str(self.body)


class StandardPage(BasePage):
    """A page of text: who we are, legal notice, privacy."""

    page_description = _("A page of text and pictures: who we are, legal notice, privacy.")
    parent_page_types = [*SECTIONS, "home.StandardPage"]

    body = StreamField(BodyBlock(), verbose_name=_("content"))

    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("standard page")

    def searchable_text(self) -> str:
        return str(self.body)


class MissionsPage(BasePage):
    """What the association is for: numbered missions."""

    page_description = _("What the association is for: numbered missions, each with a few words.")
    parent_page_types = SECTIONS

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])
    missions = StreamField(MissionsBlock(), verbose_name=_("missions"))

    content_panels = [*BasePage.content_panels, FieldPanel("introduction"), FieldPanel("missions")]

    class Meta:
        verbose_name = _("missions")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """``missions``: the value of each block, with the ``link`` to its page where the reader may open it."""
        from home.links import linked

        values = [block.value for block in self.missions]
        links = linked(request.user, self.locale_id, *(value["page"].pk for value in values if value["page"]))
        missions = [
            {"value": value, "link": links.get(value["page"].pk) if value["page"] else None} for value in values
        ]
        return super().get_context(request, *args, **kwargs) | {"missions": missions}

    def searchable_text(self) -> str:
        return f"{self.introduction} {self.missions}"


class GovernancePage(BasePage):
    """Who decides and who works: boards, committees and teams, by role."""

    page_description = _("Who decides and who works: boards and teams, by role.")
    parent_page_types = SECTIONS

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])
    bodies = StreamField(BodiesBlock(), verbose_name=_("boards and teams"))

    content_panels = [*BasePage.content_panels, FieldPanel("introduction"), FieldPanel("bodies")]

    class Meta:
        verbose_name = _("governance and team")

    def searchable_text(self) -> str:
        return f"{self.introduction} {self.bodies}"


class TestimonialsPage(FactualPage):
    """What those who did it say."""

    page_description = _(
        "What elected officials and agents say, each with their authority and the sheet that tells the story."
    )
    parent_page_types = SECTIONS
    ROWS = ("testimonials",)

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    translatable_fields = FactualPage.words("introduction", *ROWS)
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        RowsPanel(
            "testimonials",
            label=_("testimonial"),
            heading=_("Testimonials"),
            panels=[
                FieldPanel("label"),
                FieldPanel("speaker"),
                FieldPanel("authority"),
                FieldPanel("sheet"),
                FieldPanel("is_example", widget=CheckboxInput),
            ],
        ),
    ]

    class Meta:
        verbose_name = _("testimonials")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        rows = merged_rows(self, self.source, "testimonials")
        return super().get_context(request, *args, **kwargs) | {"testimonials": rows}

    def searchable_text(self) -> str:
        return " ".join([self.introduction, *(row.words() for row in self.testimonials.all())])


class Testimonial(Row):
    """`label` is what was said."""

    WORDS = ("label", "speaker")
    FACTS = ("authority", "sheet", "is_example")

    page = ParentalKey(TestimonialsPage, on_delete=models.CASCADE, related_name="testimonials")
    label = models.TextField(_("what was said"), max_length=1000)
    speaker = models.CharField(_("who says so"), max_length=200, help_text=_("Their role. They must have agreed."))
    authority = models.ForeignKey(
        "networks.LocalAuthority",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="testimonials",
        verbose_name=_("local authority"),
    )
    sheet = SourceKey(
        "library.Sheet", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("sheet")
    )
    is_example = models.BooleanField(_("example"), null=True, default=False)

    translatable_fields = [TranslatableField("label"), TranslatableField("speaker")]

    class Meta(Row.Meta):
        verbose_name = _("testimonial")
