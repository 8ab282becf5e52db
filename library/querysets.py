"""Who may see which sheets. Every door takes its rows from here (see docs/access.md)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Prefetch, Q, When
from django.utils import timezone

from networks.models import Territory, User

if TYPE_CHECKING:
    from library.models import Sheet, Tag  # noqa: F401  (named in strings below)

Reader = User | AnonymousUser


class SheetQuerySet(models.QuerySet["Sheet"]):
    def published(self) -> "SheetQuerySet":
        """Live in their language, of a work whose source is live; nothing past its expiry, whatever the timer does."""
        now = timezone.now()
        return self.filter(
            Q(expire_at__isnull=True) | Q(expire_at__gt=now),
            Q(work__source__expire_at__isnull=True) | Q(work__source__expire_at__gt=now),
            live=True,
            work__source__live=True,
        )

    def visible_to(self, user: Reader) -> "SheetQuerySet":
        """Those whose title, summary and labels this reader may see."""
        return self.published().filter(_allowed(user, "public", "members"))

    def readable_by(self, user: Reader) -> "SheetQuerySet":
        """Those whose body this reader may read."""
        return self.published().filter(_readable(user))

    def with_readable(self, user: Reader) -> "SheetQuerySet":
        """Each with `readable`: whether this reader may read its body."""
        return self.annotate(readable=Case(When(_readable(user), then=True), default=False))

    def of_kind(self, kind: str) -> "SheetQuerySet":
        return self.filter(work__kind=kind)

    def on_themes(self, themes: Iterable[int]) -> "SheetQuerySet":
        """About one of these themes (see `library.vocabulary.narrower_ids`)."""
        sources = self.model.themes.through.objects.filter(theme__in=themes).values("sheet")
        return self.filter(work__source__in=sources)

    def tagged(self, tag: "Tag") -> "SheetQuerySet":
        return self.filter(work__source__in=tag.items.values("content_object"))

    def in_territory(self, territory: Territory) -> "SheetQuerySet":
        return self.filter(Territory.inside_q(territory, "work__source__territory__"))

    def of_year(self, year: int) -> "SheetQuerySet":
        return self.filter(work__source__year=year)

    def newest_first(self) -> "SheetQuerySet":
        return self.order_by("-work__source__first_published_at", "-work_id")

    def most_telling_first(self) -> "SheetQuerySet":
        """What was done and measured before the rest, the newest of each first."""
        telling = Case(When(work__kind="experience", then=0), default=1)
        return self.order_by(telling, "-work__source__first_published_at", "-work_id")

    def recently_confirmed_first(self) -> "SheetQuerySet":
        return self.order_by(models.F("work__confirmed_on").desc(nulls_last=True), "-work_id")

    def for_cards(self) -> "SheetQuerySet":
        """With all that a card shows, in a constant number of queries."""
        from .models import Theme

        return self.select_related(
            "locale",
            "work__source__locale",
            "work__source__authority__territory",
            "work__source__territory__department",
            "work__source__experiencesheet",
            "experiencesheet",
        ).prefetch_related(Prefetch("work__source__themes", queryset=Theme.objects.only("pk", "identifier")))


def rights_of(user: Reader) -> tuple:
    """All that decides what a reader may see: two readers of the same rights see the same."""
    if not user.is_authenticated:
        return ()
    current = user.is_current_member
    return (user.is_active, user.is_superuser, user.reads_everything, current, *user.group_ids)


def _readable(user: Reader) -> Q:
    current = user.is_authenticated and user.is_current_member
    return _allowed(user, *(("public", "members") if current else ("public",)))


def _allowed(user: Reader, *levels: str) -> Q:
    """The works of these levels, and those of the reader's groups; all of them for staff who work on sheets."""
    if user.is_authenticated and user.reads_everything:
        return Q(pk__isnull=False)
    allowed = Q(work__source__access__in=levels)
    if user.is_authenticated and user.group_ids:
        from .models import Sheet

        chosen = Sheet.groups.through.objects.filter(group__in=user.group_ids)
        allowed |= Q(work__source__access="groups", work__source__in=chosen.values("sheet"))
    return allowed
