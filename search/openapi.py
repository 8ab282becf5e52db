"""The description of the API, after OpenAPI 3.1."""

from typing import Any

from django.conf import settings

LANGUAGES = list(dict(settings.LANGUAGES))
SHEET_KINDS = ["experience", "technical", "specification", "guide", "working"]
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
OPTIONAL_TEXT = {"type": ["string", "null"]}


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "required": False, "schema": schema}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _answer(properties: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "required": list(properties), "properties": properties}
    return {"description": "What was found", "content": {"application/json": {"schema": schema}}}


def _paged(largest: int) -> list[dict[str, Any]]:
    return [
        _parameter(
            "page", "From 1; past the end there are no results", {"type": "integer", "minimum": 1, "default": 1}
        ),
        _parameter("page_size", f"At most {largest}", {"type": "integer", "minimum": 1, "maximum": largest}),
    ]


REFUSED = {
    "description": "A number is none: the parameter at fault and why",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {"errors": {"type": "object", "additionalProperties": TEXT}},
            }
        }
    },
}

RESULT = {
    "type": "object",
    "properties": {
        "id": NUMBER | {"description": "The number of the work, or of the page; unique together with `kind`"},
        "external_id": OPTIONAL_TEXT,
        "kind": TEXT | {"examples": [*SHEET_KINDS, "page"]},
        "lang": TEXT | {"enum": LANGUAGES, "description": "The language of title and summary"},
        "title": TEXT,
        "url": OPTIONAL_TEXT,
        "summary": TEXT,
        "highlights": _list(TEXT | {"description": "HTML: escaped, with the words found inside <mark>"}),
        "access": TEXT | {"enum": ["public", "members", "groups"]},
        "score": {"type": "number"},
    },
}

FACET = _list({"type": "object", "properties": {"value": TEXT, "label": TEXT, "count": NUMBER}})

DESCRIPTION: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Communothèque",
        "version": "1",
        "description": "Read-only. Each reader finds what they may read; what is closed to them changes nothing.",
    },
    "paths": {
        "/api/v1/search": {
            "get": {
                "summary": "Find works and pages, each once, in the language asked for where they exist in it",
                "parameters": [
                    _parameter("q", 'Words; "words in this order"; -word leaves out. Empty: everything', TEXT),
                    _parameter("lang", "The reader's language", {"type": "string", "enum": LANGUAGES}),
                    _parameter(
                        "scope",
                        "`language`: only what is in that language",
                        {"type": "string", "enum": ["all", "language"], "default": "all"},
                    ),
                    _parameter("kind", "A kind of result", TEXT),
                    _parameter("theme", "The identifier of a theme; narrower ones are included", TEXT),
                    _parameter("territory", "An official code; a region has an R before it", TEXT),
                    _parameter("year", "Of the work", NUMBER),
                    _parameter(
                        "sort",
                        "Best match first unless told otherwise",
                        {"type": "string", "enum": ["newest", "confirmed", "title"]},
                    ),
                    *_paged(50),
                ],
                "responses": {
                    "200": _answer(
                        {
                            "engine": TEXT,
                            "degraded": {"type": "boolean"},
                            "total": NUMBER,
                            "page": NUMBER,
                            "page_size": NUMBER,
                            "did_you_mean": OPTIONAL_TEXT,
                            "results": _list(RESULT),
                            "facets": {"type": "object", "additionalProperties": FACET},
                        }
                    ),
                    "400": REFUSED,
                },
            }
        },
        "/api/v1/themes": {
            "get": {
                "summary": "The themes with their labels in each language",
                "parameters": _paged(100),
                "responses": {
                    "200": _answer(
                        {"total": NUMBER, "page": NUMBER, "page_size": NUMBER, "results": _list({"type": "object"})}
                    ),
                    "400": REFUSED,
                },
            }
        },
    },
}
