"""The association's first pages, from home/starter/pages/*.yaml (docs/developers.md says how they are written)."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import yaml
from django.apps import apps
from django.conf import settings
from django.core.files.images import ImageFile
from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, Site

from home.models import HomePage, Picture
from home.translating import translate

FOLDER = Path(__file__).parent / "starter"
LANGUAGES = {code for code, _name in settings.LANGUAGES}
APPS = ("home", "networks", "library")


def read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def load_pictures() -> dict[str, Picture]:
    """Every picture of the family, by name."""
    pictures: dict[str, Picture] = {}
    for entry in read("pictures.yaml"):
        path = FOLDER / "pictures" / entry["file"]
        picture = Picture.objects.filter(title=entry["title"]).first()
        if picture is None:
            with path.open("rb") as file:
                picture = Picture(title=entry["title"], alternative_texts=entry["alternative"])
                picture.file = ImageFile(file, name=path.name)
                picture.save()
        pictures[entry["name"]] = picture
    return pictures


class StarterPages:
    """Makes the pages of the files in their order, each in all the languages of its title."""

    def __init__(self, finders: dict[type[models.Model], Callable[[Any], Any]]) -> None:
        """`finders`: how what an entry names is found, by model, where its name is not a page's key."""
        self.finders = finders
        self.made: dict[str, Any] = {}  # source pages by key

    def load(self) -> dict[str, Any]:
        for path in sorted((FOLDER / "pages").glob("*.yaml")):
            for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
                self._load(entry)
        return self.made

    def _load(self, entry: dict[str, Any]) -> None:
        source = entry.get("source", settings.LANGUAGE_CODE)
        model = _model(entry["type"])
        page = self._page(model, entry, source)
        self._give_facts(page, entry)
        if model is HomePage:
            _put_home(page)
        else:
            parent = self.made[entry["parent"]]
            parent = parent.get_translation(page.locale) if parent.locale_id != page.locale_id else parent
            parent.add_child(instance=page)
        page.save_revision().publish()
        self.made[entry["key"]] = page
        others = [language for language in entry["words"]["title"] if language != source]
        translate(page, *(self._page(model, entry, language) for language in others))

    def _page(self, model: type[Page], entry: dict[str, Any], language: str) -> Any:
        """An unsaved page with the words of one language. Blocks and rows get the same keys in each."""
        page: Any = model(locale=_locale(language), show_in_menus=entry.get("in_menu", False))
        for name, value in entry["words"].items():
            field = model._meta.get_field(name)
            said = self._said(value, language)
            if isinstance(field, StreamField):
                said = [
                    block | {"id": key, "value": _with_items(block["value"], key)}
                    for block in said
                    for key in [_key(entry, name, block["id"])]
                ]
            setattr(page, name, said)
        for relation, rows in entry.get("rows", {}).items():
            row_model = model._meta.get_field(relation).related_model
            setattr(page, relation, [self._row(row_model, entry, language, *row) for row in enumerate(rows)])
        return page

    def _row(self, model: Any, entry: dict[str, Any], language: str, place: int, row: dict[str, Any]) -> Any:
        words = {name: self._said(row[name], language) for name in model.WORDS if name in row}
        facts = {name: self._value(model, name, row[name]) for name in model.FACTS if name in row}
        key = uuid5(NAMESPACE_URL, f"communotheque/{entry['key']}/{row['id']}")
        return model(translation_key=key, locale=_locale(language), sort_order=place, **words, **facts)

    def _give_facts(self, page: Any, entry: dict[str, Any]) -> None:
        for name, value in entry.get("facts", {}).items():
            setattr(page, name, self._value(type(page), name, value))
        for relation, rows in entry.get("fact_rows", {}).items():
            model = page._meta.get_field(relation).related_model
            found = [
                model(sort_order=place, **{name: self._value(model, name, value) for name, value in row.items()})
                for place, row in enumerate(rows)
            ]
            setattr(page, relation, found)

    def _said(self, value: Any, language: str) -> Any:
        """The same with each choice between languages made, and pages and pictures in place of their names."""
        if isinstance(value, dict):
            if value and set(value) <= LANGUAGES:
                return value[language]
            return {name: self._said(one, language) for name, one in value.items()}
        if isinstance(value, list):
            return [self._said(one, language) for one in value]
        if isinstance(value, str) and value.startswith("@") and value[1:] in self.made:  # else a social account
            return self.made[value[1:]].pk
        if isinstance(value, str) and value.startswith("picture:"):
            return self.finders[Picture](value.removeprefix("picture:")).pk
        return value

    def _value(self, model: type[models.Model], name: str, value: Any) -> Any:
        """The value of a fact: what a relation names, a moment in the zone of Paris, or as it is written."""
        field = model._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            if isinstance(value, str) and value.startswith("@"):
                return self.made[value[1:]]
            return self.finders[field.related_model](value) if value is not None else None
        if isinstance(field, models.DateTimeField) and isinstance(value, datetime | date):
            return value.replace(tzinfo=ZoneInfo("Europe/Paris")) if isinstance(value, datetime) else value
        return value


def _model(name: str) -> type[Page]:
    for label in APPS:
        model = apps.get_app_config(label).models.get(name.lower())
        if model is not None:
            return model
    raise LookupError(name)


def _locale(language: str) -> Locale:
    return Locale.objects.get_for_language(language)


def _key(entry: dict[str, Any], field: str, block: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"communotheque/{entry['key']}/{field}/{block}"))


def _with_items(value: Any, seed: str) -> Any:
    """The same with each list of a block as items that bear keys: only those are passages to translate."""
    if isinstance(value, dict):
        return {name: _with_items(one, f"{seed}/{name}") for name, one in value.items()}
    if isinstance(value, list):
        return [
            {"type": "item", "id": str(uuid5(NAMESPACE_URL, f"{seed}/{place}")), "value": _with_items(one, seed)}
            for place, one in enumerate(value)
        ]
    return value


def _put_home(page: HomePage) -> None:
    """Under the root, in the place of the page that Wagtail makes."""
    root = Page.get_first_root_node()
    welcome = list(root.get_children().filter(slug="home").exclude(content_type__model="homepage"))
    root.add_child(instance=page)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": page, "site_name": ""}
    )
    for old in welcome:
        old.delete()
