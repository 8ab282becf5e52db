"""The form of a network: no chain of memberships comes back to where it began."""

import logging
from typing import Any

from django.utils.translation import gettext as _

from home.facts_forms import FactualPageForm

logger = logging.getLogger(__name__)


class NetworkForm(FactualPageForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        formset = self.formsets.get("relations")
        for form in formset.forms if formset is not None else []:
            if form.is_valid() and not formset._should_delete_form(form):
                self._refuse_cycle(form)
        return data

    def _refuse_cycle(self, form: Any) -> None:
        target = form.cleaned_data.get("network")
        kind = form.cleaned_data.get("kind")
        if not closes_a_ring(self.instance, kind, target):
            return
        if target.translation_key == self.instance.translation_key:
            form.add_error("network", _("A network is not a member of itself."))
        else:
            form.add_error(
                "network",
                _("“%(network)s” already belongs to this network, directly or through others.") % {"network": target},
            )


def closes_a_ring(page: Any, kind: str | None, target: Any) -> bool:
    """Whether the network would belong to itself, directly or through others, in whichever language they are named."""
    from networks.models import Relation

    if target is None or kind not in Relation.UPWARD:
        return False
    if target.translation_key == page.translation_key:
        return True
    return bool(page.pk) and page.source.pk in _above(target.source.pk)


def _above(start: int) -> set[int]:
    """The networks to which a network belongs, directly or through others."""
    from networks.models import Relation

    found: set[int] = set()
    new = {start}
    while new:
        found |= new
        reached = Relation.objects.filter(page__in=new, kind__in=Relation.UPWARD, network__isnull=False)
        new = set(reached.values_list("network", flat=True)) - found
    return found


def leave_out_rings(page: Any) -> None:
    """Before a network is saved. A draft is published without its form, by its hour or by a reviewer, when another
    network may belong to it by then: what would close the ring is left out, so that the rest is published."""
    relations = list(page.relations.all())
    kept = [one for one in relations if not closes_a_ring(page, one.kind, one.network)]
    if len(kept) < len(relations):
        logger.warning(
            "Network %s: left out %d relations that would close a ring", page.pk, len(relations) - len(kept)
        )
        page.relations = kept
