"""Which pages are published, and who may see them. Every list of pages takes its rows from here."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction


def published() -> Q:
    """For a queryset of pages: those that are live, whose hour has not come (whether or not the timer has), that are
    no copy of another, and whose facts, if they have any, are kept by a page of which all that is true."""
    from home.models import PageFacts

    unexpired = Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now())
    shown = Q(source__live=True) & (Q(source__expire_at__isnull=True) | Q(source__expire_at__gt=timezone.now()))
    hidden = PageFacts.objects.filter(translation_key=OuterRef("translation_key")).exclude(shown)
    return unexpired & Q(live=True, alias_of__isnull=True) & Q(~Exists(hidden))


def visible_to(pages: Any, user: Any) -> Any:
    """Of these pages, the published ones that neither their own restrictions nor those above close to the reader."""
    pages = pages.filter(published())
    if user.is_authenticated and user.is_active and user.is_superuser:
        return pages
    closing = PageViewRestriction.objects.annotate(
        below=ExpressionWrapper(OuterRef("path"), output_field=CharField())
    ).filter(below__startswith=F("page__path"))
    if user.is_authenticated and user.group_ids:
        opened = PageViewRestriction.groups.through.objects.filter(group__in=user.group_ids)
        closing = closing.exclude(
            restriction_type=PageViewRestriction.GROUPS, pk__in=opened.values("pageviewrestriction")
        )
    return pages.filter(~Exists(closing))


def visible_pages(user: Any) -> QuerySet[Page]:
    return visible_to(Page.objects.all(), user)


def groups_that_open(path: str, restrictions: Iterable[PageViewRestriction]) -> list[int] | None:
    """The groups any of which may open a page; none at all where no group is enough. None: everyone may.

    The restrictions are given with their pages and groups: those of all pages.
    """
    groups: set[int] | None = None
    for restriction in restrictions:
        if not path.startswith(restriction.page.path):
            continue
        allowed = set()
        if restriction.restriction_type == PageViewRestriction.GROUPS:
            allowed = {group.pk for group in restriction.groups.all()}
        groups = allowed if groups is None else groups & allowed
    return None if groups is None else sorted(groups)
