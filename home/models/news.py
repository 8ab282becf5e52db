from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField, StreamField

from home.blocks import BodyBlock
from home.panels import FactsPanel

from .base import BasePage
from .facts import FactualPage
from .sections import SECTIONS


class NewsIndexPage(RoutablePageMixin, BasePage):
    """The news, the latest first."""

    page_description = _("The news, the latest first. Each piece of news is a page below it.")
    once_per_language = True
    parent_page_types = SECTIONS
    subpage_types = ["home.NewsPage"]

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("news")

    @path("")
    def list_news(self, request: HttpRequest) -> HttpResponse:
        from home.news import news_response

        return news_response(request, self)

    @path("atom/", name="feed")
    def feed(self, request: HttpRequest) -> HttpResponse:
        from home.news import feed_response

        return feed_response(self)


class NewsPage(FactualPage):
    """One piece of news."""

    page_description = _("A few words about what has just happened, with a date.")
    parent_page_types = ["home.NewsIndexPage"]
    subpage_types: list[str] = []
    search_kind = "news"
    FACTS = ("date", "is_example")
    REQUIRED = ("date",)

    date = models.DateField(_("date"), null=True, blank=True)
    is_example = models.BooleanField(_("example"), default=False, help_text=_("Invented, to show what it can be."))
    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("content"))

    translatable_fields = FactualPage.words("body")
    content_panels = [
        *BasePage.content_panels,
        FactsPanel([FieldPanel("date"), FieldPanel("is_example")]),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("piece of news")

    def searchable_text(self) -> str:
        return str(self.body)
