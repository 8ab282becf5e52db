"""What there is to find of one thing in one language, as words. An engine makes of it what it needs."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from networks.models import Territory

from .models import Audience, EntryFacet

Facet = EntryFacet.Name

SEPARATOR = " · "


@dataclass
class Text:
    """Words with the language they are in."""

    words: str
    language: str


@dataclass
class File:
    """A file that readers of the thing may download. Its words are fetched only where they are written."""

    document: int
    title: str
    language: str
    stamp: str  # of the words that were read in it; empty while there are none
    members_only: bool


@dataclass
class Document:
    """One language of a work or member authority, or one page."""

    object_kind: str
    key: UUID
    language: str
    object_id: int
    number: int
    kind: str
    title: str
    summary: str
    access: str
    body: str = ""
    labels: list[Text] = field(default_factory=list)
    group_ids: list[int] = field(default_factory=list)
    year: int | None = None
    band: str = ""
    themes: list[str] = field(default_factory=list)  # identifiers, broader ones too
    territories: list[str] = field(default_factory=list)  # references, of larger ones too
    tags: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    published_at: datetime | None = None
    confirmed_on: date | None = None
    expires_at: datetime | None = None
    alone: bool = True  # whether it is found in this language only

    @cached_property
    def digest(self) -> str:
        """Of the whole document: asked once it is made."""
        return hashlib.sha256(json.dumps(asdict(self), default=str, sort_keys=True).encode()).hexdigest()

    def audiences(self) -> dict[str, bool]:
        """Who finds it, and whether by its body too."""
        if self.access == "groups":
            return {Audience.GROUPS: True, Audience.GROUP_MEMBERS: True}
        return {Audience.PUBLIC: self.access == "public", Audience.MEMBERS: True}

    def files_for(self, audience: str) -> list[File]:
        if not self.audiences()[Audience(audience)]:
            return []
        reads_for_members = audience in {Audience.MEMBERS, Audience.GROUP_MEMBERS}
        return [file for file in self.files if reads_for_members or not file.members_only]

    def facets(self) -> set[tuple[str, str]]:
        """Names and values of EntryFacet."""
        named = {Facet.THEME: self.themes, Facet.TERRITORY: self.territories, Facet.TAG: self.tags}
        return {(name.value, value) for name, values in named.items() for value in values}

    def labels_shown(self) -> str:
        return SEPARATOR.join(dict.fromkeys(label.words for label in self.labels))


def with_larger(territory: Territory | None) -> list[str]:
    """References of the territory and of all that it lies in."""
    if territory is None:
        return []
    larger = (territory, territory.intercommunality, territory.department, territory.region)
    return [place.reference for place in larger if place]
