"""Writes what was projected as rows: entries, their facets and their texts, many at once.

What is found no more stays as a tombstone where an outside index has to be told, and the row is used again if it
comes back.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields
from itertools import chain

from django.db.models import F, Model, QuerySet, Value
from django.db.models.functions import Greatest

from . import terms, versions
from .beginnings import title_words
from .document import Document
from .elastic import used
from .models import Audience, EntryFacet, EntryText, FileText, SearchEntry, SearchTerm

COPIED = sorted({f.name for f in fields(Document)} & {f.name for f in SearchEntry._meta.fields})
WRITTEN = [*COPIED, "theme_set", "territory_set", "digest", "gone", "version", "withheld"]
MOST_ASKED = 900  # terms in one query: SQLite takes no more
TEXTS = [*EntryText.COLUMNS, "labels_shown", "body_shown", "files_shown"]


def write(changed: list[tuple[Document, SearchEntry | None]]) -> None:
    """Make the entries what these documents say. An entry that there is already is given with its document."""
    known = [entry for _document, entry in changed if entry]
    texts_before = _by_entry(EntryText.objects.filter(entry__in=known).only("entry_id", "audience", "files_shown"))
    facets_before = _by_entry(EntryFacet.objects.filter(entry__in=known))
    pages = _pages(document for document, _entry in changed)
    entries, texts, facets = [], [], []
    surplus_texts, surplus_facets = list[int](), list[int]()
    for document, before in changed:
        own = terms.texts(document, pages)
        old_texts = texts_before.get(before.pk, []) if before else []
        entry = _entry(document, before, _loses_files(old_texts, own))
        entries.append(entry)
        for text in own.values():
            text.entry = entry
            texts.append(text)
        surplus_texts += [text.pk for text in old_texts if text.audience not in own]
        old_facets = {(f.name, f.value): f.pk for f in facets_before.get(before.pk, [])} if before else {}
        wanted = document.facets() | title_words(document)
        surplus_facets += [pk for facet, pk in old_facets.items() if facet not in wanted]
        facets += [EntryFacet(entry=entry, name=n, value=v) for n, v in sorted(wanted - set(old_facets))]
    SearchEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["object_kind", "key", "language"], update_fields=WRITTEN
    )
    EntryText.objects.filter(pk__in=surplus_texts).delete()
    EntryFacet.objects.filter(pk__in=surplus_facets).delete()
    EntryFacet.objects.bulk_create(facets)
    EntryText.objects.bulk_create(
        texts, update_conflicts=True, unique_fields=["entry", "audience"], update_fields=TEXTS
    )
    _remember_terms(texts)


def _pages(documents: Iterable[Document]) -> dict[int, terms.Pages]:
    wanted = {file.document for document in documents for file in document.files if file.stamp}
    read = FileText.objects.filter(document__in=wanted, state=FileText.State.DONE)
    return {document: terms.Pages(*rest) for document, *rest in read.values_list("document", "pages", "numbered")}


def _by_entry(rows: QuerySet) -> dict[int, list]:
    grouped: dict[int, list] = defaultdict(list)
    for row in rows:
        grouped[row.entry_id].append(row)
    return grouped


def _entry(document: Document, before: SearchEntry | None, loses_files: bool) -> SearchEntry:
    entry = before or SearchEntry(version=0)
    if before and not before.gone and used():
        entry.withheld |= loses_files or _loses_readers(before, document)
    for name in COPIED:
        setattr(entry, name, getattr(document, name))
    entry.theme_set, entry.territory_set = " ".join(document.themes), " ".join(document.territories)
    entry.digest, entry.gone = document.digest, False
    entry.version = max(entry.version + 1, versions.now())
    return entry


def _loses_readers(before: SearchEntry, document: Document) -> bool:
    if document.access == "public":
        return False
    return before.access != document.access or not set(before.group_ids) <= set(document.group_ids)


def _loses_files(before: Iterable[EntryText], after: dict[str, EntryText]) -> bool:
    """Whether those who may not read what is for members lose the words of a file."""
    for text in before:
        if text.audience in {Audience.PUBLIC, Audience.GROUPS} and text.files_shown:
            kept = after[text.audience].files_shown if text.audience in after else ""
            if set(text.files_shown.split(terms.BETWEEN_FILES)) - set(kept.split(terms.BETWEEN_FILES)):
                return True
    return False


def remove(entries: Iterable[SearchEntry]) -> int:
    """These are found no more. Where an outside index may hold them, or is being sent them, tombstones stay."""
    if not used():
        keys = [entry.pk for entry in entries]
        SearchEntry.objects.filter(pk__in=keys).delete()
        return len(keys)
    keys = [entry.pk for entry in entries if not entry.gone]
    leaving: tuple[type[Model], ...] = (EntryText, EntryFacet)
    for model in leaving:
        model._default_manager.filter(entry__in=keys).delete()
    SearchEntry.objects.filter(pk__in=keys).update(
        gone=True, withheld=True, digest="", title="", summary="",
        version=Greatest(F("version") + 1, Value(versions.now())),
    )  # fmt: skip
    return len(keys)


def _remember_terms(texts: Iterable[EntryText]) -> None:
    columns = ((text, name) for text in texts for name in EntryText.COLUMNS)
    # Sorted, so that two projections never wait for each other in a circle.
    found = sorted(set(chain.from_iterable(getattr(text, name).split() for text, name in columns)))
    known: set[str] = set()
    for start in range(0, len(found), MOST_ASKED):
        some = SearchTerm.objects.filter(term__in=found[start : start + MOST_ASKED])
        known.update(some.values_list("term", flat=True))
    new = [SearchTerm(term=term, length=len(term)) for term in found if term not in known]
    SearchTerm.objects.bulk_create(new, ignore_conflicts=True, batch_size=2000)
