from typing import Any

from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents.forms import BaseDocumentForm

from library.models import PrivateDocument

# What makes a file hard to read for some (search.extraction says which): said to the editor, never in the way.
LACKS = {
    "no_title": gettext_lazy("The PDF has no title of its own: readers hear the name of the file instead."),
    "no_language": gettext_lazy("The PDF does not say its language: it may be read aloud in the wrong one."),
    "untagged": gettext_lazy("The PDF has no tags: headings, lists and tables are not told to screen readers."),
    "no_text": gettext_lazy("The file is a scan without text: it can be neither searched nor read aloud."),
    "encrypted": gettext_lazy("The PDF is encrypted: some programs and aids will not open it."),
}


class DocumentForm(BaseDocumentForm):
    """Asks for the title that readers see and the language of the file, and says what is known of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "title" in self.fields:
            self.fields["title"].help_text = _("What the file is, in its own language: readers choose by this title.")
        if "language" in self.fields:
            self.fields["language"].help_text = _("Shown beside the link, and told to screen readers.")
        said = told_of(self.instance) if self.instance.pk else []
        name = "file" if "file" in self.fields else "title"
        if said and name in self.fields:
            self.fields[name].help_text = format_html_join("", "<p>{}</p>", [(text,) for text in said])


def told_of(document: PrivateDocument) -> list[str]:
    """The state of its scan, and what makes it hard to read."""
    said = []
    if document.scan == PrivateDocument.Scan.WAITING:
        said.append(_("This file waits for its scan: nobody can download it yet."))
    if document.scan == PrivateDocument.Scan.INFECTED:
        text = _("This file is infected (%(found)s): it is held back. Replace or delete it.")
        said.append(text % {"found": document.scan_found})
    return said + [str(LACKS[name]) for name in document.lacks if name in LACKS]
