"""The first organisations and member authorities, from networks/starter/."""

import datetime
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from networks.models import LocalAuthority, Membership, Organisation, Territory

FOLDER = Path(__file__).parent / "starter"


def load_organisations() -> None:
    for entry in _read("organisations.yaml"):
        Organisation.objects.get_or_create(name=entry["name"], defaults=entry)


def load_authorities() -> None:
    """Invented authorities, members of the association. Never given a territory of their own: they do not exist."""
    for entry in _read("authorities.yaml"):
        authority = find_authority(entry)
        if entry.get("member") and not authority.memberships.exists():
            start = datetime.date(entry["member"], 1, 1)
            end = datetime.date(timezone.localdate().year + 1, 12, 31)
            Membership.objects.create(authority=authority, start=start, end=end, fee=Membership.Fee.PAID)


def find_authority(entry: dict[str, Any]) -> LocalAuthority:
    """The authority of this name in this territory, made if it is not there yet."""
    authority, _created = LocalAuthority.objects.get_or_create(
        name=entry["name"],
        territory=Territory.objects.find(entry["territory"]) if entry.get("territory") else None,
        defaults={"kind": entry.get("kind", "commune"), "population": entry.get("population")},
    )
    return authority


def find_organisation(name: str) -> Organisation:
    return Organisation.objects.get(name=name)


def _read(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8")) or []
