"""The judged set: sheets in three languages, questions, and how good each sheet is as an answer."""

import math
import uuid
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone
from wagtail.models import Locale

from library.models import ExperienceSheet, Sheet, Theme, ThemeLabel, Work
from search import indexing
from search.engines import SearchEngine, SearchQuery

FOLDER = Path(__file__).parent
LANGUAGES = ("fr", "en", "ar")
DEPTH = 10


@dataclass
class Answer:
    language: str
    question: str
    ndcg: float
    found: list[str]  # identifiers of the judged set, best first


def load() -> dict[int, str]:
    """Put the sheets and their themes into the database, projected. Returns the identifier of each work."""
    themes = {}
    for identifier, labels in _read("themes").items():
        themes[identifier] = Theme.objects.create(identifier=identifier)
        for language, words in labels.items():
            ThemeLabel.objects.bulk_create(
                ThemeLabel(theme=themes[identifier], language=language, label=label.strip(), preferred=not place)
                for place, label in enumerate(words.split(";"))
            )
    known: dict[int, str] = {}
    for language in LANGUAGES:
        known |= _sheets(language, _read(language), themes)
    indexing.reconcile()
    return known


def _sheets(language: str, rows: list[dict[str, Any]], themes: dict[str, Theme]) -> dict[int, str]:
    locale = Locale.objects.get_or_create(language_code=language)[0]
    works = Work.objects.bulk_create(Work(kind="experience", translation_key=uuid.uuid4()) for _row in rows)
    sheets = Sheet.objects.bulk_create(
        Sheet(
            work=work,
            translation_key=work.translation_key,
            locale=locale,
            title=row["title"],
            summary=row["summary"],
            body=f"<p>{row['body']}</p>",
            access="public",
            live=True,
            first_published_at=timezone.now(),
        )
        for work, row in zip(works, rows, strict=True)
    )
    for work, sheet in zip(works, sheets, strict=True):
        work.source = sheet
    Work.objects.bulk_update(works, ["source"])
    through = Sheet.themes.through
    through.objects.bulk_create(
        through(sheet=sheet, theme=themes[name])
        for sheet, row in zip(sheets, rows, strict=True)
        for name in row["themes"]
    )
    as_experiences()
    return {work.pk: row["id"] for work, row in zip(works, rows, strict=True)}


def as_experiences() -> None:
    """Bulk creation knows no inheritance: give the new sheets their second row."""
    words = [field.column for field in ExperienceSheet._meta.local_concrete_fields if not field.primary_key]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO library_experiencesheet (sheet_ptr_id, {', '.join(words)}) "
            f"SELECT id, {', '.join(chr(39) * 2 for _name in words)} FROM library_sheet "
            "WHERE id > (SELECT COALESCE(MAX(sheet_ptr_id), 0) FROM library_experiencesheet)"
        )


def ask(engine: SearchEngine, known: dict[int, str]) -> list[Answer]:
    answers = []
    for row in _read("questions"):
        page = engine.search(SearchQuery(q=row["q"], language=row["lang"], page_size=DEPTH), AnonymousUser())
        found = [known[hit.number] for hit in page.hits]
        answers.append(Answer(row["lang"], row["q"], ndcg(found, row["found"]), found))
    return answers


def means(answers: list[Answer]) -> dict[str, float]:
    """By language, and of all questions."""
    grouped: dict[str, list[float]] = defaultdict(list)
    for answer in answers:
        grouped["all"].append(answer.ndcg)
        grouped[answer.language].append(answer.ndcg)
    return {name: sum(values) / len(values) for name, values in grouped.items()}


def ndcg(found: list[str], judged: dict[str, int]) -> float:
    """How near the order is to the best one; what comes first counts most."""
    best = _gain(sorted(judged.values(), reverse=True))
    return _gain([judged.get(name, 0) for name in found]) / best if best else 1.0


def _gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:DEPTH]))


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
