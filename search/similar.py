"""Sheets on the same subject, found by labels alone: no restricted text has a part in it."""

from django.conf import settings
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from library.models import Sheet, SheetTag, Theme
from library.querysets import Reader

SHARED, NEAR, TAG, PLACE, AROUND, KIND, LANGUAGE = 6, 2, 3, 2, 1, 1, 2


def similar(sheet: Sheet, user: Reader, limit: int = 3) -> list[Sheet]:
    """The works nearest to this one that the reader may see, ready for cards; in the sheet's language if they can be.

    What counts: themes in common, then broader and narrower ones, tags, territory, kind.
    """
    source, chosen = sheet.work.source, Sheet.themes.through.objects
    own = chosen.filter(sheet=source).values("theme")
    near = Theme.objects.filter(Q(parent__in=own) | Q(narrower__in=own)).exclude(pk__in=own).values("pk")
    tagged = SheetTag.objects.filter(tag__in=SheetTag.objects.filter(content_object=source).values("tag"))
    on_subject = chosen.filter(Q(theme__in=own) | Q(theme__in=near)).values("sheet")
    territory, candidate = source.territory, OuterRef("work__source")
    score = (
        SHARED * _count(chosen.filter(sheet=candidate, theme__in=own), "sheet")
        + NEAR * _count(chosen.filter(sheet=candidate, theme__in=near), "sheet")
        + TAG * _count(tagged.filter(content_object=candidate), "content_object")
        + _points(KIND, Q(work__kind=sheet.work.kind))
        + _points(LANGUAGE, Q(locale=sheet.locale_id))
    )
    if territory:
        score += _points(PLACE, Q(work__source__territory=territory.pk))
        if territory.department_id:
            score += _points(AROUND, Q(work__source__territory__department=territory.department_id))
    found = (
        Sheet.objects.visible_to(user)
        .with_readable(user)
        .for_cards()
        .filter(Q(work__source__in=on_subject) | Q(work__source__in=tagged.values("content_object")))
        .exclude(work=sheet.work_id)
        .annotate(nearness=score)
        .order_by("-nearness", F("work__source__first_published_at").desc(nulls_last=True), "work_id", "locale_id")
    )
    # A work may come once in each language, the reader's first: enough rows for so many works in any case.
    works: dict[int, Sheet] = {}
    for version in found[: limit * len(settings.LANGUAGES)]:
        works.setdefault(version.work_id, version)
    return list(works.values())[:limit]


def _count(rows: QuerySet, grouped: str) -> Coalesce:
    counted = rows.order_by().values(grouped).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def _points(points: int, condition: Q) -> Case:
    return Case(When(condition, then=Value(points)), default=Value(0))
