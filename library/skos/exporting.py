"""The vocabulary as SKOS. Imported again it changes nothing; imported elsewhere it is the same vocabulary."""

from django.conf import settings
from django.utils.translation import gettext as _
from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef

from library.models import FormerTheme

from .concepts import OWN_ADDRESS
from .plan import State, load

FORMATS = {"rdf": ("xml", "application/rdf+xml"), "ttl": ("turtle", "text/turtle; charset=utf-8")}


def export(ending: str) -> bytes:
    """In the format of files that end so."""
    return graph().serialize(format=FORMATS[ending][0], encoding="utf-8")


def graph() -> Graph:
    made = Graph()
    made.bind("skos", SKOS)
    made.bind("dcterms", DCTERMS)
    site = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    scheme = URIRef(f"{site}/api/v1/themes")
    made.add((scheme, RDF.type, SKOS.ConceptScheme))
    made.add((scheme, DCTERMS.title, Literal(_("Themes"), lang=settings.LANGUAGE_CODE)))
    states = load()
    for state in states.values():
        _add(made, state, scheme, site)
    for merged, theme in FormerTheme.objects.values_list("identifier", "theme"):
        made.add((_address(states[theme], site), DCTERMS.replaces, URIRef(f"{site}{OWN_ADDRESS}{merged}")))
    return made


def _address(state: State, site: str) -> URIRef:
    return URIRef(state.uri or f"{site}{OWN_ADDRESS}{state.identifier}")


def _add(made: Graph, state: State, scheme: URIRef, site: str) -> None:
    concept = _address(state, site)
    made.add((concept, RDF.type, SKOS.Concept))
    made.add((concept, SKOS.inScheme, scheme))
    made.add((concept, DCTERMS.identifier, Literal(state.identifier)))
    if state.parent:
        made.add((concept, SKOS.broader, _address(state.parent, site)))
    else:
        made.add((concept, SKOS.topConceptOf, scheme))
    for code, label in state.preferred.items():
        made.add((concept, SKOS.prefLabel, Literal(label, lang=code)))
    for code, labels in state.alternative.items():
        for label in labels:
            made.add((concept, SKOS.altLabel, Literal(label, lang=code)))
    for code, text in state.notes.items():
        made.add((concept, SKOS.scopeNote, Literal(text, lang=code)))
    for match in state.matches:
        made.add((concept, SKOS.exactMatch, URIRef(match)))
