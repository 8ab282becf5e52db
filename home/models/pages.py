from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from home.blocks import BodyBlock, FiguresBlock


class BasePage(Page):
    """What every page of the association has: a summary for lists, search engines and cards, and a picture."""

    summary = models.TextField(
        _("summary"), blank=True, max_length=600, help_text=_("Two lines that say what is here.")
    )
    picture = models.ForeignKey(
        "home.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("picture")
    )

    show_in_menus_default = False
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("picture")]
    search_fields = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        abstract = True

    def searchable_text(self) -> str:
        """The words of this page for the projection, title and summary left out."""
        return ""


class HomePage(BasePage):
    """The front page of one language; it also keeps that language's site-wide texts."""

    parent_page_types = ["wagtailcore.Page"]

    slogan = models.CharField(_("slogan"), max_length=200, blank=True)
    association_name = models.CharField(_("name of the association"), max_length=120, blank=True)
    address = models.TextField(_("postal address"), blank=True, max_length=500)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])
    figures = StreamField(FiguresBlock(required=False), blank=True, verbose_name=_("key figures"))
    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("content"))

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("slogan", help_text=_("One sentence, the first thing a visitor reads.")),
        FieldPanel("introduction"),
        FieldPanel("figures"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("association_name"), FieldPanel("address"), FieldPanel("phone"), FieldPanel("email")],
            heading=_("At the foot of every page"),
        ),
    ]

    class Meta:
        verbose_name = _("home page")

    def searchable_text(self) -> str:
        return f"{self.slogan} {self.introduction} {self.body}"


class StandardPage(BasePage):
    """A page of text: who we are, legal notice, how to join."""

    parent_page_types = ["home.HomePage", "home.StandardPage"]

    body = StreamField(BodyBlock(), verbose_name=_("content"))

    content_panels = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("standard page")

    def searchable_text(self) -> str:
        return str(self.body)
