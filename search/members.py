"""Member authorities as the search has them: what their public page says of them, in each language that has the list.

An authority that is no member today is found by the sheets that name it.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet
from django.utils import timezone, translation

from home.visibility import visible_to
from networks.authorities import current_members, place_of
from networks.models import AuthoritiesPage, LocalAuthority, Membership

from .bands import band_of
from .document import SEPARATOR, Document, Text, with_larger
from .models import ObjectKind


def key_of(authority: int) -> UUID:
    return UUID(int=authority)


def listed() -> QuerySet[LocalAuthority]:
    """Those that have a page which everyone may open, whatever else names them."""
    return current_members()


def open_lists() -> QuerySet[AuthoritiesPage]:
    """The lists, one a language, that everyone may open: the pages of authorities are below them."""
    return visible_to(AuthoritiesPage.objects.all(), AnonymousUser())


def keys() -> Iterable[UUID]:
    return map(key_of, listed().order_by().values_list("pk", flat=True))


def documents(keys: list[UUID]) -> dict[UUID, list[Document]]:
    found: dict[UUID, list[Document]] = {key: [] for key in keys}
    languages = sorted(set(open_lists().values_list("locale__language_code", flat=True)))
    authorities = listed().filter(pk__in=[key.int for key in keys])
    larger = ("territory__department", "territory__region", "territory__intercommunality")
    ends = _last_days(key.int for key in keys)
    for authority in authorities.select_related(*larger):
        for language in languages:
            with translation.override(language):
                found[key_of(authority.pk)].append(_document(authority, language, ends[authority.pk]))
    return found


def _last_days(authorities: Iterable[int]) -> dict[int, datetime | None]:
    """When the membership of each is over, if nothing changes; the longest of those that run today counts."""
    current = Membership.objects.current().filter(authority__in=authorities)
    rows = current.order_by(F("end").asc(nulls_last=True)).values_list("authority", "end")
    paris = timezone.get_default_timezone()
    return {
        authority: datetime.combine(end + timedelta(days=1), time.min, paris) if end else None
        for authority, end in rows
    }


def _document(authority: LocalAuthority, language: str, over: datetime | None) -> Document:
    place = place_of(authority)
    around = [larger.name for larger in (place["department"], place["region"]) if larger]
    names = [place["kind"], place["code"], authority.territory.name if authority.territory else "", *around]
    return Document(
        object_kind=ObjectKind.AUTHORITY,
        key=key_of(authority.pk),
        language=language,
        object_id=authority.pk,
        number=authority.pk,
        kind="authority",
        title=authority.name,
        summary=SEPARATOR.join([place["kind"], *around]),
        access="public",
        labels=[Text(name, language) for name in names if name],
        band=band_of(authority.residents),
        territories=with_larger(authority.territory),
        expires_at=over,
    )
