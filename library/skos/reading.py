"""From a file to its triples, with bounds: whoever sends a file may send anything."""

import io
import logging
from pathlib import Path
from time import monotonic
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import rdflib
from defusedxml import DefusedXmlException
from defusedxml.sax import parse as parse_xml
from django.utils.translation import gettext as _
from rdflib.plugins.stores.memory import Memory

from .faults import VocabularyRefusedError, refuse

FORMATS = {".rdf": "xml", ".xml": "xml", ".owl": "xml", ".ttl": "turtle"}
MEBIBYTE = 2**20
MOST_BYTES = 30 * MEBIBYTE
MOST_TRIPLES = 600_000
MOST_SECONDS = 120

rdflib.NORMALIZE_LITERALS = False  # a number of a billion digits stays the text that it is
logging.getLogger("rdflib").setLevel(logging.ERROR)  # odd addresses are told of by us, once


class Bounded(Memory):
    """Triples in memory, and an end to them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.added, self.until = 0, monotonic() + MOST_SECONDS

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
        self.added += 1
        if self.added > MOST_TRIPLES:
            raise refuse(_("The file holds more than %(count)s statements.") % {"count": MOST_TRIPLES})
        if monotonic() > self.until:
            raise refuse(_("Reading the file took too long."))
        super().add(triple, context, quoted)


def read_path(path: Path) -> rdflib.Graph:
    try:
        size = path.stat().st_size
        if size <= MOST_BYTES:
            return read_graph(path.read_bytes(), path.name)
    except OSError as error:
        raise refuse(_("The file cannot be read: %(reason)s") % {"reason": error.strerror or error}) from error
    raise too_large()


def read_graph(content: bytes, name: str) -> rdflib.Graph:
    """The name tells the format. Raises VocabularyRefusedError for whatever it cannot read."""
    format_ = FORMATS.get(Path(name).suffix.lower())
    if format_ is None:
        raise refuse(_("Send a file in RDF/XML (.rdf) or Turtle (.ttl)."))
    if len(content) > MOST_BYTES:
        raise too_large()
    data: Any = _harmless_xml(content) if format_ == "xml" else _text(content)
    graph = rdflib.Graph(store=Bounded())
    try:
        # An address of no site, so that a relative one does not lead into the folders of this machine.
        return graph.parse(data=data, format=format_, publicID="https://relative.invalid/")
    except VocabularyRefusedError:
        raise
    except RecursionError as error:
        raise refuse(_("The file is nested too deeply.")) from error
    except Exception as error:  # each kind of fault has its own class in each parser, some have none
        kind = "RDF/XML" if format_ == "xml" else "Turtle"
        raise refuse(_("This is not %(kind)s: %(reason)s") % {"kind": kind, "reason": _short(error)}) from error


def too_large() -> VocabularyRefusedError:
    return refuse(_("The file is larger than %(size)s MB.") % {"size": MOST_BYTES // MEBIBYTE})


def _harmless_xml(content: bytes) -> bytes:
    """Read once for nothing, by a parser that refuses entities: a few of them can stand for gigabytes."""
    try:
        parse_xml(io.BytesIO(content), ContentHandler(), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise refuse(_("The file declares XML entities, which are not read: save it as Turtle instead.")) from error
    except (SAXException, ValueError, LookupError) as error:
        raise refuse(_("This is not %(kind)s: %(reason)s") % {"kind": "RDF/XML", "reason": _short(error)}) from error
    return content


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refuse(_("Line %(line)s is not in UTF-8.") % {"line": line}) from error


def _short(error: Exception) -> str:
    """In one line: parsers quote what stands around the fault."""
    text = " ".join(str(error).replace("<unknown>:", "").split()) or type(error).__name__
    return text[:300].encode(errors="replace").decode()
