"""What a file may be, by its content and by its name: asked at every way in (documents, pictures, tables to import).

The table below is ours because the kinds are few, and because what matters is not which kind a file is but whether it
is the one that its name says, and nothing else besides (a macro, a page of scripts, an archive that unpacks for ever).
"""

import re
import struct
import unicodedata
import zipfile
from collections.abc import Callable
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from home import antivirus

LONGEST_NAME = 150  # bytes: folders and endings are added, and file systems take 255
MOST_PARTS = 5_000  # of an archive
MOST_DIRECTORY = 2 * 1024 * 1024  # bytes of its list of parts, which is read whole
MOST_UNPACKED = 500 * 1024 * 1024
MOST_RATIO = 200  # of what an archive unpacks to, above some MB

RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # names that Windows keeps to itself
# What the name of a part may not end in: programs, scripts, pages with scripts, archives in archives.
NOT_IN_ARCHIVES = (
    *(".exe", ".com", ".scr", ".msi", ".dll", ".bat", ".cmd", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".hta", ".jar"),
    *(".lnk", ".sh", ".py", ".php", ".htm", ".html", ".xhtml", ".svg", ".docm", ".xlsm", ".pptm", ".dotm"),
    *(".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".iso", ".cab"),
)
MARKUP = re.compile(rb"\s*(?:<\?|<!|<[a-z]+[\s>/])", re.IGNORECASE)
BINARY = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"#!")
OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
OPEN_DOCUMENT = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}


def safe_name(name: str) -> str:
    """The name that a file is kept and given out under: one ending, no folder, no sign that hides what it is."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    # Control and format characters (which turn the writing round), halves of pairs, what has no meaning yet.
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    stem, _dot, ending = name.rpartition(".")
    stem = re.sub(r"[\s.<>:\"|?*']+", "-", stem).strip("-_ ")
    if not stem or RESERVED.fullmatch(stem):
        stem = f"file-{stem}".rstrip("-")
    ending = re.sub(r"[^a-z0-9]", "", ending.lower())[:10]
    room = LONGEST_NAME - len(ending) - 1
    return f"{stem.encode()[:room].decode(errors='ignore')}.{ending}"


def without_controls(text: str) -> str:
    """A title without control characters, nor those that show a text in another order than it is written."""
    return re.sub("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", "", text)


def ending_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def check_content(file: IO[bytes], ending: str) -> None:
    """Raise ValidationError, in the reader's language, where the content is not what the name says, or is more."""
    check = CHECKS.get(ending)
    file.seek(0)
    try:
        if check is not None:
            check(file, ending)
    finally:
        file.seek(0)


def refuse_unless_clean(file: IO[bytes]) -> None:
    """For what cannot be held back: where clamd is used, it has to see the file first."""
    if not antivirus.used():
        return
    try:
        verdict, found = antivirus.scan(file)
    except antivirus.ScanFailedError as error:
        raise ValidationError(
            _("The file could not be scanned for viruses: try again in some minutes."), code="not_scanned"
        ) from error
    if verdict is antivirus.Verdict.INFECTED:
        raise ValidationError(
            _("The file is infected (%(found)s): it was not kept.") % {"found": found[:80]}, code="infected"
        )


def _pdf(file: IO[bytes], ending: str) -> None:
    if not file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        raise _not_what_it_says(ending)


def _text(file: IO[bytes], ending: str) -> None:
    start = file.read(64 * 1024)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start[: len(start) // 2 * 2].decode("utf-16", errors="replace").encode()
    start = start.removeprefix(b"\xef\xbb\xbf")
    if b"\0" in start or start.startswith(BINARY) or MARKUP.match(start):
        raise _not_what_it_says(ending)


def _office(file: IO[bytes], ending: str) -> None:
    names = _parts(file, ending)
    if OFFICE[ending] not in names or "[Content_Types].xml" not in names:
        raise _not_what_it_says(ending)
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) or "/activex/" in name.lower() for name in names):
        raise _with_macros()


def _open_document(file: IO[bytes], ending: str) -> None:
    names = _parts(file, ending)
    with zipfile.ZipFile(file) as archive:
        kind = archive.open("mimetype").read(100) if "mimetype" in names else b""
    if kind.strip() != f"application/vnd.oasis.opendocument.{OPEN_DOCUMENT[ending]}".encode():
        raise _not_what_it_says(ending)
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
        raise _with_macros()


def _archive(file: IO[bytes], ending: str) -> None:
    for name in _parts(file, ending):
        if name.lower().rstrip(". ").endswith(NOT_IN_ARCHIVES):
            raise ValidationError(
                _("The archive holds “%(name)s”: programs, pages and archives are not accepted inside.")
                % {"name": without_controls(name)[-80:]},
                code="forbidden_part",
            )


def _parts(file: IO[bytes], ending: str) -> list[str]:
    """The names of what an archive holds, after a look at what reading and unpacking it would cost."""
    size = file.seek(0, 2)
    file.seek(0)
    if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
        raise _not_what_it_says(ending)
    if _directory_size(file, size) > MOST_DIRECTORY:
        raise _too_much()
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except Exception as error:  # whatever zipfile meets in a damaged file
        raise _not_what_it_says(ending) from error
    unpacked = sum(part.file_size for part in parts)
    too_dense = unpacked > 20 * 1024 * 1024 and unpacked > MOST_RATIO * max(size, 1)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or too_dense:
        raise _too_much()
    if any(part.flag_bits & 1 for part in parts):
        raise ValidationError(
            _("The file is protected by a password: nobody could open it here."), code="protected_file"
        )
    return [part.filename for part in parts]


def _directory_size(file: IO[bytes], size: int) -> int:
    """As the end of the archive tells it; zipfile believes no other figure."""
    file.seek(max(size - 66_000, 0))
    end = file.read()
    place = end.rfind(b"PK\x05\x06")
    if place < 0 or len(end) < place + 16:
        return 0  # zipfile will refuse it
    return struct.unpack("<L", end[place + 12 : place + 16])[0]


def _not_what_it_says(ending: str) -> ValidationError:
    return ValidationError(
        _("The content of the file is not that of a .%(ending)s file, or is damaged.") % {"ending": ending},
        code="wrong_content",
    )


def _with_macros() -> ValidationError:
    return ValidationError(
        _("The file holds macros (programs). Save it without them and send it again."), code="macros"
    )


def _too_much() -> ValidationError:
    return ValidationError(_("The archive unpacks to too much, or holds too many parts."), code="too_much_inside")


CHECKS: dict[str, Callable[[IO[bytes], str], None]] = {
    "pdf": _pdf,
    "zip": _archive,
    **dict.fromkeys(("txt", "csv"), _text),
    **dict.fromkeys(OFFICE, _office),
    **dict.fromkeys(OPEN_DOCUMENT, _open_document),
}
