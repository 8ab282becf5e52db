from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable

from home.blocks import BodyBlock, FiguresBlock, SocialBlock
from home.panels import SourceRowsPanel

from .base import BasePage
from .facts import FactualPage
from .fields import SourceKey


class HomePage(FactualPage):
    """The front page of one language; it also keeps that language's site-wide texts."""

    parent_page_types = ["wagtailcore.Page"]
    FACTS = ("phone", "email", "website")
    FACT_ROWS = ("featured",)

    slogan = models.CharField(_("slogan"), max_length=200, blank=True)
    association_name = models.CharField(_("name of the association"), max_length=120, blank=True)
    long_name = models.CharField(_("full name of the association"), max_length=250, blank=True)
    address = models.TextField(_("postal address"), blank=True, max_length=500)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    social_accounts = StreamField(SocialBlock(required=False), blank=True, verbose_name=_("social accounts"))
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])
    figures = StreamField(FiguresBlock(required=False), blank=True, verbose_name=_("key figures"))
    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("content"))
    join_title = models.CharField(_("call to join"), max_length=150, blank=True)
    join_text = models.TextField(_("why join"), max_length=600, blank=True)

    translatable_fields = FactualPage.words(
        *("slogan", "association_name", "long_name", "address", "social_accounts"),
        *("introduction", "figures", "body", "join_title", "join_text"),
    )
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("slogan", help_text=_("One sentence, the first thing a visitor reads.")),
        FieldPanel("introduction"),
        FieldPanel("figures"),
        SourceRowsPanel(
            "featured",
            label=_("sheet"),
            heading=_("Featured sheets"),
            help_text=_(
                "Shown first, in this order, in every language in which they exist. None: the most telling ones."
            ),
            panels=["sheet"],
        ),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("join_title"), FieldPanel("join_text")], heading=_("Call to join")),
        MultiFieldPanel(
            [
                FieldPanel("association_name"),
                FieldPanel("long_name"),
                FieldPanel("address"),
                FieldPanel("phone"),
                FieldPanel("email"),
                FieldPanel("website"),
                FieldPanel("social_accounts"),
            ],
            heading=_("At the foot of every page"),
        ),
    ]

    class Meta:
        verbose_name = _("home page")

    def searchable_text(self) -> str:
        return f"{self.slogan} {self.long_name} {self.introduction} {self.body} {self.join_text}"


class FeaturedSheet(Orderable):
    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="featured")
    sheet = SourceKey("library.Sheet", on_delete=models.CASCADE, related_name="+", verbose_name=_("sheet"))

    class Meta(Orderable.Meta):
        verbose_name = _("featured sheet")

    def __str__(self) -> str:
        return str(self.sheet)
