"""What all processes and the staff know of how Elasticsearch is doing: one row."""

from django.db.models import F
from django.utils import timezone

from search.models import IndexState


def current() -> IndexState:
    return IndexState.objects.get_or_create(pk=1)[0]


def note_failure(error: BaseException | str) -> None:
    told = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    current()
    IndexState.objects.filter(pk=1).update(failed_at=timezone.now(), error=told[:300], failures=F("failures") + 1)


def note_sent() -> None:
    current()
    IndexState.objects.filter(pk=1).update(sent_at=timezone.now(), failures=0)
