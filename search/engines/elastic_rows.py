"""From the entries that Elasticsearch found to what is shown of them: one statement, under the reader's rights."""

from dataclasses import dataclass

from django.db import connection

from search.visibility import Condition

from .plan import Choice, Plan
from .statement import Row

GAP = " | "  # between two columns: no stem, so that no phrase reaches over it

STATEMENT = """
SELECT found.id, e.id, CASE WHEN e.id = found.id THEN '' ELSE {stems} END,
  e.object_kind, e.object_id, e.number, e.kind, e.language, e.access, e.title, e.summary, t.labels_shown, t.body_shown
FROM search_searchentry found
JOIN search_searchentry e ON e.object_kind = found.object_kind AND e.key = found.key
  AND (e.id = found.id OR e.language = %s)
JOIN search_entrytext t ON t.entry_id = e.id
WHERE found.id IN ({marks}) AND t.audience IN ({audiences}) AND {visible}
"""
STEMS = " || ' | ' || ".join(f"t.{name}" for name in ("title", "summary", "labels", "body", "files"))


@dataclass
class Version:
    """What was found, or the version of the same work in the reader's language."""

    entry: int
    stems: str
    row: Row

    def matches(self, plan: Plan) -> bool:
        text = f" {self.stems} "

        def holds(choice: Choice) -> bool:
            return any(f" {' '.join(phrase)} " in text for phrase in choice)

        if any(holds(excluded) for excluded in plan.excluded) or not all(holds(phrase) for phrase in plan.phrases):
            return False
        return bool(plan.phrases) or any(holds(word) for word in plan.words) or holds(plan.synonyms)


def read(
    found: list[tuple[int, float]], audiences: list[str], language: str, visible: Condition
) -> dict[int, list[Version]]:
    """By what was found: what the reader may see of it."""
    if not found:
        return {}
    entries = sorted({entry for entry, _score in found})
    condition, values = visible
    sql = STATEMENT.format(
        stems=STEMS,
        marks=", ".join(["%s"] * len(entries)),
        audiences=", ".join(["%s"] * len(audiences)),
        visible=condition,
    )
    versions: dict[int, list[Version]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [language, *entries, *audiences, *values])
        for place, entry, stems, kind_of, pk, number, kind, written_in, *texts in cursor.fetchall():
            row = Row(kind_of, pk, number, kind, written_in, 0.0, *texts)
            versions.setdefault(place, []).append(Version(entry, stems, row))
    return versions
