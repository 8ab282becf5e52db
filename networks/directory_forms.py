"""The form of a network: no chain of memberships comes back to where it began."""

from typing import Any

from django.utils.translation import gettext as _

from home.facts_forms import FactualPageForm


class NetworkForm(FactualPageForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        formset = self.formsets.get("relations")
        for form in formset.forms if formset is not None else []:
            if form.is_valid() and not formset._should_delete_form(form):
                self._refuse_cycle(form)
        return data

    def _refuse_cycle(self, form: Any) -> None:
        from networks.models import Relation

        target = form.cleaned_data.get("network")
        if target is None or form.cleaned_data.get("kind") not in Relation.UPWARD:
            return
        here = self.instance.pk
        target_source = target.source.pk
        if target_source == here or target.translation_key == self.instance.translation_key:
            form.add_error("network", _("A network is not a member of itself."))
        elif here and here in _above(target_source):
            form.add_error(
                "network",
                _("“%(network)s” already belongs to this network, directly or through others.") % {"network": target},
            )


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
