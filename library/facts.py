"""The facts of a work as text, for people who translate it: they see them, and change them on the source only."""

from typing import Any

from django.utils.translation import gettext as _

from home.facts_forms import facts_of_rows, label_of, shown
from library.models import KINDS, Access, Sheet, Work


def source_of(work: Work) -> Any:
    """The source sheet as its kind; None when it has been deleted."""
    return KINDS[work.kind].objects.filter(pk=work.source_id).first() if work.source_id else None


def facts_of(source: Sheet) -> list[tuple[str, str]]:
    """Label and value of each fact that the source sheet has."""
    names = [name for name in source.FACTS if name != "groups" or source.access == Access.GROUPS]
    facts = [(label_of(source, name), shown(source, name)) for name in names]
    facts += [(_("Files"), "\n".join(str(file) for file in source.files.select_related("document")))]
    facts += [(_("Partners"), "\n".join(partner.name for partner in source.partners.all()))]
    return [(label, value) for label, value in [*facts, *facts_of_rows(source)] if value]
