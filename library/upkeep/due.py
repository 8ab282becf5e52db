"""Which works are to be confirmed, and after how long."""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone

from library.models import Kind, Sheet, UpkeepSettings, Work
from networks.models import User

DELAYS = "library.upkeep.delays"
SECONDS = 60  # a change made by another process is seen within a minute


def delays() -> dict[str, int]:
    """Months, for each kind. From the cache: every page of the staff asks for them."""
    known = cache.get(DELAYS)
    if known is None:
        settings = UpkeepSettings.load()
        known = dict.fromkeys(Kind.values, settings.confirm_after)
        known |= dict(settings.delays.values_list("kind", "confirm_after"))
        cache.set(DELAYS, known, SECONDS)
    return known


def forget_delays(**_kwargs: object) -> None:
    cache.delete(DELAYS)


def kept() -> QuerySet[Work]:
    """The works that readers may meet: those are the ones that have to be true."""
    return Work.objects.filter(source__in=Sheet.objects.published().filter(source_of__isnull=False))


def is_late(today: date | None = None) -> Q:
    """Whose last confirmation, or publication where nobody has confirmed them yet, is older than their delay."""
    today = today or timezone.localdate()
    own = Work.objects.filter(confirm_after__isnull=False).order_by().values_list("confirm_after", flat=True)
    late = Q(pk__in=[])
    for months in own.distinct():
        late |= Q(confirm_after=months) & _older_than(today - relativedelta(months=months))
    for kind, months in delays().items():
        late |= Q(confirm_after=None, kind=kind) & _older_than(today - relativedelta(months=months))
    return late


def due(works: QuerySet[Work] | None = None, today: date | None = None) -> QuerySet[Work]:
    return (kept() if works is None else works).filter(is_late(today))


def _older_than(day: date) -> Q:
    never = Q(confirmed_on=None) & (Q(source__first_published_at=None) | Q(source__first_published_at__date__lt=day))
    return Q(confirmed_on__lt=day) | never


def due_on(work: Work, months: dict[str, int]) -> date | None:
    """The day from which this work is to be confirmed; `months` as `delays` answers."""
    published = work.source.first_published_at if work.source else None
    last = work.confirmed_on or (timezone.localdate(published) if published else None)
    return last + relativedelta(months=work.confirm_after or months[work.kind]) if last else None


def waiting_for(user: User) -> QuerySet[Work]:
    """What this account is responsible for and has to confirm."""
    return due().filter(owner=user, needs_work_since=None)
