"""From triples to concepts: what is read of SKOS, in the languages of this site."""

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _
from rdflib import DC, DCTERMS, RDF, SKOS, BNode, Graph, Literal, URIRef

from library.models import ThemeLabel, ThemeNote
from library.models.vocabulary import LONGEST_URI
from library.models.vocabulary import uri as full_address

from .faults import Fault

SLUG = re.compile(r"[-a-zA-Z0-9_]+")
LONGEST_IDENTIFIER = 100
LONGEST_LABEL: Any = ThemeLabel._meta.get_field("label").max_length
LONGEST_NOTE: Any = ThemeNote._meta.get_field("text").max_length
OWN_ADDRESS = "/api/v1/themes/"  # on a site like this one; its own themes have no other address

ALTERNATIVE = (SKOS.altLabel, SKOS.hiddenLabel)
NOTES = (SKOS.scopeNote, SKOS.definition)  # the first that there is


@dataclass
class Incoming:
    """A concept as a file tells of it."""

    uri: str
    identifier: str = ""
    own: bool = False  # its address says no more than its identifier
    top: bool = False
    broader: set[str] = field(default_factory=set)
    preferred: dict[str, str] = field(default_factory=dict)
    alternative: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    notes: dict[str, str] = field(default_factory=dict)
    matches: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return next(iter(self.preferred.values()), self.identifier or self.uri)


@dataclass
class Read:
    concepts: list[Incoming]
    faults: list[Fault]
    skipped: Counter[str]  # texts in languages that this site does not have


def read_concepts(graph: Graph) -> Read:
    reader = _Reader(graph)
    reader.read()
    return Read(list(reader.concepts.values()), reader.faults, reader.skipped)


class _Reader:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.concepts: dict[Any, Incoming] = {}
        self.faults: list[Fault] = []
        self.skipped: Counter[str] = Counter()

    def read(self) -> None:
        for node in sorted(set(self.graph.subjects(RDF.type, SKOS.Concept)), key=str):
            self._begin(node)
        if not self.concepts and not self.faults:
            self.faults.append(Fault("", _("The file holds no concept (skos:Concept).")))
        for above, below in self.graph.subject_objects(SKOS.narrower):
            if below in self.concepts and isinstance(above, URIRef):
                self.concepts[below].broader.add(str(above))
        tops = {*self.graph.subjects(SKOS.topConceptOf), *self.graph.objects(None, SKOS.hasTopConcept)}
        identifiers: dict[str, str] = {}
        for node, concept in self.concepts.items():
            concept.top = node in tops
            self._fill(node, concept)
            first = identifiers.setdefault(concept.identifier, concept.uri)
            if concept.identifier and first != concept.uri:
                self._fault(concept, _("has the identifier “%(name)s”, as %(other)s") % {
                    "name": concept.identifier, "other": first
                })  # fmt: skip

    def _fault(self, concept: Incoming, message: str) -> None:
        self.faults.append(Fault(concept.uri, message))

    def _begin(self, node: Any) -> None:
        if isinstance(node, BNode):
            labels = sorted(str(label) for label in self.graph.objects(node, SKOS.prefLabel))
            self.faults.append(
                Fault("", _("A concept has no address: %(name)s") % {"name": _tidy(labels[0] if labels else "?")})
            )
        elif problem := _wrong_address(str(node)):
            self.faults.append(Fault(str(node)[:200], problem))
        else:
            self.concepts[node] = Incoming(uri=str(node))

    def _fill(self, node: Any, concept: Incoming) -> None:
        concept.broader |= {str(above) for above in self.graph.objects(node, SKOS.broader)}
        concept.broader.discard("")
        self._identify(node, concept)
        for code, texts in self._texts(concept, node, SKOS.prefLabel, LONGEST_LABEL, "prefLabel").items():
            if len(texts) > 1:
                told = {"language": code, "labels": " / ".join(sorted(texts))}
                self._fault(concept, _("has several preferred labels in “%(language)s”: %(labels)s") % told)
            concept.preferred[code] = min(texts)
        for predicate in ALTERNATIVE:
            for code, texts in self._texts(concept, node, predicate, LONGEST_LABEL, "altLabel").items():
                concept.alternative[code] |= texts - {concept.preferred.get(code, "")}
        for predicate in NOTES:
            for code, texts in self._texts(concept, node, predicate, LONGEST_NOTE, "scopeNote").items():
                concept.notes.setdefault(code, "\n\n".join(sorted(texts)))
        for code, text in concept.notes.items():
            if len(text) > LONGEST_NOTE:
                self._fault(concept, _("its note in “%(language)s” is too long") % {"language": code})
        for match in map(str, self.graph.objects(node, SKOS.exactMatch)):
            if problem := _wrong_address(match):
                self._fault(concept, f"exactMatch: {problem}")
            elif match != concept.uri:
                concept.matches.add(match)

    def _identify(self, node: Any, concept: Incoming) -> None:
        """Its own identifier, else the end of its address."""
        given = sorted(str(o) for p in (DCTERMS.identifier, DC.identifier) for o in self.graph.objects(node, p))
        said = [name for name in given if SLUG.fullmatch(name) and len(name) <= LONGEST_IDENTIFIER]
        concept.identifier = said[0] if said else _end_of(concept.uri)
        concept.own = concept.uri.endswith(f"{OWN_ADDRESS}{concept.identifier}")
        if not concept.identifier:
            self._fault(concept, _("no identifier can be made from its address: give it a dcterms:identifier"))

    def _texts(self, concept: Incoming, node: Any, predicate: URIRef, longest: int, name: str) -> dict[str, set[str]]:
        """By language of the site. What is said in its very code counts before a variant (fr before fr-CA)."""
        found: dict[str, dict[bool, set[str]]] = defaultdict(lambda: defaultdict(set))
        for value in self.graph.objects(node, predicate):
            if not isinstance(value, Literal):
                continue
            tag = (value.language or "").lower()
            code = tag if tag in LANGUAGES else tag.split("-")[0]
            text = _tidy(str(value), lines=name == "scopeNote")
            if code not in LANGUAGES:
                self.skipped[tag or "–"] += 1
            elif len(text) > longest:
                self._fault(concept, _("%(name)s is longer than %(count)s characters: %(text)s") % {
                    "name": name, "count": longest, "text": f"{text[:60]}…"
                })  # fmt: skip
            elif text:
                found[code][tag != code].add(text)
        if predicate == SKOS.prefLabel:
            return {code: texts.get(False) or texts[True] for code, texts in found.items()}
        return {code: texts[False] | texts[True] for code, texts in found.items()}


LANGUAGES = dict(settings.LANGUAGES)


def _wrong_address(address: str) -> str:
    if len(address) > LONGEST_URI:
        return _("this address is longer than %(count)s characters") % {"count": LONGEST_URI}
    return "" if re.match(full_address.regex, address) else _("this is no full address")


def _end_of(uri: str) -> str:
    """``concept/100`` is ``concept-100``: a number alone says nothing."""
    parts = [part for part in re.split(r"[/#:?=&]+", unquote(uri)) if part]
    name = slugify(parts[-1], allow_unicode=False) if not SLUG.fullmatch(parts[-1]) else parts[-1]
    if name and not re.search("[a-zA-Z]", name) and len(parts) > 1:
        name = f"{slugify(parts[-2])}-{name}".strip("-")
    return name[:LONGEST_IDENTIFIER]


def _tidy(text: str, lines: bool = False) -> str:
    """As the database can keep it: composed letters, no control characters; in one line unless it is a note."""
    text = unicodedata.normalize("NFC", text.encode(errors="ignore").decode())
    kept = (c if unicodedata.category(c) != "Cc" or c in "\n\t" else " " for c in text.replace("\r\n", "\n"))
    if not lines:
        return " ".join("".join(kept).split())
    return "\n".join(" ".join(line.split()) for line in "".join(kept).splitlines()).strip()
