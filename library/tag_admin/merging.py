"""One tag made of two, and tags that nothing bears: in what is published, in drafts and in what waits for its hour."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.log_actions import log
from wagtail.models import Revision

from library.bulk import many_changes
from library.models import Sheet, SheetTag, Tag, TagAddress


@transaction.atomic
def merge(old: Tag, into: Tag, user: Any = None) -> None:
    """Whatever bears the old tag bears the other one, once; the old address leads there for ever."""
    if old.pk == into.pk:
        raise ValueError("A tag is not merged into itself")
    with many_changes():
        already = set(SheetTag.objects.filter(tag=into).values_list("content_object", flat=True))
        for row in SheetTag.objects.filter(tag=old):
            if row.content_object_id in already:
                row.delete()
            else:
                row.tag = into
                row.save(update_fields=["tag"])
        for revision in revisions_with(old):
            revision.content["tagged_items"] = _once(revision.content["tagged_items"], old.pk, into.pk)
            revision.save(update_fields=["content"])
        TagAddress.objects.filter(tag=old).update(tag=into)
        slug, name = old.slug, old.name
        old.delete()
        TagAddress.objects.get_or_create(slug=slug, defaults={"tag": into})
        log(into, "wagtail.edit", user=user, content_changed=True, data={"merged": name})


def _once(rows: list[dict], old: int, into: int) -> list[dict]:
    kept: dict[Any, dict] = {}
    for row in rows:
        tag = into if row.get("tag") == old else row.get("tag")
        kept.setdefault(tag, row | {"tag": tag})
    return list(kept.values())


def revisions_with(tag: Tag) -> list[Revision]:
    """Those that bear the tag, the old ones too, to which someone may come back."""
    # The text is searched first: SQLite cannot look into a list of objects.
    found = Revision.objects.filter(base_content_type=Sheet.get_base_content_type())
    found = found.alias(text=Cast("content", TextField())).filter(text__contains=f'"tag": {tag.pk}')
    return [
        revision
        for revision in found.iterator()
        if any(row.get("tag") == tag.pk for row in revision.content.get("tagged_items") or [])
    ]


def unused() -> "QuerySet[Tag]":
    """Those that no sheet bears, nor any draft that may still be published."""
    drafts = Revision.objects.filter(
        Q(pk__in=Sheet.objects.filter(latest_revision__isnull=False).values("latest_revision"))
        | Q(approved_go_live_at__isnull=False),
        base_content_type=Sheet.get_base_content_type(),
        content__tagged_items__isnull=False,
    )
    borne = {
        row.get("tag") for rows in drafts.values_list("content__tagged_items", flat=True) for row in rows or []
    } - {None}
    return Tag.objects.filter(items=None).exclude(pk__in=borne)
