"""Languages: complete catalogues, direction, and a language that nobody prepared."""

import polib
import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import trans_real

from home.signals import make_locales
from tests import factories


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if code != "en"])
def test_no_entry_of_the_catalogue_is_missing_or_fuzzy(language):
    catalogue = polib.pofile(str(settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"))

    incomplete = [entry.msgid for entry in catalogue if not entry.obsolete and (entry.fuzzy or not entry.translated())]

    assert len(catalogue) > 100
    assert incomplete == []


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

    text = page.content.decode()
    assert page.status_code == 200
    assert '<html lang="oc" dir="ltr">' in text
    assert "Anar al contengut" in text
    assert "Atudar la nuèch" in text
    assert 'hreflang="oc"' in client.get(factories.version(work, "fr").url).content.decode()
    assert "/oc/bibliot" in client.get("/sitemap.xml").content.decode()
    assert client.get("/oc/").status_code == 200
