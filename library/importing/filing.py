"""What Wagtail keeps beside the sheets (its index of references, its admin's search), brought up to date many at once.

It follows the import's transaction in small ones of its own, so that editors write in between; done again, it changes
nothing.
"""

import time
from collections.abc import Callable, Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backends

from library.models import KINDS, Sheet

from .values import in_parts

PART = 100
BREATH = 0.12


def file_sheets(keys: Iterable[int], progress: Callable[[int, int], None] | None = None) -> None:
    keys = list(keys)
    for done, part in enumerate(in_parts(keys, PART), 1):
        if done > 1 and connection.vendor == "sqlite":
            time.sleep(BREATH)  # who waits for SQLite's lock looks ten times a second: leave it free once
        with transaction.atomic():
            by_kind: dict[str, list[int]] = {}
            for pk, kind in Sheet.objects.filter(pk__in=part).values_list("pk", "work__kind"):
                by_kind.setdefault(kind, []).append(pk)
            for kind, pks in by_kind.items():
                _file(KINDS[kind], pks)
        if progress:
            progress(min(done * PART, len(keys)), len(keys))


def _file(model: type[Sheet], pks: list[int]) -> None:
    relations = [relation.get_accessor_name() for relation in model._meta.related_objects if _is_child(relation)]
    sheets = list(model.objects.filter(pk__in=pks).prefetch_related(*relations, "themes", "groups"))
    base = ContentType.objects.get_for_model(Sheet)
    known = set(
        ReferenceIndex.objects.filter(base_content_type=base, object_id__in=[str(pk) for pk in pks]).values_list(
            "object_id", flat=True
        )
    )
    kind = ContentType.objects.get_for_model(model)
    new = []
    for sheet in sheets:
        if str(sheet.pk) in known:
            ReferenceIndex.create_or_update_for_object(sheet)
            continue
        new += [
            ReferenceIndex(
                content_type=kind,
                base_content_type=base,
                object_id=str(sheet.pk),
                to_content_type_id=to_type,
                to_object_id=to_id,
                model_path=model_path,
                content_path=content_path,
                content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
            )
            for to_type, to_id, model_path, content_path in set(ReferenceIndex._extract_references_from_object(sheet))
        ]
    ReferenceIndex.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(model, sheets)


def _is_child(relation: object) -> bool:
    from modelcluster.fields import ParentalKey

    return isinstance(getattr(relation, "field", None), ParentalKey)
