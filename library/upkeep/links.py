"""Which links there are, and whether they work. The timer looks for new ones and visits a few at a time."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import F, Min, QuerySet
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from home.visibility import published
from library.models import Link, LinkPlace, Sheet, UpkeepSettings
from library.upkeep import fetching
from library.upkeep.finding import Found, fields_with_links, links_of, rows_with_links
from library.upkeep.inside import look_up, ours_or_outside

State, Target = Link.State, Link.Target
LONGEST = 2000  # characters of an address: no browser is given more
PART = 500
BUDGET = 10  # seconds in one run of the timer, which has other work
HOSTS = 20  # asked in one run, each of them once
DAY = timedelta(days=1)
FAILURES, AT_LEAST = 3, timedelta(days=2)  # before a link is called broken
WONT_SAY = {401, 402, 403, 405, 406, 407, 408, 423, 425, 429, 430, 451, 503, 999}  # it answers, but not to programs
PLAIN = re.compile(r"^(?:#|mailto:|tel:|sms:|$)", re.IGNORECASE)


# Which there are


def collect() -> int:
    """Note every link of what is published, forget those that stand nowhere any more; answers how many there are."""
    for model, things in published_things():
        _note(model, things)
    LinkPlace.objects.exclude(content_type__in=[_type(model) for model, _things in published_things()]).delete()
    Link.objects.filter(places=None).delete()
    look_up(Link.objects.exclude(target=Target.OUTSIDE))
    return Link.objects.count()


def published_things() -> Iterator[tuple[type[models.Model], QuerySet[Any]]]:
    """The models of this project that may hold a link, and what readers meet of each. Rows go with the rest."""
    for model in apps.get_models():
        if not model.__module__.startswith(("home.", "networks.", "library.", "search.")):
            continue
        if not fields_with_links(model) and not rows_with_links(model):
            continue
        manager = model._default_manager
        if issubclass(model, Page):
            yield model, manager.filter(published())
        elif issubclass(model, Sheet):
            if model is not Sheet:
                yield model, manager.filter(pk__in=Sheet.objects.published().values("pk"))
        elif not any(isinstance(field, ParentalKey) for field in model._meta.get_fields()):
            yield model, manager.all()


def _type(model: type[models.Model]) -> ContentType:
    return ContentType.objects.get_for_model(model)


def _note(model: type[models.Model], things: QuerySet[Any]) -> None:
    content_type = _type(model)
    known = {
        (place.object_id, place.field, place.link.digest): place.pk
        for place in LinkPlace.objects.filter(content_type=content_type).select_related("link")
    }
    has_locale = any(field.name == "locale" for field in model._meta.get_fields())
    things = things.select_related(*(["locale"] if has_locale else [])).prefetch_related(*rows_with_links(model))
    new: dict[tuple[int, str, str], tuple[Found, Any]] = {}
    for thing in things.order_by("pk").iterator(chunk_size=200):
        for found in links_of(thing):
            kept = _kept(found)
            if kept is None:
                continue
            key = (thing.pk, kept.field, digest_of(kept))
            if known.pop(key, None) is None:
                new[key] = kept, thing
    with transaction.atomic():
        _add(content_type, new)
        gone = list(known.values())
        for start in range(0, len(gone), PART):
            LinkPlace.objects.filter(pk__in=gone[start : start + PART]).delete()


def _kept(found: Found) -> Found | None:
    """The link as it is checked; none where there is nothing to check."""
    if found.target != Target.OUTSIDE:
        return found
    if PLAIN.match(found.address) or len(found.address) > LONGEST:
        return None
    return ours_or_outside(found)


def digest_of(found: Found) -> str:
    return hashlib.sha256(f"{found.target}:{found.address}".encode()).hexdigest()


def _add(content_type: ContentType, new: dict[tuple[int, str, str], tuple[Found, Any]]) -> None:
    links = {
        digest: Link(digest=digest, address=found.address, target=found.target, host=_host(found))
        for (_pk, _field, digest), (found, _thing) in new.items()
    }
    Link.objects.bulk_create(links.values(), ignore_conflicts=True, batch_size=PART)
    keys: dict[str, int] = {}
    digests = list(links)
    for start in range(0, len(digests), PART):
        part = Link.objects.filter(digest__in=digests[start : start + PART])
        keys |= dict(part.values_list("digest", "pk"))
    places = [
        LinkPlace(
            link_id=keys[digest],
            content_type=content_type,
            object_id=pk,
            field=field,
            title=str(thing)[:255],
            language=thing.locale.language_code if hasattr(thing, "locale") else "",
        )
        for (pk, field, digest), (_found, thing) in new.items()
    ]
    LinkPlace.objects.bulk_create(places, ignore_conflicts=True, batch_size=PART)


def _host(found: Found) -> str:
    if found.target != Target.OUTSIDE:
        return ""
    try:
        return (urlsplit(found.address).hostname or "")[:255]
    except ValueError:
        return ""


# Whether they work


def may_check() -> bool:
    return settings.CHECK_LINKS and UpkeepSettings.load().check_links


def check_some(seconds: float = BUDGET) -> int:
    """Visit what is due, one address of each site, until the time is over; answers how many were."""
    if not may_check():
        return 0
    until, visited = monotonic() + seconds, 0
    for link in due_links():
        if monotonic() > until:
            break
        record(link, fetching.ask(link.address))
        visited += 1
    return visited


def due_links(now: datetime | None = None) -> list[Link]:
    """One of each site, those that wait longest first."""
    now = now or timezone.now()
    waiting = Link.objects.filter(target=Target.OUTSIDE, ignored=False, next_check_at__lte=now)
    first = waiting.order_by().values("host").annotate(since=Min("next_check_at")).order_by("since")[:HOSTS]
    hosts = [row["host"] for row in first]
    by_host: dict[str, Link] = {}
    for host in hosts:
        found = waiting.filter(host=host).order_by("next_check_at", "pk").first()
        if found is not None:
            by_host[host] = found
    return list(by_host.values())


def record(link: Link, answer: fetching.Answer, now: datetime | None = None) -> None:
    """Keep what it answered. A failure counts once a day, and three of them over days make a broken link."""
    now = now or timezone.now()
    link.checked_at, link.answer = now, answer.text[:40]
    if 200 <= answer.status < 300 or answer.status in WONT_SAY:
        link.state = State.FINE if answer.status < 300 else State.UNSURE
        link.failures, link.failing_since, link.failed_at = 0, None, None
        link.next_check_at = now + timedelta(days=UpkeepSettings.load().links_every)
    else:
        if link.failed_at is None or now - link.failed_at >= DAY * 0.8:
            link.failures, link.failed_at = min(link.failures + 1, 1000), now
        link.failing_since = link.failing_since or now
        lasting = link.failures >= FAILURES and now - link.failing_since >= AT_LEAST * 0.8
        link.state = State.BROKEN if lasting or link.state == State.BROKEN else State.FAILING
        link.next_check_at = now + (7 * DAY if link.state == State.BROKEN else DAY)
    link.save(
        update_fields=[
            *("checked_at", "answer", "state", "failures", "failing_since", "failed_at", "next_check_at"),
        ]
    )


def broken() -> QuerySet[Link]:
    return Link.objects.filter(state=State.BROKEN, ignored=False)


def check_again(links: Iterable[int]) -> int:
    """At the next look of the timer; what leads to our own pages, at once."""
    chosen = Link.objects.filter(pk__in=links)
    look_up(chosen.exclude(target=Target.OUTSIDE))
    return chosen.update(next_check_at=timezone.now(), ignored=False)


def ignore(links: Iterable[int]) -> int:
    """Or, where it is ignored already, no longer."""
    return Link.objects.filter(pk__in=links).update(ignored=~F("ignored"))
