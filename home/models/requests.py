"""Pages with a form whose messages reach the inbox: contact, membership, services."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import RichTextField, StreamField

from home.blocks import BodyBlock, CommitmentsBlock
from home.panels import FactsPanel

from .base import BasePage
from .facts import FactualPage
from .inbox import Subject
from .sections import SECTIONS


class RequestFormMixin:
    """A page that shows a form of `request_kind` and takes what is sent with it (home.requests)."""

    request_kind: ClassVar[str]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from home.requests import serve_with_form

        return serve_with_form(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return self.serve(request)  # with its form


class ContactPage(RequestFormMixin, FactualPage):
    """How to reach the association: address, telephone, social accounts, way to the map, and a form."""

    page_description = _("Address, telephone, social accounts, the way to the map, and a form.")
    once_per_language = True
    parent_page_types = SECTIONS
    subpage_types: list[str] = []
    request_kind = "contact"
    FACTS = ("latitude", "longitude")

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=8, decimal_places=5, null=True, blank=True)
    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("content"))

    translatable_fields = FactualPage.words("introduction", "body")
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FactsPanel(
            [FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")])],
            help_text=_("Where the seat is: a link leads to the map. Address and telephone stand on the home page."),
        ),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("contact")

    def searchable_text(self) -> str:
        return f"{self.introduction} {self.body}"


class JoinPage(RequestFormMixin, BasePage):
    """Why and how to become a member: what each side commits to, and the request."""

    page_description = _("Why and how to become a member, with the form of the request.")
    once_per_language = True
    parent_page_types = SECTIONS
    subpage_types: list[str] = []
    request_kind = "membership"

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])
    commitments = StreamField(CommitmentsBlock(required=False), blank=True, verbose_name=_("commitments"))
    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("content"))

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
        FieldPanel("commitments"),
    ]

    class Meta:
        verbose_name = _("joining")

    def searchable_text(self) -> str:
        return f"{self.introduction} {self.body} {self.commitments}"


class ServicePage(RequestFormMixin, FactualPage):
    """One thing that can be asked of the association, with the form to ask for it."""

    page_description = _("One thing that can be asked of the association, with the form to ask for it.")
    parent_page_types = SECTIONS
    subpage_types: list[str] = []
    request_kind = "service"
    FACTS = ("subject",)
    REQUIRED = ("subject",)

    subject = models.CharField(_("subject"), max_length=20, choices=Subject, blank=True)
    body = StreamField(BodyBlock(required=False), blank=True, verbose_name=_("content"))

    translatable_fields = FactualPage.words("body")
    content_panels = [*BasePage.content_panels, FactsPanel([FieldPanel("subject")]), FieldPanel("body")]

    class Meta:
        verbose_name = _("service")

    def searchable_text(self) -> str:
        return f"{self.source.get_subject_display()} {self.body}"
