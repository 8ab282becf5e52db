"""Pages with facts: dates, places, figures. Facts are stored once, on the source page, for all languages."""

from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.models import Locale, Page
from wagtail_localize.fields import SynchronizedField, TranslatableField

from home.facts_forms import FactualPageForm

from .base import BasePage


class PageFacts(models.Model):
    """Which page keeps the facts of its translations: the first one made. Without it none of them is shown."""

    translation_key = models.UUIDField(unique=True, editable=False)
    source = models.OneToOneField(Page, null=True, on_delete=models.SET_NULL, related_name="facts_of", editable=False)

    def __str__(self) -> str:
        return str(self.translation_key)


class FactualPage(BasePage):
    """A page whose ``FACTS`` and rows of facts are read from `source`, whatever the language of the page.

    On a translation they hold their default, and nothing reads them.
    """

    FACTS: ClassVar[tuple[str, ...]] = ()
    REQUIRED: ClassVar[tuple[str, ...]] = ()  # facts without which the source is not published
    ROWS: ClassVar[tuple[str, ...]] = ()  # relations to rows with words and facts (home.models.rows)
    FACT_ROWS: ClassVar[tuple[str, ...]] = ()  # relations to rows that are facts and nothing else

    base_form_class = FactualPageForm

    class Meta:
        abstract = True

    @staticmethod
    def words(*names: str) -> list:
        """For `translatable_fields`: what every page has, and these."""
        common = ("title", "slug", "seo_title", "search_description", "summary")
        return [
            *(TranslatableField(name) for name in (*common, *names)),
            SynchronizedField("picture"),
            SynchronizedField("source_digest", overridable=False),
        ]

    @cached_property
    def is_source(self) -> bool:
        """True also for a page that is not saved yet and translates none."""
        return self._kept[0]

    @property
    def is_withdrawn(self) -> bool:
        """Whether the page that keeps the facts is no longer there for readers: then none of its translations is."""
        if self.is_source:
            return False
        source = self.source
        gone = source.pk == self.pk or not source.live
        return gone or (source.expire_at is not None and source.expire_at <= timezone.now())

    @cached_property
    def source(self) -> Self:
        """The page that keeps the facts: often this one."""
        return self if self.is_source else self._kept[1]

    @cached_property
    def _kept(self) -> tuple[bool, Self]:
        """Whether this page keeps the facts, and the page that does; one query where there is one."""
        keeping = type(self)._default_manager.filter(facts_of__translation_key=self.translation_key)
        found = keeping.select_related(*self.SHOWN_WITH, "locale").first()
        if found is not None:
            return found.pk == self.pk, found
        # Not saved yet, or what kept them is gone, and no other takes its place.
        return not PageFacts.objects.filter(translation_key=self.translation_key).exists(), self

    def _stamp(self) -> None:
        """Rows of the source hold its own words as those that are translated (home.models.rows)."""
        if self.is_source:
            for relation in self.ROWS:
                for row in getattr(self, relation).all():
                    row.source_words = row.words()

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the first page of a translation key keeps the facts."""
        self._stamp()
        super().save(*args, **kwargs)
        facts, _created = PageFacts.objects.get_or_create(
            translation_key=self.translation_key, defaults={"source_id": self.pk}
        )
        for name in ("source", "_kept"):
            self.__dict__.pop(name, None)
        self.__dict__["is_source"] = facts.source_id == self.pk

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        self._stamp()
        return super().save_revision(*args, **kwargs)

    def copy_for_translation(self, locale: Locale, copy_parents=False, alias=False, exclude_fields=None) -> Any:
        """Without the facts: they stay where they are."""
        left = [*(exclude_fields or []), *self.FACTS, *self.FACT_ROWS]
        return super().copy_for_translation(locale, copy_parents, alias, exclude_fields=left)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """``facts`` is the source page."""
        return super().get_context(request, *args, **kwargs) | {"facts": self.source}
