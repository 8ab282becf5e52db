"""Saying that a work is still true, or that it needs work. No revision is made: drafts and translations stay."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from library.models import KINDS, Confirmation, Verdict, Work
from networks.models import User

ACTIONS = {Verdict.TRUE: "library.still_true", Verdict.WORK: "library.needs_work"}


def may_say(user: User, work: Work) -> bool:
    """Those who write sheets of this kind; translators keep words, not facts."""
    return user.is_active and user.has_perm(f"library.add_{KINDS[work.kind]._meta.model_name}")


@transaction.atomic
def say(work: Work, verdict: Verdict | str, by: User | None, note: str = "", day: date | None = None) -> Confirmation:
    """Keep what was said, and let it count for readers in all languages at once."""
    verdict = Verdict(verdict)
    work = Work.objects.select_for_update(of=("self",)).select_related("source").get(pk=work.pk)
    day = day or timezone.localdate()
    said = Confirmation.objects.create(work=work, verdict=verdict, day=day, note=note.strip(), author=by)
    if verdict == Verdict.TRUE:
        work.confirmed_on, work.needs_work_since = day, None
    else:
        work.needs_work_since = work.needs_work_since or day
    work.save(update_fields=["confirmed_on", "needs_work_since"])
    if work.source is not None:
        source = KINDS[work.kind].objects.get(pk=work.source_id)
        log(source, ACTIONS[verdict], user=by, data={"note": said.note, "day": day.isoformat()})
    return said
