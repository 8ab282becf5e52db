"""The board of translations: what each language lacks, in words, and how far it is. A constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, Max, Sum, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page, WorkflowState
from wagtail_localize.models import StringSegment, Translation

from home.models import PageFacts
from library.models import DailyCount, Kind, Sheet, SourceWords, TranslationTask, Work
from library.translation_words import words_of

PAGE = "page"
READ_WITHIN = 90  # days


class State(TextChoices):
    """In the order in which people look at them."""

    REVIEW = "review", _("Waiting for review")
    READY = "ready", _("Ready to publish")
    OUTDATED = "outdated", _("Outdated")
    PROGRESS = "progress", _("In progress")
    MISSING = "missing", _("Missing")
    DONE = "done", _("Done")


ORDER = {state.value: place for place, state in enumerate(State)}


@dataclass(slots=True)
class Row:
    """One sheet or page in one language that is not its own."""

    key: UUID
    locale_id: int
    kind: str
    title: str
    source_id: int
    target_id: int | None
    path: str  # of the source page
    state: str
    words: int  # of the source
    left: int  # of them, to translate
    reads: int = 0  # of the work in all languages, lately
    passages: int = 0
    translated: int = 0
    task: Any = None

    @property
    def percent(self) -> int | None:
        return 100 * self.translated // self.passages if self.passages else None

    @property
    def kind_label(self) -> str:
        return str(_("Page")) if self.kind == PAGE else str(Kind(self.kind).label)

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)

    @property
    def is_late(self) -> bool:
        return bool(self.task and self.task.due_on and self.task.due_on < timezone.localdate())


@dataclass(slots=True)
class _Version:
    pk: int
    locale_id: int
    live: bool
    draft: bool  # something of it waits to be published
    published_at: datetime | None = None
    digest: str = ""


@dataclass(slots=True)
class _Source:
    key: UUID
    pk: int
    kind: str
    title: str
    locale_id: int
    live: bool
    path: str = ""
    digest: str = ""
    work: int | None = None
    versions: dict[int, _Version] = field(default_factory=dict)


@dataclass(slots=True)
class _Progress:
    passages: int = 0
    words: int = 0
    done: int = 0
    done_words: int = 0
    last: datetime | None = None


def board(locales: Iterable[Locale]) -> list[Row]:
    """Every sheet and page in each of these languages, what is published or begun."""
    wanted = [locale.pk for locale in locales]
    translations = _translations()
    progress = _progress(wanted)
    words = {key: (total, changed) for key, total, changed in SourceWords.objects.values_list()}
    tasks = {
        (task.key, task.locale_id): task
        for task in TranslationTask.objects.filter(locale__in=wanted).select_related("assigned_to")
    }
    reviewed, reads = _under_review(), _reads()
    rows = []
    for source in [*_sheets(), *_pages(translations)]:
        for locale in wanted:
            target = source.versions.get(locale)
            if locale == source.locale_id or not (source.live or target):
                continue
            total, changed = words.get(source.key, (0, 0))
            task = tasks.get((source.key, locale))
            enabled = translations.get((source.key, locale), (0, False))[1]
            made = progress.get((source.key, locale)) if enabled and target else None
            state, left = _state(source, target, made, total, changed)
            if state != State.DONE and target is not None:
                waits = task is not None and task.review == TranslationTask.Review.WAITING
                if waits or (source.kind == PAGE, target.pk) in reviewed:
                    state = State.REVIEW
            row = Row(
                source.key, locale, source.kind, source.title, source.pk, target.pk if target else None, source.path,
                state, total, left, reads.get(source.work, 0), task=task,
            )  # fmt: skip
            if made is not None:
                row.passages, row.translated = made.passages, made.done
            rows.append(row)
    return rows


def _state(
    source: _Source, target: _Version | None, made: _Progress | None, total: int, changed: int
) -> tuple[State, int]:
    """Where a translation stands, and how many words are left."""
    if target is None:
        return State.MISSING, total
    stale = bool(source.digest) and target.digest != source.digest
    if made is None:  # written as a whole, in the ordinary editor or by an import: nobody knows which words
        if not target.live:
            return State.PROGRESS, total
        return (State.OUTDATED, changed or total) if stale else (State.READY if target.draft else State.DONE, 0)
    left = made.words - made.done_words + changed
    if not target.live:
        return (State.PROGRESS, left) if left else (State.READY, 0)
    if left:
        return (State.OUTDATED if stale or changed else State.PROGRESS), left
    newer = made.last is not None and (target.published_at is None or made.last > target.published_at)
    return (State.READY, 0) if stale or newer else (State.DONE, 0)


def _sheets() -> list[_Source]:
    works = Work.objects.filter(source__isnull=False).values_list(
        *("pk", "kind", "translation_key", "source", "source__title", "source__locale", "source__live"),
        "source__source_digest",
    )
    found = {
        work: _Source(key, pk, kind, title, locale, live, digest=digest, work=work)
        for work, kind, key, pk, title, locale, live, digest in works
    }
    versions = Sheet.objects.filter(source_of__isnull=True, work__in=Work.objects.filter(source__isnull=False))
    for work, *values in versions.values_list(
        *("work", "pk", "locale", "live", "has_unpublished_changes", "last_published_at", "source_digest")
    ):
        version = _Version(*values)
        found[work].versions[version.locale_id] = version
    return list(found.values())


def _pages(translations: dict[tuple[UUID, int], tuple[int, bool]]) -> list[_Source]:
    """Pages by what they translate: the one that keeps the facts, or was sent to translation, else the first made."""
    keeping = set(PageFacts.objects.values_list("source", flat=True))
    grouped: dict[UUID, list[tuple]] = defaultdict(list)
    pages = Page.objects.filter(depth__gt=1, alias_of__isnull=True).order_by("pk")
    for row in pages.values_list(
        *("translation_key", "pk", "locale", "draft_title", "live", "path", "has_unpublished_changes"),
        "last_published_at",
    ):
        grouped[row[0]].append(row)
    sources = []
    for key, versions in grouped.items():
        into = {row[2] for row in versions if (key, row[2]) in translations}
        chosen = next((row for row in versions if row[1] in keeping), None)
        chosen = chosen or next((row for row in versions if row[2] not in into), versions[0])
        source = _Source(key, chosen[1], PAGE, chosen[3], chosen[2], chosen[4], path=chosen[5])
        for _key, pk, locale, _title, live, _path, draft, published_at in versions:
            if pk != source.pk:
                source.versions[locale] = _Version(pk, locale, live, draft, published_at)
        sources.append(source)
    return sources


def _translations() -> dict[tuple[UUID, int], tuple[int, bool]]:
    """The source of wagtail-localize and whether passages are still kept, by key and language."""
    found = Translation.objects.values_list("source__object", "target_locale", "source", "enabled")
    return {(key, locale): (source, enabled) for key, locale, source, enabled in found}


def _progress(locales: list[int]) -> dict[tuple[UUID, int], _Progress]:
    """Passages and words of what was sent, and of what is translated of it without a fault."""
    totals = StringSegment.objects.values("source__object").annotate(
        n=Count("pk"), words=Sum(words_of("string__data"))
    )
    found = {
        (total["source__object"], locale): _Progress(total["n"], total["words"] or 0)
        for total in totals.order_by()
        for locale in locales
    }
    translated = (
        StringSegment.objects.filter(
            string__translations__context=F("context"),
            string__translations__locale__in=locales,
            string__translations__has_error=False,
        )
        .values("source__object", "string__translations__locale")
        .annotate(n=Count("pk"), words=Sum(words_of("string__data")), last=Max("string__translations__updated_at"))
    )
    for row in translated.order_by():
        one = found[row["source__object"], row["string__translations__locale"]]
        one.done, one.done_words, one.last = row["n"], row["words"] or 0, row["last"]
    return found


def _under_review() -> set[tuple[bool, int]]:
    """What Wagtail's own workflow holds: whether it is a page, and its key."""
    page = ContentType.objects.get_for_model(Page).pk
    running = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    return {
        (base == page, int(pk)) for base, pk in running.values_list("base_content_type", "object_id") if pk.isdigit()
    }


def _reads() -> dict[int | None, int]:
    since = timezone.localdate() - timedelta(days=READ_WITHIN)
    counts = DailyCount.objects.filter(day__gte=since).values_list("work").annotate(n=Sum("reads"))
    return dict(counts.order_by())


@dataclass(slots=True)
class Totals:
    locale: Locale
    debt: int = 0  # words that nobody has translated yet
    count: dict[str, int] = field(default_factory=lambda: dict.fromkeys(State.values, 0))


def totals(rows: Iterable[Row], locales: Iterable[Locale]) -> list[Totals]:
    found = {locale.pk: Totals(locale) for locale in locales}
    for row in rows:
        total = found[row.locale_id]
        total.count[row.state] += 1
        total.debt += row.left
    return list(found.values())


def in_order(rows: Iterable[Row], by: str = "") -> list[Row]:
    """What is late and what only waits for a decision first; then by state, the most read and the shortest first."""
    far = date.max

    def place(row: Row) -> tuple:
        due = row.task.due_on if row.task and row.task.due_on and row.state != State.DONE else far
        return due, ORDER[row.state], -row.reads, row.left, row.title

    keys = {
        "reads": lambda row: (-row.reads, row.title),
        "words": lambda row: (-row.left, row.title),
        "title": lambda row: row.title,
    }
    return sorted(rows, key=keys.get(by, place))
