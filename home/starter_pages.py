"""The association's first pages, from home/starter/pages.yaml (and pictures.yaml)."""

from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml
from django.core.files.images import ImageFile
from wagtail.models import Locale, Page, Site

from home.models import HomePage, Picture, StandardPage
from home.translating import translate

FOLDER = Path(__file__).parent / "starter"


def read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def load_pictures() -> dict[str, Picture]:
    """Every picture of the family, by name."""
    pictures: dict[str, Picture] = {}
    if not (FOLDER / "pictures").exists():
        return pictures
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


def load_pages(page_types: dict[str, type[Page]]) -> dict[str, Page]:
    """Make the home page and the pages below it in every language. Returns the source pages by key.

    `page_types`: the class of the pages that are no standard pages, by their key (the library's comes from above).
    """
    entries = read("pages.yaml")
    source_locale = Locale.get_default()
    made: dict[str, Any] = {}
    for entry in entries:
        model = HomePage if entry["key"] == "home" else page_types.get(entry["key"], StandardPage)
        page = _page(model, entry, source_locale.language_code)
        if entry["key"] == "home":
            _put_home(page)
        else:
            made[entry["parent"]].add_child(instance=page)
        page.save_revision().publish()
        made[entry["key"]] = page
        for locale in Locale.objects.exclude(pk=source_locale.pk):
            if locale.language_code in entry["title"]:
                translate(page, locale, _page(model, entry, locale.language_code))
    return made


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


def _page(model: type[Page], entry: dict[str, Any], language: str) -> Any:
    """An unsaved page with the words of one language. Blocks get the same identifiers in each."""

    def word(name: str) -> str:
        return entry.get(name, {}).get(language, "")

    page: Any = model(title=word("title"), slug=word("slug"), locale=Locale.objects.get(language_code=language))
    page.show_in_menus = entry.get("in_menu", False)
    for name in ("summary", "slogan", "association_name", "address"):
        if name in entry:
            setattr(page, name, word(name) if isinstance(entry[name], dict) else entry[name])
    for name in ("phone", "email"):
        setattr(page, name, entry.get(name, ""))
    if "introduction" in entry:
        page.introduction = f"<p>{word('introduction')}</p>"
    if "body" in entry:
        page.body = [{"type": "text", "value": word("body"), "id": _block_id(entry["key"], "body")}]
    if "figures" in entry:
        page.figures = [
            {
                "type": "figure",
                "id": _block_id(entry["key"], f"figure {place}"),
                "value": {"value": _in(figure["value"], language), "label": figure["label"][language]},
            }
            for place, figure in enumerate(entry["figures"])
        ]
    return page


def _in(value: Any, language: str) -> str:
    return value[language] if isinstance(value, dict) else value


def _block_id(key: str, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"communotheque/{key}/{name}"))
