"""The starter content says what the documents say: all of it, nothing invented unmarked, no figure that is a slip."""

import html
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.utils.html import strip_tags
from wagtail.models import Locale, Page

from home.starter_pages import FOLDER
from library.models import Sheet

HERE = Path(__file__).parent
ROWS = {"EM": 37, "MA": 41, "NE": 25, "CP": 22}  # the association, the Mayenne network, the city networks, the CPIE
IDS = [f"{group}-{number:02}" for group, count in ROWS.items() for number in range(1, count + 1)]
MOST_PAGES = 120
EXAMPLES = {"EventPage", "AwardEditionPage", "NewsPage", "CommitmentPage"}
EXAMPLE_ROWS = {"testimonials", "entries"}
# Addresses that the documents give themselves; every other one is invented.
TRUE_ADDRESSES = {"contact@ecomaires.com", "contact@uncpie.org"}


@cache
def facts_map() -> dict[str, dict[str, Any]]:
    return yaml.safe_load((HERE / "facts_map.yaml").read_text(encoding="utf-8"))


@cache
def entries() -> dict[str, dict[str, Any]]:
    files = sorted((FOLDER / "pages").glob("*.yaml"))
    return {entry["key"]: entry for path in files for entry in yaml.safe_load(path.read_text(encoding="utf-8"))}


def address_of(key: str) -> str:
    slugs: list[str] = []
    while key != "home":
        slugs.insert(0, entries()[key]["words"]["slug"]["fr"])
        key = entries()[key]["parent"]
    return "/".join(["/fr", *slugs, ""])


def where(place: dict[str, Any]) -> str:
    if "page" in place:
        return address_of(place["page"])
    if "sheet" in place:
        source = Sheet.objects.get(external_id=place["sheet"])
        return Sheet.objects.get(translation_key=source.translation_key, locale__language_code="fr").url
    return place["address"]


def words_of(content: str) -> str:
    """What is read there, whatever the spaces between words."""
    return " ".join(html.unescape(strip_tags(content)).split())


def test_the_map_knows_every_row_of_the_documents_and_no_other():
    assert list(facts_map()) == IDS


@pytest.mark.django_db(transaction=True)
def test_a_visitor_finds_each_of_them_in_french(starter_site, client):
    read: dict[str, str] = {}
    missing = []
    for number, place in facts_map().items():
        address = where(place)
        if address not in read:
            response = client.get(address)
            read[address] = response.content.decode() if response.status_code == 200 else ""
        main, _found, foot = read[address].partition("<main")[2].partition("</main>")
        text = words_of(foot if place.get("foot") else main)
        missing += [f"{number} {address}: {words}" for words in place["words"] if words not in text]

    assert missing == []


@pytest.mark.django_db(transaction=True)
def test_every_page_opens_in_every_language_and_none_loses_a_nought(starter_site, client):
    faults = []
    for page in Page.objects.filter(depth__gt=1).order_by("path"):
        response = client.get(page.url)
        if response.status_code != 200:
            faults.append(f"{page.url}: {response.status_code}")
        elif re.search(r"(?<![\d,. ])200 (collectivités|member|local|جماعة)", words_of(response.content.decode())):
            faults.append(f"{page.url}: 200 authorities, where the documents say more than 2,000")
    sources = Page.objects.filter(depth__gt=1, locale__language_code=settings.LANGUAGE_CODE).count()

    assert faults == []
    assert sources <= MOST_PAGES


def test_what_is_invented_says_so():
    unmarked = [
        key
        for key, entry in entries().items()
        if entry["type"] in EXAMPLES
        and not (entry["facts"].get("is_example") and re.search("(?i)exemple", entry["words"]["summary"]["fr"]))
    ]
    unmarked += [
        f"{key} {row['id']}"
        for key, entry in entries().items()
        for relation, rows in entry.get("rows", {}).items()
        for row in rows
        if relation in EXAMPLE_ROWS and not row.get("is_example")
    ]

    assert unmarked == []


def test_every_figure_of_a_network_says_how_exact_it_is_and_who_says_so():
    figures = [row for entry in entries().values() for row in entry.get("rows", {}).get("figures", [])]

    assert figures
    assert [row for row in figures if not (row.get("qualifier") and row.get("source"))] == []


def test_no_address_of_a_person_is_published():
    files = [*(FOLDER / "pages").glob("*.yaml"), *Path("networks/starter").glob("*.yaml")]
    named = {name for path in files for name in re.findall(r"[\w.+-]+@[\w-]+\.[\w.-]*\w", path.read_text("utf-8"))}

    assert {name for name in named if not name.endswith("@example.org")} == TRUE_ADDRESSES


@pytest.mark.django_db(transaction=True)
def test_the_lists_within_blocks_are_read_in_each_language(starter_site, client):
    """Which wagtail-localize would leave in the source's language, if their items had no keys."""
    points = entries()["join"]["words"]["commitments"][0]["value"]["points"]
    source = Page.objects.get(url_path__endswith="/devenir-adherent/")
    for language, words in points[0].items():
        page = source.get_translation(Locale.objects.get_for_language(language))

        assert " ".join(words.split()) in words_of(client.get(page.url).content.decode())
