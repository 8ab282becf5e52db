"""What to do next where nothing was found."""

from difflib import get_close_matches
from typing import Any

from django.http import QueryDict
from wagtail.models import Locale

from home.filters import without
from home.listing import shown_with_facts
from home.models import ServicePage
from home.models.inbox import Subject
from library.querysets import Reader

from .engines import SearchQuery, get_engine
from .text import tokens

THEMES = 6
ASKED = (Subject.INFORMATION, Subject.PEERS, Subject.TOPIC)  # of the association and its network, in this order


def ways_on(parameters: QueryDict, reader: Reader, language: str) -> dict[str, Any]:
    """Themes that lead somewhere, the same question without filters, and where to ask people."""
    q = parameters.get("q", "")
    bare = QueryDict(mutable=True)
    bare["q"] = q
    return {
        "themes": near_themes(q, reader, language),
        "without_filters": f"?{bare.urlencode()}" if parameters != bare else "",
        "all_languages": without(parameters, "scope") if "scope" in parameters else "",
        "services": _services(reader, language),
    }


def near_themes(q: str, reader: Reader, language: str) -> list[dict[str, Any]]:
    """Among the themes of what the reader may see, those that are called nearly so; then the most used."""
    themes = get_engine().search(SearchQuery(language=language, page_size=1), reader).facets.get("theme", [])
    words = tokens(q)

    def far(theme: dict[str, Any]) -> bool:
        called = tokens(theme["label"])
        return not any(get_close_matches(word, called, n=1, cutoff=0.75) for word in words)

    themes = [theme for theme in themes if theme["count"]]
    return sorted(themes, key=lambda theme: (far(theme), -theme["count"]))[:THEMES]


def _services(reader: Reader, language: str) -> list[Any]:
    locale = Locale.objects.filter(language_code=language).first()
    if locale is None:
        return []
    sources = ServicePage.objects.filter(subject__in=ASKED)
    pages = shown_with_facts(sources, locale, reader, "subject")
    first = {page.fact_subject: page for page in pages.order_by("-path")}
    return [first[subject] for subject in ASKED if subject in first]
