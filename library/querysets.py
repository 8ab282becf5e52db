"""Who may see which sheets. Every door takes its rows from here (see docs/access.md)."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Prefetch, Q
from django.utils import timezone

from networks.models import Territory, User

if TYPE_CHECKING:
    from .models import Theme

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
        published = self.published()
        if user.is_authenticated and user.reads_everything:
            return published
        return published.filter(access_q("public", "members") | group_q(user))

    def readable_by(self, user: Reader) -> "SheetQuerySet":
        """Those whose body this reader may read."""
        published = self.published()
        if user.is_authenticated and user.reads_everything:
            return published
        levels = ("public", "members") if user.is_authenticated and user.is_current_member else ("public",)
        return published.filter(access_q(*levels) | group_q(user))

    def of_kind(self, kind: str) -> "SheetQuerySet":
        return self.filter(work__kind=kind)

    def on_theme(self, theme: "Theme") -> "SheetQuerySet":
        """About this theme or a narrower one."""
        sources = self.model.themes.through.objects.filter(theme__in=theme.with_narrower_ids()).values("sheet")
        return self.filter(work__source__in=sources)

    def in_territory(self, territory: Territory) -> "SheetQuerySet":
        return self.filter(Territory.inside_q(territory, "work__source__territory__"))

    def of_year(self, year: int) -> "SheetQuerySet":
        return self.filter(work__source__year=year)

    def newest_first(self) -> "SheetQuerySet":
        return self.order_by("-work__source__first_published_at", "-work_id")

    def recently_confirmed_first(self) -> "SheetQuerySet":
        return self.order_by(models.F("work__source__confirmed_on").desc(nulls_last=True), "-work_id")

    def for_cards(self) -> "SheetQuerySet":
        """With all that a card shows, in a constant number of queries."""
        from .models import Result, Theme

        return self.select_related(
            "locale",
            "work__source__locale",
            "work__source__authority__territory",
            "work__source__territory__department",
        ).prefetch_related(
            Prefetch("work__source__themes", queryset=Theme.objects.prefetch_related("labels")),
            Prefetch("work__source__experiencesheet__results", queryset=Result.objects.order_by("sort_order")),
            Prefetch("experiencesheet__results", queryset=Result.objects.order_by("sort_order")),
            "work__source__groups",
        )


def access_q(*levels: str) -> Q:
    return Q(work__source__access__in=levels)


def group_q(user: Reader) -> Q:
    """A group's works, for an active account inside one of the chosen groups."""
    if not user.is_authenticated or not user.group_ids:
        return Q(pk__in=[])
    from .models import Sheet

    chosen = Sheet.groups.through.objects.filter(group__in=user.group_ids)
    return Q(work__source__access="groups", work__source__in=chosen.values("sheet"))
