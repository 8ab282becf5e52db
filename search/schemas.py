"""What the answers of the API look like: the parts of its description (search.openapi)."""

from typing import Any

from django.conf import settings

from home.models import Audience, EventKind, Level, Unit
from library.models import Access, Kind, SheetFile
from library.models.kinds import Nature, Procedure
from networks.models import NetworkKind, Qualifier, Territory

from .labels import PAGE_KINDS

Schema = dict[str, Any]
LANGUAGES = list(dict(settings.LANGUAGES))
ROWS = ["steps", "costs", "fundings", "results", "method_steps", "lots"]


def text(description: str = "", **more: Any) -> Schema:
    return {"type": "string", **({"description": description} if description else {}), **more}


def number(description: str = "", **more: Any) -> Schema:
    return text(description, **more) | {"type": "integer"}


def one_of(values: Any, description: str = "") -> Schema:
    return text(description, enum=list(values))


def some(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def optional(schema: Schema) -> Schema:
    if "type" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    nullable = schema | {"type": [schema["type"], "null"]}
    return nullable | {"enum": [*schema["enum"], None]} if "enum" in schema else nullable


def named(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def thing(**properties: Schema) -> Schema:
    """An object that always has all of these and nothing else."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def by_name(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}


TRUE_OR_NOT: Schema = {"type": "boolean"}
DAY, MOMENT = text(format="date"), text(format="date-time")
LANGUAGE = one_of(LANGUAGES)
ADDRESS = text("On this site", format="uri-reference")

WORK: dict[str, Schema] = {
    "id": number("The number of the work, the same in its public addresses"),
    "kind": one_of(Kind.values),
    "access": one_of(Access.values),
    "readable": TRUE_OR_NOT | {"description": "Whether this reader may read the text"},
    "is_example": TRUE_OR_NOT | {"description": "Invented, to show what a sheet can be"},
    "year": optional(number()),
    "published_at": optional(MOMENT),
    "confirmed_on": optional(DAY),
    "source_language": LANGUAGE,
    "themes": some(text("The identifier of a theme")),
    "authority": optional(thing(name=text(), url=optional(ADDRESS))),
    "territory": optional(thing(reference=text(), kind=one_of(Territory.Kind.values), name=text())),
    "population": optional(number("Residents of the authority or commune")),
}
VERSION: dict[str, Schema] = {
    "lang": LANGUAGE,
    "external_id": optional(text()),
    "title": text(),
    "summary": text(),
    "url": optional(ADDRESS),
    "is_stale": TRUE_OR_NOT | {"description": "Whether the source has changed since this translation"},
}
PAGE: dict[str, Schema] = {
    "id": number(),
    "lang": LANGUAGE,
    "title": text(),
    "summary": text(),
    "url": optional(ADDRESS),
}

SCHEMAS: dict[str, Schema] = {
    "Errors": thing(errors=by_name(text("What is wrong with the field of this name"))),
    "Result": thing(
        id=number("The number of the work, or of the page; unique together with `kind`"),
        external_id=optional(text()),
        kind=one_of([*Kind.values, *PAGE_KINDS]),
        lang=one_of(LANGUAGES, "The language of title and summary"),
        title=text(),
        url=optional(ADDRESS),
        summary=text(),
        highlights=some(text("HTML: escaped, with the words found inside <mark>")),
        access=one_of(Access.values),
        score={"type": "number"},
    ),
    "FacetValue": {
        "type": "object",
        "required": ["value", "label", "count"],
        "properties": {
            "value": text("To be given as this parameter"),
            "label": text(),
            "count": number(),
            "parent": optional(text("The value above it, in a tree")),
        },
    },
    "Measure": thing(value={"type": "number"}, unit=optional(one_of(Unit.values))),
    "Row": thing(
        label=text(),
        description=text(),
        lang=one_of(LANGUAGES, "Of these words: the source's where they are not translated"),
        date=optional(DAY),
        number=optional(number()),
        amount=optional(named("Measure")),
        before=optional(named("Measure")),
        after=optional(named("Measure")),
    ),
    "Version": thing(**VERSION),
    "WholeVersion": thing(
        **VERSION,
        sections=some(thing(id=text(), title=text("In the reader's language"), html=text())),
        rows={
            "type": "object",
            "properties": {relation: some(named("Row")) for relation in ROWS},
            "additionalProperties": False,
        },
        testimonial=optional(thing(text=text(), by=text())),
        provenance=optional(text()),
    ),
    "Work": thing(**WORK, versions=some(named("Version"))),
    "WholeWork": thing(
        **WORK,
        tags=some(text()),
        contact=optional(thing(name=text(), role=text(), email=text(), phone=text())),
        partners=some(thing(name=text(), url=text("Elsewhere; may be empty"))),
        files=some(
            thing(
                title=text(),
                language=optional(LANGUAGE),
                format=text("PDF, XLSX…"),
                size=number("Bytes"),
                url=ADDRESS,
                access=one_of(SheetFile.Access.values, "Who may download it: as the sheet, or members only"),
                readable=TRUE_OR_NOT | {"description": "Whether this reader may"},
            )
        ),
        facts=thing(
            **{name: optional(named("Measure")) for name in ("cost_total", "cost_min", "cost_max")},
            regulation_date=optional(DAY),
            procedure=optional(one_of(Procedure.values)),
            publisher=optional(text()),
            pages=optional(number()),
            nature=optional(one_of(Nature.values)),
        ),
        versions=some(named("WholeVersion")),
    ),
    "Theme": thing(
        identifier=text(),
        broader=optional(text("The identifier of the theme above it")),
        narrower=some(text()),
        labels=by_name(thing(preferred=optional(text()), alternative=some(text()))),
        notes=by_name(text("What it covers, by language")),
        uri=optional(text("Its address in the vocabulary that it comes from")),
        exact_matches=some(text("The same concept in another vocabulary")),
        former=some(text("The identifier of a theme that was merged into it")),
    ),
    "Territory": thing(
        reference=text("The official code; a region's has an R before it"),
        code=text(),
        kind=one_of(Territory.Kind.values),
        name=text(),
        population=optional(number()),
        intercommunality=optional(text()),
        department=optional(text()),
        region=optional(text()),
    ),
    "Network": thing(
        **PAGE,
        kind=optional(one_of(NetworkKind.values)),
        level=optional(one_of(Level.values)),
        acronym=optional(text()),
        full_name=optional(text("As it writes itself")),
        other_names=optional(text()),
        founded=optional(number()),
        seat=optional(text()),
        website=optional(text()),
        member_since=optional(number()),
        territory=optional(text()),
        is_member=TRUE_OR_NOT | {"description": "Whether the association or its town takes part in it"},
        source=optional(thing(name=text(), url=optional(text()))),
        figures=some(
            thing(
                label=text(),
                lang=LANGUAGE,
                qualifier=one_of(Qualifier.values),
                value={"type": "number"},
                as_of=optional(text()),
                source=optional(text()),
            )
        ),
    ),
    "Event": thing(
        **PAGE,
        kind=optional(one_of(EventKind.values)),
        start=MOMENT | {"description": "By the clocks of the place; midnight where no hour is known"},
        end=optional(MOMENT),
        time_zone=text("Of the place"),
        audience=some(one_of(Audience.values)),
        place=optional(text()),
        address=optional(text()),
        seats=optional(number()),
        registration_url=optional(text()),
        territory=optional(text()),
        host=optional(text()),
        online=TRUE_OR_NOT,
        is_example=TRUE_OR_NOT,
    ),
}
