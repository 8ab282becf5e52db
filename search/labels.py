from django.utils.translation import gettext_lazy as _

from library.models import Kind

PAGE_KINDS = {
    "page": _("Page"),
    "news": _("News"),
    "event": _("Event"),
    "award": _("Award"),
    "network": _("Network"),
    "authority": _("Member authority"),
}


def kind_label(kind: str) -> str:
    """What a kind of result is called: the kinds of sheets, and pages."""
    return str(Kind(kind).label if kind in Kind.values else PAGE_KINDS.get(kind, PAGE_KINDS["page"]))
