"""What is known of a language: its own name and its direction, for any code of the settings."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from wagtail.models import Locale

KEY = "home.locales"


def site_languages() -> list[tuple[str, str]]:
    """Choices for a field that holds a language. Called when a form is made: a fourth language needs no migration."""
    return list(settings.LANGUAGES)


def native_name(code: str) -> str:
    return dict(settings.LANGUAGES).get(code, code)


def direction(code: str) -> str:
    """``rtl`` or ``ltr``; a language that Django does not know is taken to read from the left."""
    try:
        return "rtl" if get_language_info(code)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


def written_in(code: str) -> str:
    """What is said of a text that is not in the reader's language, in theirs: "In English"."""
    try:
        name = get_language_info(code)["name_translated"]
    except KeyError:
        name = native_name(code)
    if get_language() != "en":  # which alone of many languages writes their names with a capital
        name = name.lower()
    return _("In %(language)s") % {"language": name}


class Label(str):
    """A name in the reader's language or, where it has none there, in another, which it then tells."""

    language: str = ""  # only where it is not the reader's

    @property
    def dir(self) -> str:
        return direction(self.language) if self.language else ""

    @property
    def marked(self) -> str:
        """Where no markup can stand: with the code of the language behind."""
        return f"{self} ({self.language})" if self.language else str(self)


def label_among(labels: dict[str, str], language: str | None, fallback: str) -> Label:
    """The one in the language (by default the reader's), else in the site's first that has one."""
    wanted = language or get_language() or settings.LANGUAGE_CODE
    if wanted in labels:
        return Label(labels[wanted])
    for code in (settings.LANGUAGE_CODE, *dict(settings.LANGUAGES)):
        if code in labels:
            label = Label(labels[code])
            label.language = code
            return label
    return Label(fallback)


def language_of(thing: Any) -> str:
    """The code of its language: the locales, of which each page would ask its own, are kept in the cache."""
    known = cache.get(KEY) or {}
    if thing.locale_id not in known:
        known = dict(Locale.objects.values_list("pk", "language_code"))
        cache.set(KEY, known, 60)
    return known[thing.locale_id]
