"""The description of the API, after OpenAPI 3.1. What it says of answers and refusals is tested (tests/search)."""

from collections.abc import Iterable
from typing import Any

from home.models import EventKind, Level
from library.models import Access, Kind
from networks.models import NetworkKind, Territory

from .bands import BANDS
from .labels import PAGE_KINDS
from .schemas import LANGUAGES, SCHEMAS, TRUE_OR_NOT, Schema, by_name, named, number, optional, some, text, thing

NOT_NEW = {"ETag": {"description": "Of this answer, for `If-None-Match`", "schema": text()}}
FROM_ONE = {"anyOf": [number(minimum=1), text("As if it were not given", maxLength=0)]}
WAIT = {"Retry-After": {"description": "Seconds", "schema": number()}}


def _parameter(name: str, description: str, schema: Schema | None = None) -> Schema:
    return {"name": name, "in": "query", "description": description, "required": False, "schema": schema or text()}


def _number(name: str, description: str, **more: Any) -> Schema:
    return _parameter(name, description, FROM_ONE | more)


def _choice(name: str, description: str, values: Iterable[str]) -> Schema:
    known = list(values)
    return _parameter(name, f"{description}: {', '.join(known)}. Another value is none.", text(examples=known))


def _choices(name: str, description: str) -> Schema:
    """To be repeated: one of these values is enough. Different parameters must all hold."""
    return _parameter(name, f"{description}. May be repeated; a value that is unknown is none.", some(text()))


def _refused(description: str) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": named("Errors")}}}


def _get(summary: str, parameters: list[Schema], answer: Schema, *refusals: str) -> Schema:
    reasons = {"400": "A number is none: the parameter at fault and why", "404": "Nothing that this reader may see"}
    return {
        "get": {
            "summary": summary,
            "parameters": [LANG, *parameters],
            "responses": {
                "200": {
                    "description": "The answer",
                    "headers": NOT_NEW,
                    "content": {"application/json": {"schema": answer}},
                },
                "304": {"description": "It is still what `If-None-Match` names"},
                **{status: _refused(reasons[status]) for status in refusals},
                "429": _refused("Too many requests from this address") | {"headers": WAIT},
            },
        }
    }


def _paging(page_size: int, largest: int) -> list[Schema]:
    size = f"{page_size} if not given; a larger one than {largest} is {largest}"
    return [
        _number("page", "Past the end there are no results", default=1),
        _number("page_size", size, default=page_size),
    ]


def _list(summary: str, parameters: list[Schema], items: str, page_size: int = 20, largest: int = 50) -> Schema:
    return _get(summary, [*parameters, *_paging(page_size, largest)], thing(**_page_of(items)), "400")


def _page_of(items: str) -> dict[str, Schema]:
    return {
        **{name: number() for name in ("total", "page", "page_size")},
        **{name: optional(text("The address of that page", format="uri-reference")) for name in ("next", "previous")},
        "results": some(named(items)),
    }


LANG = _choice("lang", "The reader's language", LANGUAGES)
YEAR = _number("year", "Of the work")
KINDS = [*Kind.values, *PAGE_KINDS]

SEARCH = _get(
    "Find works and pages, each once, in the language asked for where they exist in it",
    [
        _parameter("q", 'Words; "words in this order"; -word leaves out. Empty: everything'),
        _choice("scope", "`language`: only what is in the reader's language", ["all", "language"]),
        _choices("kind", f"A kind of result: {', '.join(KINDS)}"),
        _choices("theme", "The identifier of a theme; narrower ones are included"),
        _choices("territory", "An official code; a region has an R before it; smaller ones are included"),
        _choices("band", f"Residents: {', '.join(BANDS)}"),
        _parameter("year", "Of the work. May be repeated", some(FROM_ONE)),
        _choices("language", f"In which it exists: {', '.join(LANGUAGES)}"),
        _choices("access", f"Who may read it: {', '.join(Access.values)}"),
        _choice("sort", "Best match first unless told otherwise", ["newest", "confirmed", "title"]),
        *_paging(20, 50),
    ],
    thing(
        engine=text("What answered"),
        degraded=TRUE_OR_NOT | {"description": "Whether that is not the engine that should"},
        did_you_mean=optional(text("The question with its unknown words corrected, as it was asked")),
        facets=by_name(some(named("FacetValue"))),
        **_page_of("Result"),
    ),
    "400",
)

NUMBER = {"name": "number", "in": "path", "required": True, "schema": number(minimum=1)}

DESCRIPTION: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Communothèque",
        "version": "1",
        "description": "Read-only. Each reader finds what they may read; what is closed to them changes nothing.",
    },
    "paths": {
        "/api/v1/": _get("What there is", [], by_name(text("Where it is", format="uri-reference"))),
        "/api/v1/search": SEARCH,
        "/api/v1/sheets": _list(
            "The works, the newest first, each with the languages in which it exists",
            [
                _choice("kind", "A kind of sheet", Kind.values),
                _parameter("theme", "The identifier of a theme; narrower ones are included"),
                _parameter("territory", "An official code; a region has an R before it; smaller ones are included"),
                YEAR,
                _choice("language", "In which it exists", LANGUAGES),
            ],
            "Work",
        ),
        "/api/v1/sheets/{number}": _get(
            "One work: facts with their units, files, and its text in each language, as far as the reader may read it",
            [NUMBER],
            named("WholeWork"),
            "404",
        ),
        "/api/v1/themes": _list("The themes with their labels in each language", [], "Theme", 100, 100),
        "/api/v1/themes/{identifier}": _get(
            "One theme; that of a merged theme's identifier is the one that stays",
            [{"name": "identifier", "in": "path", "required": True, "schema": text(pattern="^[-a-zA-Z0-9_]+$")}],
            named("Theme"),
            "404",
        ),
        "/api/v1/networks": _list(
            "The networks that have a page in the reader's language",
            [_choice("kind", "A kind", NetworkKind.values), _choice("level", "A level", Level.values)],
            "Network",
        ),
        "/api/v1/events": _list(
            "The events that have a page in the reader's language, by their start",
            [
                _choice("when", "Those to come, or those that are over, the last first", ["upcoming", "past"]),
                _choice("kind", "A kind", EventKind.values),
            ],
            "Event",
        ),
        "/api/v1/territories": _list(
            "The territories of the official reference; of a name, a thousand at most",
            [
                _parameter("q", "The beginning of a code, or a part of a name, whatever its accents"),
                _choice("kind", "A kind", Territory.Kind.values),
            ],
            "Territory",
        ),
        "/api/v1/openapi.json": _get("This description", [], {"type": "object"}),
    },
    "components": {"schemas": SCHEMAS},
}
