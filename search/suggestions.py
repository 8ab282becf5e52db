"""What the engine suggests, as the search boxes show it: by kind, each leading somewhere."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from home.languages import direction

from .engines.base import Suggestion

MOST = 8
KINDS = {"title": _("Titles"), "theme": _("Themes"), "tag": _("Tags"), "territory": _("Places")}


def as_json(found: Iterable[Suggestion], search_url: str) -> dict[str, Any]:
    """`status` is what is said aloud; groups have a label and options, in the order of `KINDS`."""
    found = [suggestion for suggestion in found if suggestion.kind in KINDS]
    groups = [
        {"label": str(label), "options": [_option(one, search_url) for one in found if one.kind == kind]}
        for kind, label in KINDS.items()
    ]
    status = ngettext("%(number)s suggestion", "%(number)s suggestions", len(found)) % {"number": len(found)}
    return {"status": status, "groups": [group for group in groups if group["options"]]}


def _option(one: Suggestion, search_url: str) -> dict[str, str]:
    """A title leads to what it names; a theme or a place to what is filed under it; a tag is searched for."""
    if one.url:
        url = one.url
    elif one.kind in {"theme", "territory"} and one.value:
        url = f"{search_url}?{urlencode({one.kind: one.value})}"
    else:
        url = f"{search_url}?{urlencode({'q': one.text})}"
    return {"text": one.text, "lang": one.language, "dir": direction(one.language), "url": url}
