"""The words of one file, page by page: run as a process of its own (search.file_texts), without Django or settings.

    python -m search.extraction pdf < file > words.json

Files come from outside and their readers are large: this process may be ended at any moment, or ends itself at its
limits, and nothing else falls with it.
"""

import json
import os
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

MEMORY = 512 * 1024 * 1024
SECONDS = 25  # of processor time
MOST_PAGES = 1_000
MOST_LETTERS = 1_000_000  # kept of one file
MOST_UNPACKED = 40 * 1024 * 1024  # read of what a zip holds

# Separators of the index among them, which no text may hold (search.terms).
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\u00ad\ud800-\udfff]")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
GAPS = {*(f"{WORD}{name}" for name in ("tab", "br", "cr")), *(f"{TEXT}{name}" for name in ("s", "tab", "line-break"))}


class RefusedError(Exception):
    """The file cannot be read, and trying again would not help."""


def main() -> None:
    _limit()
    try:
        pages = list(_bounded(READERS[sys.argv[1]](sys.stdin.buffer)))
        answer: dict[str, Any] = {"pages": pages, "numbered": sys.argv[1] == "pdf"}
        if sys.argv[1] == "pdf":
            answer["lacks"] = lacks_of_pdf(sys.stdin.buffer)
    except RefusedError as refusal:
        answer = {"refused": str(refusal)}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _limit() -> None:
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_LETTERS * 12, MOST_LETTERS * 12))
    if sys.platform == "linux":  # elsewhere the system's own libraries already take more
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _bounded(pages: Iterator[str]) -> Iterator[str]:
    left = MOST_LETTERS
    for page in pages:
        text = " ".join(CONTROLS.sub(lambda found: "" if found[0] == "\u00ad" else " ", page).split())[:left]
        left -= len(text)
        yield text
        if not left:
            return


def read_pdf(file: BinaryIO) -> Iterator[str]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise RefusedError("a password is needed")
        number = min(len(reader.pages), MOST_PAGES)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, NotImplementedError) as error:
        raise RefusedError(f"not a PDF that can be read ({type(error).__name__})") from error
    for place in range(number):
        try:
            yield reader.pages[place].extract_text()
        except MemoryError:
            raise
        except Exception:  # one broken page: the others keep their numbers
            yield ""


def lacks_of_pdf(file: BinaryIO) -> list[str]:
    """What it lacks for those who do not see it, under the names of library.document_forms."""
    from pypdf import PdfReader

    try:
        file.seek(0)
        reader = PdfReader(file, strict=False)
        encrypted = reader.is_encrypted
        if encrypted:
            reader.decrypt("")
        root: Any = reader.trailer["/Root"].get_object()
        about: Any = reader.metadata or {}
        marks = root.get("/MarkInfo")
        tagged = bool(marks and marks.get_object().get("/Marked"))
        told = {
            "no_title": not str(about.get("/Title") or "").strip(),
            "no_language": not str(root.get("/Lang") or "").strip(),
            "untagged": not tagged,
            "encrypted": encrypted,
        }
    except MemoryError:
        raise
    except Exception:  # its pages were read all the same
        return []
    return [name for name, lacking in told.items() if lacking]


def read_docx(file: BinaryIO) -> Iterator[str]:
    yield "\n".join(_paragraphs(file, "word/document.xml", {f"{WORD}p"}, {f"{WORD}t"}))


def read_odt(file: BinaryIO) -> Iterator[str]:
    yield "\n".join(_paragraphs(file, "content.xml", {f"{TEXT}p", f"{TEXT}h"}, None))


def _paragraphs(file: BinaryIO, member: str, paragraphs: set[str], words: set[str] | None) -> Iterator[str]:
    """The text of each paragraph: that of these elements in it, or all of it. No entity, no definition is accepted."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        with zipfile.ZipFile(file) as archive, archive.open(member) as inside:
            letters = 0
            for _event, element in iterparse(_Bounded(inside), forbid_dtd=True):
                if element.tag not in paragraphs:
                    continue
                text = _text(element, words)
                element.clear()
                letters += len(text)
                yield text
                if letters > MOST_LETTERS:
                    return
    except (zipfile.BadZipFile, KeyError, ParseError, DefusedXmlException, RuntimeError, NotImplementedError) as error:
        raise RefusedError(f"not a document that can be read ({type(error).__name__})") from error


def _text(paragraph: Any, words: set[str] | None) -> str:
    for part in paragraph.iter():
        if part.tag in GAPS:
            part.tail = f" {part.tail or ''}"
    if words is None:
        return "".join(paragraph.itertext())
    return "".join((part.text or "") * (part.tag in words) + (part.tail or "") for part in paragraph.iter())


class _Bounded:
    """A file that ends in error where a bomb would go on."""

    def __init__(self, file: Any) -> None:
        self.file, self.left = file, MOST_UNPACKED

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(min(size, 65_536) if size > 0 else 65_536)
        self.left -= len(data)
        if self.left < 0:
            raise RefusedError("too large when unpacked")
        return data


READERS = {"pdf": read_pdf, "docx": read_docx, "odt": read_odt}

if __name__ == "__main__":
    main()
