"""Relations of networks as readers meet them: said from both ends, and drawn as who belongs to whom.

A network that the reader may not see is not named, here as anywhere.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from home.visibility import visible_to
from networks.models import NetworkPage, Organisation, Relation

MOST_DRAWN = 100
# What works both ways has no upper and no lower end to draw.
DRAWN = [kind for kind in Relation.Kind.values if kind != Relation.Kind.PARTNER_OF]


class Names:
    """What to call networks: their title with its address in the reader's language; else a name without a link."""

    def __init__(self, networks: Iterable[NetworkPage], locale: int, user: Any) -> None:
        """`networks`: sources. One query."""
        self.acronyms = {network.translation_key: network.acronym for network in networks}
        self.shown: dict[UUID, dict[str, Any]] = {}
        named = NetworkPage.objects.filter(translation_key__in=list(self.acronyms)).select_related("locale")
        for page in visible_to(named, user).order_by("pk") if self.acronyms else ():
            here = page.locale_id == locale
            if here or page.translation_key not in self.shown:
                self.shown[page.translation_key] = {
                    "title": page.title,
                    "lang": page.locale.language_code,
                    "url": page.url if here else None,
                    "acronym": self.acronyms[page.translation_key],
                }

    def of(self, thing: NetworkPage | Organisation | None) -> dict[str, Any] | None:
        if isinstance(thing, Organisation):
            return {"title": thing.label(), "acronym": thing.acronym, "website": thing.website}
        return self.shown.get(thing.translation_key) if thing else None


def ties(page: NetworkPage, user: Any) -> list[dict[str, Any]]:
    """The relations of a network, those that others state too, as ``said`` and the ``names`` that it is said of."""
    source = page.source
    own, others = _relations(source)
    ends = [*(relation.network for relation in own if relation.network), *(relation.page for relation in others)]
    names = Names(ends, page.locale_id, user)
    said: dict[str, list[dict[str, Any]]] = {}
    for relation in own:
        _add(said, str(relation.get_kind_display()), names.of(relation.network or relation.organisation))
    for relation in others:
        _add(said, str(Relation.CONVERSE[Relation.Kind(relation.kind)]), names.of(relation.page))
    return [{"said": words, "names": found} for words, found in said.items()]


def _relations(source: NetworkPage) -> tuple[list[Relation], list[Relation]]:
    """Those that the network states, and those that others state of it. One query."""
    own = source.relations.all()
    if not isinstance(own, QuerySet):  # a preview's rows are a list already
        return list(own), list(source.relations_from_others.select_related("page")) if source.pk else []
    both = Relation.objects.filter(Q(page=source) | Q(network=source)).order_by("sort_order", "pk")
    found = list(both.select_related("page", "network", "organisation"))
    return [one for one in found if one.page_id == source.pk], [one for one in found if one.page_id != source.pk]


def _add(said: dict[str, list[dict[str, Any]]], words: str, name: dict[str, Any] | None) -> None:
    if name is not None and name not in said.setdefault(words, []):
        said[words].append(name)


def belongings(networks: QuerySet[NetworkPage], locale: int, user: Any) -> list[dict[str, Any]]:
    """Who belongs to whom, as trees: each node with its ``name``, how it is ``said``, and what is ``below`` it."""
    relations = Relation.objects.filter(page__in=networks.order_by().values("pk"), kind__in=DRAWN)
    relations = relations.exclude(Q(network=None) & Q(organisation=None)).order_by("pk")
    edges = list(relations.select_related("page", "network", "organisation")[:MOST_DRAWN])
    ends = {end.pk: end for edge in edges for end in (edge.page, edge.network) if end}
    names = Names(ends.values(), locale, user)
    below: dict[Any, list[Relation]] = {}
    for edge in edges:
        below.setdefault(edge.network or edge.organisation, []).append(edge)
    lower = {edge.page for edge in edges}
    tops = [upper for upper in below if upper not in lower] or list(below)[:1]
    trees = [_node(top, "", below, names, frozenset()) for top in tops]
    return [tree for tree in trees if tree and tree["below"]]


def _node(
    thing: Any, said: str, below: dict[Any, list[Relation]], names: Names, above: frozenset
) -> dict[str, Any] | None:
    name = names.of(thing)
    if name is None or thing in above:  # hidden from the reader; or a ring, which only two publications at once make
        return None
    nodes = (
        _node(edge.page, str(Relation.CONVERSE[Relation.Kind(edge.kind)]), below, names, above | {thing})
        for edge in below.get(thing, [])
    )
    return {"name": name, "said": said, "below": [node for node in nodes if node]}
