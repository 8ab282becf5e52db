"""Files for the tests, made by hand: whole ones, broken ones and bombs."""

import io
import zipfile

from django.core.files.base import ContentFile

from library.models import PrivateDocument, SheetFile

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OPEN = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def pdf(*pages: str) -> bytes:
    """One line of plain letters a page."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (4 + 2 * place) for place in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for place, text in enumerate(pages):
        stream = b"BT /F1 12 Tf 72 720 Td (%s) Tj ET" % text.encode("cp1252")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * place)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out, starts = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, content in enumerate(objects, 1):
        starts.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for start in starts:
        out.write(b"%010d 00000 n \n" % start)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table))
    return out.getvalue()


def zipped(name: str, content: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def docx(*paragraphs: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return zipped("word/document.xml", f"<w:document {WORD}><w:body>{body}</w:body></w:document>")


def odt(*paragraphs: str) -> bytes:
    body = "".join(f"<text:p>{text}</text:p>" for text in paragraphs)
    return zipped(
        "content.xml", f"<office:document-content {OPEN}><office:body>{body}</office:body></office:document-content>"
    )


def bomb() -> bytes:
    body = f"<w:p><w:r><w:t>{'a' * 60_000_000}</w:t></w:r></w:p>"
    return zipped("word/document.xml", f"<w:document {WORD}><w:body>{body}</w:body></w:document>")


def entities() -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE d [<!ENTITY e0 "ha">{levels}]>'
    return zipped("word/document.xml", f"{head}<w:document {WORD}><w:p><w:t>&e9;</w:t></w:p></w:document>")


def document(content: bytes, name: str = "cahier.pdf", title: str = "Cahier") -> PrivateDocument:
    return PrivateDocument.objects.create(title=title, file=ContentFile(content, name=name))


def sheet_file(given: PrivateDocument, access: str = "same", language: str = "fr") -> SheetFile:
    """To be given to a sheet that is made."""
    return SheetFile(document=given, access=access, language=language)
