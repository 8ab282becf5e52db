"""Many sheets written at once leave what each written by itself leaves."""

from typing import Any

import pytest
from wagtail.log_actions import registry
from wagtail.models import ReferenceIndex, Revision
from wagtail.search.backends import get_search_backend

from library.importing import import_sheets
from tests.library.tables import SOURCE, TRANSLATION, sheet

pytestmark = pytest.mark.usefixtures("vocabulary")


@pytest.mark.parametrize("status", ["draft", "published"])
def test_many_at_once_leave_what_one_by_one_leaves(table, monkeypatch, status):
    """New sheets, then changes of them: rows, revisions, log, references, the admin's search."""
    found = []
    for name in ("A", "B"):
        if name == "B":
            monkeypatch.setattr("library.importing.many.is_simple", lambda change: False)
        source = SOURCE | {"external_id": name, "status": status, "title": f"{name} titre"}
        translation = TRANSLATION | {"external_id": f"{name}-AR", "translation_of": name, "status": status}
        import_sheets(table(source, translation))
        change = {"title": f"{name} autre", "themes": "energy", "tags": "jour", "body": '<p><a href="/x">x</a></p>'}
        import_sheets(table(source | change, translation))
        found.append([_state(one, name) for one in (name, f"{name}-AR")])
    for many, single in zip(*found, strict=True):
        for part, value in single.items():
            assert (part, many[part]) == (part, value)


def _state(name: str, mark: str) -> dict[str, Any]:
    made = sheet(name)
    keys = {str(made.pk): "pk", str(made.work_id): "work"}
    held = {key: value for key, value in made.serializable_data().items() if key not in VARYING}
    revisions = Revision.objects.for_instance(made).order_by("pk")
    contents = [{key: value for key, value in one.content.items() if key not in VARYING} for one in revisions]
    references = ReferenceIndex.get_references_for_object(made).exclude(model_path="work")
    searched = get_search_backend().autocomplete(mark, type(made).objects.all())
    text = {
        "row": held,
        "contents": contents,
        "tags": sorted(made.tags.names()),
        "themes": sorted(theme.identifier for theme in made.themes.all()),
        "log": sorted((entry.action, entry.label, str(entry.data)) for entry in registry.get_logs_for_instance(made)),
        "references": sorted(references.values_list("model_path", "to_object_id")),
        "searched": [one.title for one in searched],
        "stale": made.is_stale,
        "live": made.live_revision_id == made.latest_revision_id,
        "dates": (bool(made.first_published_at), bool(made.last_published_at)),
        "source": made.work.source_id == made.pk,
        "base": [one.base_content_type.model for one in revisions] + [one.content_type.model for one in revisions],
        "keys": [one.content["pk"] == made.pk and one.content["work"] == made.work_id for one in revisions],
    }
    return _without(text, mark, keys)


VARYING = {
    *("pk", "work", "translation_key", "external_id", "latest_revision", "live_revision", "source_digest"),
    *("first_published_at", "last_published_at", "tagged_items"),
}


def _without(thing: Any, mark: str, keys: dict[str, str]) -> Any:
    """Names and keys of the one as of the other."""
    if isinstance(thing, dict):
        return {name: _without(value, mark, keys) for name, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [_without(value, mark, keys) for value in thing]
    return thing.replace(f"{mark} ", "# ") if isinstance(thing, str) else thing
