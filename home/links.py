"""Pages that a page names: in its language, and only where the reader may see them."""

from typing import Any

from django.db.models import OuterRef, Subquery
from wagtail.models import Page

from home.visibility import visible_to


def linked(user: Any, locale: int, *named: int | None) -> dict[int | None, Page]:
    """By the primary keys of the pages that are named, their versions in this language. One query at most."""
    keys = [key for key in named if key]
    if not keys:
        return {}
    chosen = Page.objects.filter(pk__in=keys)
    origin = chosen.filter(translation_key=OuterRef("translation_key")).values("pk")[:1]
    versions = Page.objects.filter(locale=locale, translation_key__in=chosen.values("translation_key"))
    found = visible_to(versions.annotate(named=Subquery(origin)), user)
    return {page.named: page for page in found}  # type: ignore[attr-defined]
