"""Who wrote what a draft says now. Saving it again without a change is not writing."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from wagtail.models import Revision, WorkflowState

# What a revision says beside words and facts: states and keys, which change when nobody writes.
NOISE = {
    *("pk", "sort_order", "live", "live_revision", "latest_revision", "latest_revision_created_at"),
    *("has_unpublished_changes", "first_published_at", "last_published_at", "expired", "draft_title"),
    *("locked", "locked_at", "locked_by", "alias_of", "path", "depth", "numchild", "url_path", "translation_key"),
    *("wagtail_admin_comments", "source_digest", "source_words", "content_type", "content_object", "sheet", "page"),
}
BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')  # the editor numbers paragraphs that had no number
FURTHEST = 100  # revisions of one draft that are looked at


def last_writers(thing: Any, since: datetime | None = None) -> set[int]:
    """Keys of the accounts that wrote the latest version, and of those who changed anything since that moment."""
    writers: set[int] = set()
    latest = True
    for revision in _changes(thing, since):
        if latest or (since and revision.created_at >= since):
            writers |= {revision.user_id} - {None}
        latest = False
    return writers


def writers_in_review(thing: Any) -> set[int]:
    """Those who may not approve: who wrote the latest version, and whoever edited it since it was submitted."""
    state = WorkflowState.objects.for_instance(thing).active().order_by("-created_at").first()
    return last_writers(thing, state.created_at if state else None)


def _changes(thing: Any, since: datetime | None) -> Iterator[Revision]:
    """The revisions that say something else than the one before, the latest first; none but one before `since`."""
    revisions = Revision.objects.for_instance(thing).order_by("-created_at", "-pk")[:FURTHEST]
    after: Revision | None = None
    for revision in revisions.iterator(chunk_size=5):
        if after is not None and _said(after.content) != _said(revision.content):
            yield after
            if since is None or after.created_at < since:
                return
        after = revision
    if after is not None:
        yield after


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _said(part) for name, part in value.items() if name not in NOISE}
    if isinstance(value, list):
        return [_said(part) for part in value]
    if isinstance(value, str):
        return BLOCK_KEY.sub("", value)
    return value
