from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index


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
