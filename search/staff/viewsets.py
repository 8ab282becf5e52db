"""Synonyms and featured answers, under Settings."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from home.languages import native_name, site_languages
from search.models import FeaturedAnswer, Synonym

from .forms import FeaturedAnswerForm, SynonymForm


class PrefilledCreateView(CreateView):
    """With the words and language that the address gives: from the report of searches."""

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        language = asked.get("language", "")
        known = {"words": asked.get("words", "")[:200].replace("\0", "")}
        return super().get_initial() | known | ({"language": language} if language in dict(site_languages()) else {})


class SynonymViewSet(ModelViewSet):
    model = Synonym
    icon = "resubmit"
    menu_order = 900
    add_to_settings_menu = True
    add_view_class = PrefilledCreateView
    copy_view_enabled = False
    list_display = [
        TitleColumn("words", label=_("Words"), accessor="words", url_name="synonym:edit", sort_key="words"),
        Column("language", label=_("Language"), accessor=lambda line: native_name(line.language), sort_key="language"),
    ]
    list_per_page = 50
    list_filter = ["language"]
    search_fields = ["words"]
    search_backend_name = None
    edit_handler = ObjectList(
        [FieldRowPanel([FieldPanel("language"), FieldPanel("words")])], base_form_class=SynonymForm
    )


class FeaturedAnswerIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[FeaturedAnswer]:
        return FeaturedAnswer.objects.select_related("work__source", "page")


class FeaturedAnswerViewSet(ModelViewSet):
    model = FeaturedAnswer
    icon = "pick"
    menu_order = 910
    add_to_settings_menu = True
    add_view_class = PrefilledCreateView
    index_view_class = FeaturedAnswerIndexView
    copy_view_enabled = False
    list_display = [
        TitleColumn("words", label=_("Words"), accessor="words", url_name="featuredanswer:edit", sort_key="words"),
        Column("answer", label=_("Answer"), accessor=lambda row: row.page or (row.work and row.work.source) or ""),
    ]
    list_per_page = 50
    search_fields = ["words"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            FieldPanel("words"),
            MultiFieldPanel(
                [FieldPanel("sheet"), FieldPanel("page")],
                heading=_("Answer"),
                help_text=_("A sheet or a page, one of the two. Only those who may see it are shown it."),
            ),
        ],
        base_form_class=FeaturedAnswerForm,
    )
