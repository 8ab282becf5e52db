from django.utils.translation import gettext as _

from library.models import Kind

PAGE_KINDS = ("page",)


def kind_label(kind: str) -> str:
    """What a kind of result is called: the kinds of sheets, and pages."""
    return str(Kind(kind).label) if kind in Kind.values else _("Page")
