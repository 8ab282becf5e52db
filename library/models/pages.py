from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from home.models import BasePage


class LibraryPage(RoutablePageMixin, BasePage):
    """The library in one language: the list of sheets, and below it the address of each."""

    page_description = _("The list of the sheets, and the address of each: they are written under “Library”.")
    once_per_language = True
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])

    join_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("page on how to join"),
        help_text=_("Where a visitor who meets a members' sheet learns how to become a member."),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("introduction"), FieldPanel("join_page")]

    class Meta:
        verbose_name = _("library")

    @path("")
    def list_sheets(self, request):
        from library.list_page import library_response

        return library_response(request, self)

    @path("tags/<str:slug>/", name="tag")
    def list_tagged(self, request, slug: str):
        from library.tag_page import tag_response

        return tag_response(request, self, slug)

    @path("<int:number>/", name="sheet_by_number")
    @path("<int:number>/<str:slug>/", name="sheet")
    def show_sheet(self, request, number: int, slug: str = ""):
        from library.sheet_page import sheet_response

        return sheet_response(request, self, number, slug)
