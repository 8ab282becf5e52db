"""What a reader may be about to type: titles, themes, tags and places, any word of which begins like that.

Only what the reader may see, or what leads to it: a tag of a group's works is suggested to that group alone.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import connection

from home.kept import Kept
from library.models import ThemeLabel
from library.querysets import Reader
from library.vocabulary import concepts
from networks.models import Territory

from . import visibility
from .arabic import is_arabic
from .beginnings import with_bare_forms
from .engines.base import Hit, Suggestion
from .models import EntryFacet
from .results import load
from .terms import prefix
from .text import tokens, without_stop_words

LONGEST = 100  # characters that are looked at
MOST_WORDS = 4
CANDIDATES = 40  # titles of a language, of which the best are shown
TRIED = 12  # themes, tags and places whose works are looked for
OF_A_KIND = 2  # themes, tags and places that are shown, each, beside titles
KEY, SECONDS = "search.suggestions", 60

Name = tuple[str, str, str, str]  # kind, text, language, value


def suggest(text: str, language: str, reader: Reader, limit: int = 8) -> list[Suggestion]:
    """The reader's language first; of what begins alike, the shortest first."""
    words = without_stop_words(tokens(text[:LONGEST]), language)[:MOST_WORDS]
    if not words or limit < 1:
        return []
    visible = visibility.visible(reader)
    named = _leading_somewhere(_named(words, language), visible)
    titles = _titles(words, language, reader, visible, limit)
    shown: list[Suggestion] = []
    for kind in ("theme", "tag", "territory"):
        alike = [name for name in named if name[0] == kind]
        shown += [Suggestion(*name) for name in alike[: OF_A_KIND if titles else limit]]
    return [*shown[: max(limit - len(titles), limit // 2)], *titles][:limit]


# Titles


def _titles(
    words: list[str], language: str, reader: Reader, visible: visibility.Condition, limit: int
) -> list[Suggestion]:
    """Of one work only the title in the language that comes first."""
    languages = list(dict.fromkeys([language, *dict(settings.LANGUAGES)]))
    parts, values = list[str](), list[Any]()
    for code in languages:
        sql, own = _beginning(words, code, visible)
        parts.append(f"SELECT * FROM ({sql}) AS of_{len(parts)}")
        values += own
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        rows = cursor.fetchall()
    rows.sort(key=lambda row: (languages.index(row[5]), not _starts(row[6], words), len(row[6]), row[6], row[2]))
    chosen: dict[tuple[str, str], Hit] = {}
    for object_kind, object_id, number, key, kind, code, _title, access in rows:
        hit = Hit(object_kind, object_id, number, kind, code, 0.0, access, "")
        chosen.setdefault((object_kind, str(key)), hit)
    found = load(list(chosen.values())[:limit], reader)
    alike = {result.title: result for result in reversed(found)}
    return [
        Suggestion("title", result.title, result.hit.language, url=result.url or "")
        for result in found
        if alike[result.title] is result
    ]


def _beginning(words: list[str], language: str, visible: visibility.Condition) -> tuple[str, list[Any]]:
    """Entries of one language with all these beginnings in their titles: the first few in the order of the index."""
    first, *others = sorted(words, key=len, reverse=True)
    condition, values = _between("v", language, first)
    for word in others:
        other, own = _between("o", language, word)
        condition += f" AND EXISTS (SELECT 1 FROM search_entryfacet o WHERE o.entry_id = v.entry_id AND {other})"
        values += own
    bytewise = _bytewise()
    return (
        "SELECT e.object_kind, e.object_id, e.number, e.key, e.kind, e.language, e.title, e.access "
        f"FROM search_entryfacet v JOIN search_searchentry e ON e.id = v.entry_id WHERE {condition} AND {visible[0]} "
        f"ORDER BY v.value{bytewise}, v.entry_id LIMIT {CANDIDATES}",
        [*values, *visible[1]],
    )


def _between(row: str, language: str, word: str) -> tuple[str, list[Any]]:
    start, bytewise = prefix(language) + word, _bytewise()
    condition = f"{row}.name = 'word' AND {row}.value{bytewise} >= %s AND {row}.value{bytewise} < %s"
    return condition, [start, f"{start}\U0010ffff"]


def _bytewise() -> str:
    """As SQLite compares, whatever the language of a PostgreSQL database: its index for this is made so too."""
    return ' COLLATE "C"' if connection.vendor == "postgresql" else ""


def _starts(title: str, words: list[str]) -> bool:
    first = tokens(title)[:1]
    return bool(first) and first[0].startswith(words[0])


# Names of themes, tags and places


def _named(words: list[str], language: str) -> list[Name]:
    """Names with a word for each of these beginnings, one for each theme."""
    found: dict[tuple[str, str], Name] = {}
    names = [name for name, own in _names.get() if all(any(w.startswith(word) for w in own) for word in words)]
    for name in sorted(names, key=lambda name: (name[2] != language, len(name[1]), name)):
        found.setdefault((name[0], name[3]), name)
    return list(found.values())[:TRIED]


def _read_names() -> list[tuple[Name, tuple[str, ...]]]:
    """All that some work is filed under, whoever may see it, with its words; for readers, see _leading_somewhere."""
    names: list[Name] = []
    themes = concepts()
    for theme, language, label in ThemeLabel.objects.values_list("theme", "language", "label"):
        if theme in themes:
            names.append(("theme", label, language, themes[theme].identifier))
    used = EntryFacet.objects.order_by().distinct()
    tags = used.filter(name=EntryFacet.Name.TAG).values_list("value", flat=True)
    names += [("tag", tag, _language(tag), tag) for tag in tags]
    places = used.filter(name=EntryFacet.Name.TERRITORY).values("value")
    for reference, name in Territory.objects.filter(reference__in=places).values_list("reference", "name"):
        names.append(("territory", name, _language(name), reference))
    return [(name, tuple(sorted(with_bare_forms(tokens(name[1]))))) for name in names]


_names = Kept(KEY, SECONDS, _read_names)


def _language(name: str) -> str:
    """Tags and places are of no language; their script says how they are written."""
    arabic = any(is_arabic(word) for word in tokens(name))
    return "ar" if arabic and "ar" in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _leading_somewhere(names: Iterable[Name], visible: visibility.Condition) -> list[Name]:
    """Those under which the reader may see something."""
    names = list(names)
    if not names:
        return []
    condition, values = visible
    asked = (
        "SELECT EXISTS (SELECT 1 FROM search_entryfacet v JOIN search_searchentry e ON e.id = v.entry_id "
        f"WHERE v.name = %s AND v.value = %s AND {condition})"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT {place}, ({asked})" for place in range(len(names))),
            [value for kind, _text, _code, value in names for value in (kind, value, *values)],
        )
        leading = {place for place, something in cursor.fetchall() if something}
    return [name for place, name in enumerate(names) if place in leading]
