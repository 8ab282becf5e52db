"""PO files of a translation: given out, and taken in whole or not at all.

What is wrong is said with its line, in the reader's language. A passage that changed since the file was made, or that
is marked as uncertain, is left out, and the message says so.
"""

import re
import tempfile
from dataclasses import dataclass, field

import polib
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from wagtail_localize.models import String, Translation, TranslationContext

from home.languages import native_name
from library.passages_saving import Said, fault

LARGEST = 2 * 1024 * 1024  # bytes
MOST_FAULTS = 10  # that one message tells
OWNER = "X-WagtailLocalize-TranslationID"


def written(translation: Translation) -> bytes:
    """The file to give out: wagtail-localize's, and what translators' programs look for in its header."""
    po = translation.export_po()
    po.metadata["Language"] = translation.target_locale.language_code
    po.metadata["Content-Transfer-Encoding"] = "8bit"
    return str(po).encode()


@dataclass
class Taken:
    said: list[Said] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)  # lines of passages that the source says otherwise now
    uncertain: list[int] = field(default_factory=list)  # lines of passages marked as such


def read(file: UploadedFile, translation: Translation) -> Taken:
    """What the file says for this translation. Raises ValidationError with all that is wrong."""
    if (file.size or 0) > LARGEST:
        raise ValidationError(_("The file is larger than %(most)s MB.") % {"most": LARGEST // 1024 // 1024})
    content = file.read(LARGEST + 1)
    text = _decoded(content)
    po = _parsed(text)
    _check_header(po, text, translation)
    return _read_entries(po, translation)


def at(line: int, problem: str) -> str:
    return _("Line %(line)s: %(problem)s") % {"line": line, "problem": problem}


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValidationError(at(line, _("this is not UTF-8. Save the file in UTF-8."))) from error
    if "\0" in text or not re.search(r'^msgid\s+"', text, re.MULTILINE):
        raise ValidationError(_("This is not a PO file."))
    charset = re.search(r"charset=([\w.:-]+)", text.partition("\n\n")[0])
    if charset and charset[1].lower() not in {"utf-8", "utf8", "charset"}:
        line = text.count("\n", 0, charset.start()) + 1
        raise ValidationError(
            at(line, _("the header says “%(charset)s”, and only UTF-8 is taken.") % {"charset": charset[1]})
        )
    return text


def _parsed(text: str) -> polib.POFile:
    """Through a file of ours: of a text alone, polib would open the file that it names."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".po") as kept:
        kept.write(text)
        kept.flush()
        try:
            return polib.pofile(kept.name, encoding="utf-8")
        except (OSError, ValueError, IndexError, KeyError, UnicodeError) as error:
            line = re.search(r"\(line (\d+)\)", str(error))
            problem = _("this is not written as in a PO file.")
            raise ValidationError(at(int(line[1]), problem) if line else _("This is not a PO file.")) from error


def _check_header(po: polib.POFile, text: str, translation: Translation) -> None:
    owner, language = po.metadata.get(OWNER, ""), po.metadata.get("Language", "")
    wanted = translation.target_locale.language_code
    if not owner:
        raise ValidationError(
            _("The header has lost “%(name)s”, which says what the file translates: download it again.")
            % {"name": OWNER}
        )
    if owner != str(translation.uuid):
        line = _line_of(text, OWNER)
        raise ValidationError(at(line, _other(owner, translation)))
    if language and language.replace("_", "-").lower().split("-")[0] != wanted.lower().split("-")[0]:
        problem = _("the header says “%(language)s”, and this translation is into %(wanted)s.")
        said = {"language": language[:20], "wanted": native_name(wanted)}
        raise ValidationError(at(_line_of(text, '"Language:'), problem % said))


def _other(owner: str, translation: Translation) -> str:
    """Whose file it is, where it is known and may be said: the same source in another language."""
    of_source = {str(each.uuid): each for each in translation.source.translations.select_related("target_locale")}
    if owner in of_source:
        language = native_name(of_source[owner].target_locale.language_code)
        return _("this file is the translation into another language: %(language)s.") % {"language": language}
    return _("this file was made for another page or sheet.")


def _line_of(text: str, words: str) -> int:
    return text.count("\n", 0, max(text.find(words), 0)) + 1


def _read_entries(po: polib.POFile, translation: Translation) -> Taken:
    segments = translation.source.stringsegment_set.select_related("string", "context")
    known = {(segment.context.path, segment.string.data) for segment in segments}
    paths = set(TranslationContext.objects.filter(object=translation.source.object_id).values_list("path", flat=True))
    taken, faults = Taken(), []
    seen: dict[tuple[str, str], int] = {}
    for entry in po:
        place = (entry.msgctxt or "", entry.msgid)
        if entry.obsolete or not entry.msgid:
            continue
        if entry.msgid_plural:
            faults.append(at(entry.linenum, _("there are no plural forms here.")))
        elif place in seen:
            faults.append(
                at(entry.linenum, _("this passage stands on line %(line)s already.") % {"line": seen[place]})
            )
        elif place not in known:
            if _was_known(place, paths, translation):
                taken.changed.append(entry.linenum)
            else:
                faults.append(at(entry.linenum, _("this passage is not one of the source's.")))
        elif not entry.msgstr.strip():
            pass
        elif "fuzzy" in entry.flags:
            taken.uncertain.append(entry.linenum)
        else:
            said = Said(*place, entry.msgstr)
            if problem := fault(said, translation):
                faults.append(at(entry.linenum, problem))
            taken.said.append(said)
        seen.setdefault(place, entry.linenum)
    if faults:
        more = len(faults) - MOST_FAULTS
        shown = faults[:MOST_FAULTS]
        if more > 0:
            shown.append(_("And more of the same: %(count)s.") % {"count": more})
        raise ValidationError(shown)
    return taken


def _was_known(place: tuple[str, str], paths: set[str], translation: Translation) -> bool:
    """Whether the source said this there before: the file is older than the source's last change."""
    path, said = place
    strings = String.objects.filter(locale=translation.source.locale_id, data_hash=String._get_data_hash(said))
    return path in paths and strings.exists()
