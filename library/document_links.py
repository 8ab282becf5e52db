"""Links to files in texts: each says its kind, size and language, as the lists of files do."""

from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from wagtail.documents.rich_text import DocumentLinkHandler

from home.languages import native_name
from library.models import PrivateDocument


class TellingLinkHandler(DocumentLinkHandler):
    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        return [_opening(document) if document else "<a>" for document in cls.get_many(attrs_list)]


def _opening(document: PrivateDocument) -> str:
    """The style sheet shows `data-file` behind the words of the link, and voices read it."""
    told = [document.file_extension.upper(), filesizeformat(document.file_size or 0)]
    if not document.language:
        return format_html('<a href="{}" data-file="{}">', document.url, ", ".join(told))
    told.append(native_name(document.language))
    return format_html('<a href="{}" hreflang="{}" data-file="{}">', document.url, document.language, ", ".join(told))
