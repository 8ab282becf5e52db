"""What a published sheet holds besides its own columns: themes, tags, partners, rows.

It changes by publication only, so it is kept in the cache under the revisions that are live: a new one has a new key.
What can change otherwise (access, files, contact, the vocabulary) is never kept here.
"""

from typing import Any
from uuid import uuid4

from django.core.cache import cache
from django.db.models import Prefetch, prefetch_related_objects

from library.models import Sheet, SheetTag
from library.rows import merged_rows, prefetch_rows, specific

GENERATION = "library.contents"
SECONDS = 600


def published_content(sheet: Sheet) -> dict[str, Any]:
    """``theme_ids``, ``tags``, ``partners`` and each relation of rows, of a live sheet and its live source."""
    source = sheet.work.source
    generation = cache.get_or_set(GENERATION, lambda: uuid4().hex, None)
    key = f"{GENERATION}.{generation}.{sheet.pk}.{sheet.live_revision_id}.{source.pk}.{source.live_revision_id}"
    content = cache.get(key)
    if content is None:
        prefetch_rows([sheet], *specific(sheet).ROWS)
        tags = Prefetch("tagged_items", SheetTag.objects.select_related("tag"))
        prefetch_related_objects([source], "themes", tags, "partners")
        content = read_content(sheet, source)
        cache.set(key, content, SECONDS)
    return content


def read_content(sheet: Sheet, source: Sheet) -> dict[str, Any]:
    """The same, from the two objects as they are: a preview's are not saved."""
    return {
        "theme_ids": [theme.pk for theme in source.themes.all()],
        "tags": _tags(source),
        "partners": [{"name": partner.name, "url": partner.url} for partner in source.partners.all()],
        "rows": {relation: merged_rows(sheet, relation) for relation in specific(sheet).ROWS},
    }


def _tags(source: Sheet) -> list[dict[str, str]]:
    """Their names and the ends of their addresses."""
    tags = source.tags.all() if source.pk is None else [item.tag for item in source.tagged_items.all()]
    return [{"name": tag.name, "slug": tag.slug} for tag in tags]


def forget_contents(**_kwargs: object) -> None:
    """After a change that no publication made: a tag renamed, a row written by code."""
    cache.delete(GENERATION)
