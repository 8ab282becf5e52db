"""The first themes and sheets, from library/starter/: examples, and marked so."""

from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml
from django.contrib.auth.models import Group
from django.core.files import File
from django.db import transaction
from wagtail.models import Locale

from home.models import Picture
from home.translating import translate
from library.models import (
    KINDS,
    Cost,
    Funding,
    Lot,
    MethodStep,
    Partner,
    PrivateDocument,
    Result,
    Row,
    Sheet,
    SheetFile,
    Step,
    Theme,
    Work,
)
from library.skos import import_vocabulary
from networks.models import LocalAuthority, Territory

FOLDER = Path(__file__).parent / "starter"
ROWS: dict[str, type[Row]] = {
    "steps": Step,
    "costs": Cost,
    "fundings": Funding,
    "results": Result,
    "method_steps": MethodStep,
    "lots": Lot,
}
PLAIN_FACTS = ("year", "is_example", "cost_min", "cost_max", "regulation_date", "procedure",
               "publisher", "pages", "nature")  # fmt: skip


def load_themes() -> None:
    """The starter vocabulary."""
    import_vocabulary(FOLDER / "themes.ttl")


def load_sheets(pictures: dict[str, Picture]) -> int:
    """Make every work that is not there yet, in all its languages. Returns how many were made."""
    made = 0
    for path in sorted((FOLDER / "sheets").glob("*.yaml")):
        entry = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not Sheet.objects.filter(external_id=entry["external_id"]).exists():
            _load(entry, pictures)
            made += 1
    return made


@transaction.atomic
def _load(entry: dict[str, Any], pictures: dict[str, Picture]) -> None:
    source: Any = _sheet(entry, entry["source"])
    source.external_id = entry["external_id"]
    _give_facts(source, entry["facts"], pictures)
    source.save()
    source.save_revision().publish()
    Work.objects.filter(pk=source.work_id).update(confirmed_on=entry["facts"].get("confirmed_on"))
    translate(source, *(_sheet(entry, language) for language in entry["words"] if language != entry["source"]))


def _sheet(entry: dict[str, Any], language: str) -> Sheet:
    """An unsaved sheet with the words of one language; its rows bear the same keys in each."""
    words = dict(entry["words"][language])
    rows = words.pop("rows", {})
    model, locale = KINDS[entry["kind"]], Locale.objects.get(language_code=language)
    children = {
        relation: [
            ROWS[relation](
                translation_key=uuid5(NAMESPACE_URL, f"communotheque/{entry['external_id']}/{fact['id']}"),
                locale=locale,
                sort_order=place,
                **rows[fact["id"]],
                **{name: _value(value) for name, value in fact.items() if name != "id"},
            )
            for place, fact in enumerate(entry["facts"].get(relation, []))
        ]
        for relation in model.ROWS
    }
    return model(
        translation_key=uuid5(NAMESPACE_URL, f"communotheque/{entry['external_id']}"),
        locale=locale,
        **words,
        **children,
    )


def _value(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, int | float) else value


def _give_facts(sheet: Any, facts: dict[str, Any], pictures: dict[str, Picture]) -> None:
    for name in PLAIN_FACTS:
        if name in facts:
            setattr(sheet, name, facts[name])
    sheet.access = facts["access"]
    sheet.territory = Territory.objects.find(facts["territory"]) if facts.get("territory") else None
    if authority := facts.get("authority"):
        sheet.authority, _created = LocalAuthority.objects.get_or_create(
            name=authority["name"],
            territory=sheet.territory,
            defaults={"kind": authority["kind"], "population": authority.get("population")},
        )
    for name, value in facts.get("contact", {}).items():
        setattr(sheet, f"contact_{name}", value)
    sheet.picture = pictures.get(facts.get("picture", ""))
    sheet.themes = [Theme.objects.get(identifier=identifier) for identifier in facts["themes"]]
    sheet.groups = [Group.objects.get_or_create(name=name)[0] for name in facts.get("groups", [])]
    sheet.partners = [Partner(sort_order=place, **partner) for place, partner in enumerate(facts.get("partners", []))]
    sheet.files = [
        SheetFile(sort_order=place, document=_document(file), language=file["language"], access=file["access"])
        for place, file in enumerate(facts.get("files", []))
    ]
    if facts.get("tags"):
        sheet.tags.add(*facts["tags"])


def _document(file: dict[str, Any]) -> PrivateDocument:
    path = FOLDER / "files" / file["file"]
    with path.open("rb") as content:
        document = PrivateDocument(title=file["title"])
        document.file = File(content, name=path.name)
        document.save()
    return document
