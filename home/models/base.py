from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageViewRestriction
from wagtail.models.pages import PagePermissionTester
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField
from wagtail_localize.models import Translation, TranslationSource

from home import corrections
from home.facts_forms import PageForm

from .words import TranslatedWords


class RightsOnPage(PagePermissionTester):
    """Who may change pages and nothing else is a translator: of translations into their languages only."""

    permissions: set[str]

    def __init__(self, user: Any, page: Page) -> None:
        super().__init__(user, page)
        if user.is_active and not user.is_superuser and self.permissions == {"change"}:
            translations = Translation.objects.filter(source__object_id=page.translation_key)
            own = page.locale_id in user.language_ids
            if not own or not translations.filter(target_locale=page.locale_id).exists():
                self.permissions = set()


class BasePage(TranslatedWords, Page):
    """What every page of the association has: a summary for lists, search engines and cards, and a picture."""

    once_per_language: ClassVar[bool] = False  # a second one is not offered: an agenda, a directory
    base_form_class = PageForm

    summary = models.TextField(
        _("summary"), blank=True, max_length=600, help_text=_("Two lines that say what is here.")
    )
    picture = models.ForeignKey(
        "home.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("picture")
    )

    show_in_menus_default = False
    SHOWN_WITH: ClassVar[tuple[str, ...]] = ()  # relations that its own page shows, fetched with it
    content_panels = [*Page.content_panels, FieldPanel("summary"), FieldPanel("picture")]
    search_fields = [*Page.search_fields, index.SearchField("summary")]
    override_translatable_fields = [SynchronizedField("source_digest", overridable=False)]

    class Meta:
        abstract = True

    @property
    def is_source(self) -> bool:
        """Whether the pages of the same key in other languages translate this one."""
        into_this = Translation.objects.filter(source__object_id=self.translation_key, target_locale=self.locale_id)
        return not into_this.exists()

    @property
    def source(self) -> Any:
        """The page that this one translates; itself where there is none."""
        into_this = TranslationSource.objects.filter(
            object_id=self.translation_key, translations__target_locale=self.locale_id
        )
        others = type(self)._default_manager.filter(translation_key=self.translation_key)
        return others.filter(locale__in=into_this.values("locale")).first() or self

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        self.stamp_words()
        with corrections.carried(self):
            super().save(*args, **kwargs)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        self.stamp_words()
        revision = super().save_revision(*args, **kwargs)
        corrections.note_choice(self, revision, kwargs.get("user"))
        return revision

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        taken = cls.once_per_language and cls._default_manager.filter(locale=parent.locale_id).exists()
        return super().can_create_at(parent) and not taken

    def permissions_for_user(self, user: Any) -> RightsOnPage:
        return RightsOnPage(user, self)

    def searchable_text(self) -> str:
        """The words of this page for the projection, title and summary left out."""
        return ""

    def get_view_restrictions(self) -> "QuerySet[PageViewRestriction]":
        """Its own and those above, in one query. Aliases have copies of their own (home.restrictions)."""
        ways = [self.path[:length] for length in range(self.steplen, len(self.path) + 1, self.steplen)]
        return PageViewRestriction.objects.filter(page__path__in=ways)
