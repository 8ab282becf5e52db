"""Languages: complete and well-set catalogues, numbers, and a language that nobody prepared."""

import datetime
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from gettext import c2py
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.translation import override, trans_real

from home import units
from home.signals import make_locales
from home.templatetags.site_tags import with_unit
from tests import factories
from tests.services import Missing, absent, find_gettext

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{\w*\}")
TAG = re.compile(r"</?[a-z][^>]*>")
CODE = re.compile(r"https?://[\w./-]+|\b(?:skos|dcterms):\w+")
ARABIC = r"[\u0620-\u064a]"


def catalogue_of(language: str, folder: Path = settings.BASE_DIR) -> polib.POFile:
    return polib.pofile(str(folder / "locale" / language / "LC_MESSAGES" / "django.po"))


def texts_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def prose(text: str) -> str:
    """What a person reads: a placeholder stands for any word, a tag for nothing, and code is not set as prose is."""
    return CODE.sub("x", PLACEHOLDER.sub("x", TAG.sub("", text)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_of_the_catalogue_is_missing_or_fuzzy(language):
    catalogue = catalogue_of(language)

    incomplete = [entry.msgid for entry in catalogue if not entry.obsolete and (entry.fuzzy or not entry.translated())]

    assert len(catalogue) > 100
    assert not catalogue.metadata_is_fuzzy
    assert incomplete == []


@pytest.fixture(scope="module")
def gathered(tmp_path_factory) -> Path:
    """A copy of the project, the texts of its code gathered anew."""
    try:
        find_gettext()
    except Missing as why:
        absent(why)
    copy = tmp_path_factory.mktemp("gathered") / "project"
    left_out = shutil.ignore_patterns(".*", "var", "tests", "node_modules", "static", "__pycache__")
    shutil.copytree(settings.BASE_DIR, copy, ignore=left_out)
    command = [sys.executable, "manage.py", "makemessages", "--no-obsolete", "--add-location", "file"]
    languages = [option for language in LANGUAGES for option in ("--locale", language)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test", "VAR_DIR": str(copy / "var")}
    done = subprocess.run([*command, *languages], cwd=copy, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stdout + done.stderr
    return copy


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_code_is_in_the_catalogue(gathered, language):
    known = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue_of(language)}

    needed = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue_of(language, gathered)}

    assert needed - known == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_form_is_there(language):
    catalogue = catalogue_of(language)
    count = int(catalogue.metadata["Plural-Forms"].split("nplurals=")[1].split(";")[0])

    plurals = [entry for entry in catalogue if entry.msgid_plural]

    assert count == {"fr": 2, "ar": 6}.get(language, count)
    assert [e.msgid for e in plurals if sorted(e.msgstr_plural) != list(range(count)) or not all(texts_of(e))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_placeholders_and_tags(language):
    """A plural form that stands for one number alone may say it in words, as Arabic says "two pages" in one."""
    catalogue = catalogue_of(language)
    form_of = c2py(catalogue.metadata["Plural-Forms"].split("plural=")[1].rstrip(";"))
    numbers = Counter(form_of(number) for number in range(1000))
    different = []

    for entry in catalogue:
        wanted = [Counter(mark.findall(entry.msgid_plural or entry.msgid)) for mark in (PLACEHOLDER, TAG)]
        forms = entry.msgstr_plural or {None: entry.msgstr}
        for form, text in forms.items():
            marks = [Counter(mark.findall(text)) for mark in (PLACEHOLDER, TAG)]
            said_in_words = form is not None and numbers[form] == 1 and "%d" not in entry.msgid
            if marks != wanted and not (said_in_words and all(a <= b for a, b in zip(marks, wanted, strict=True))):
                different.append((entry.msgid, text))

    assert different == []


def test_french_is_set_as_french_is_printed():
    faults = {
        "straight apostrophe": r"\w'\w",
        "straight quotation mark": r'"',
        "no no-break space before : ; ? ! or »": r"[^\u00a0\u202f:;?!][:;?!»]",
        "no no-break space after «": r"«[^\u00a0\u202f]",
        "no no-break space before a unit": r"[\dx] [%€]",
    }
    texts = [prose(text) for entry in catalogue_of("fr") for text in texts_of(entry)]

    found = [(fault, text) for text in texts for fault, pattern in faults.items() if re.search(pattern, text)]

    assert found == []


def test_arabic_is_written_in_arabic():
    symbols = set(units.SYMBOLS.values())
    faults = {
        "no Arabic letter": rf"^(?!.*{ARABIC}).*[^\W\d_]",
        "eastern digits": r"[\u0660-\u0669\u06f0-\u06f9]",
        "Latin punctuation": rf"{ARABIC}\)?[,;?]",
        "Latin quotation marks": r"[“”\"]",
    }
    texts = [
        PLACEHOLDER.sub("", TAG.sub("", text))
        for entry in catalogue_of("ar")
        for text in texts_of(entry)
        if text not in symbols
    ]

    found = [(fault, text) for text in texts for fault, pattern in faults.items() if re.search(pattern, text)]

    assert found == []


@pytest.mark.parametrize(
    ("language", "value", "unit", "text"),
    [
        ("en", 1, "hour", "1 hour"),
        ("en", Decimal("1.5"), "hour", "1.5 hours"),
        ("fr", Decimal("1.5"), "hour", "1,5 heure"),
        ("fr", Decimal("2.5"), "hour", "2,5 heures"),
        ("fr", 1840, "euro", "1 840 €"),
        ("en", 1840, "euro", "€1,840"),
        ("ar", 1, "month", "شهر واحد"),
        ("ar", 2, "month", "شهران"),
        ("ar", -2, "month", "−2 شهر"),
        ("ar", 7, "month", "7 أشهر"),
        ("ar", 14, "month", "14 شهرا"),
        ("ar", Decimal("1.5"), "month", "1,5 شهر"),
        ("ar", 1840, "euro", "1 840 €"),
    ],
)
def test_a_number_and_its_unit_agree(language, value, unit, text):
    with override(language):
        written = strip_tags(with_unit(value, unit))

    assert re.sub(r"\s", " ", written) == text


def test_dates_in_arabic_have_the_months_of_north_africa_and_no_english_pattern():
    day = datetime.datetime(2026, 9, 3, 17, 5)

    with override("ar"):
        written = [date_format(day, name) for name in ("DATE_FORMAT", "DATETIME_FORMAT", "SHORT_DATETIME_FORMAT")]

    assert written == ["3 شتنبر 2026", "3 شتنبر 2026، 17:05", "03/09/2026 17:05"]


@pytest.fixture
def fourth_language(settings, tmp_path):
    """Occitan, of which Django knows nothing: one line in the settings and one catalogue."""
    folder = tmp_path / "oc" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=2; plural=(n > 1);"}
    catalogue.append(polib.POEntry(msgid="Skip to the content", msgstr="Anar al contengut"))
    catalogue.save_as_mofile(str(folder / "django.mo"))
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS, tmp_path]
    settings.LANGUAGES = [*settings.LANGUAGES, ("oc", "Occitan")]
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES
    _forget_languages()
    yield "oc"
    settings.LANGUAGES = settings.LANGUAGES[:-1]
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES
    _forget_languages()


def _forget_languages() -> None:
    for cached in (
        trans_real.translation_catalog_exists,
        trans_real.get_languages,
        trans_real._get_supported_language_variant,
    ):
        cached.cache_clear()


@pytest.mark.django_db
def test_a_fourth_language_needs_a_setting_and_a_catalogue_only(client, fourth_language):
    cache.clear()
    make_locales(type("Sender", (), {"label": "wagtailcore"}))
    libraries = factories.library_tree()
    home = libraries["fr"].get_parent().specific
    factories.translated_page(home, "oc", title="Acuèlh", slug="home-oc")
    factories.translated_page(libraries["fr"], "oc", title="Bibliotèca", slug="bibliotèca")
    title = {"fr": "Éteindre la nuit", "en": "Lights off", "oc": "Atudar la nuèch"}
    work = factories.work(title=title, languages=["fr", "en", "oc"])

    page = client.get(factories.version(work, "oc").url)

    text = " ".join(page.content.decode().split())
    assert page.status_code == 200
    assert '<html lang="oc" dir="ltr">' in text
    assert "Anar al contengut" in text
    assert "Atudar la nuèch" in text
    assert 'hreflang="oc"' in client.get(factories.version(work, "fr").url).content.decode()
    assert "/oc/bibliot" in client.get("/sitemap.xml").content.decode()
    assert client.get("/oc/").status_code == 200
