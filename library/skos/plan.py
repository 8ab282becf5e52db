"""Holds the concepts of a file against the vocabulary, and says what each would change.

An import adds and corrects; it never takes away. A word that a new preferred label replaces stays as an alternative,
and what staff have written in a language that the file does not speak is left alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import gettext as _

from library.models import FormerTheme, Theme, ThemeLabel, ThemeMatch, ThemeNote

from .concepts import Incoming, Read
from .faults import Fault

MOST_OF_A_CIRCLE = 10  # that are named


@dataclass(eq=False)
class State:
    """A theme, as it is or as it is to be."""

    identifier: str
    pk: int | None = None
    uri: str | None = None
    parent: "State | None" = None
    preferred: dict[str, str] = field(default_factory=dict)
    alternative: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    notes: dict[str, str] = field(default_factory=dict)
    matches: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return self.preferred.get(settings.LANGUAGE_CODE) or next(iter(self.preferred.values()), self.identifier)

    def copy(self) -> "State":
        return State(
            *(self.identifier, self.pk, self.uri, self.parent),
            *(dict(self.preferred), deepcopy(self.alternative), dict(self.notes), set(self.matches)),
        )


@dataclass
class Change:
    """What one theme would become. `before` is None for a new one."""

    before: State | None
    after: State
    told: list[str] = field(default_factory=list)


@dataclass
class Plan:
    created: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    merged: int = 0  # concepts that were merged into another theme here
    left_out: int = 0  # broader concepts beyond the one that a theme has
    skipped: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)


def make_plan(read: Read) -> Plan:
    return _Planner(read).plan()


def load() -> dict[int, State]:
    """The vocabulary as it is. Five queries."""
    found: dict[int, State] = {}
    parents = {}
    for pk, name, uri, parent in Theme.objects.values_list("pk", "identifier", "uri", "parent"):
        found[pk], parents[pk] = State(name, pk, uri), parent
    for pk, parent in parents.items():
        found[pk].parent = found.get(parent)
    for theme, language, label, preferred in ThemeLabel.objects.values_list("theme", "language", "label", "preferred"):
        if preferred:
            found[theme].preferred[language] = label
        else:
            found[theme].alternative[language].add(label)
    for theme, language, text in ThemeNote.objects.values_list("theme", "language", "text"):
        found[theme].notes[language] = text
    for theme, match in ThemeMatch.objects.values_list("theme", "uri"):
        found[theme].matches.add(match)
    return found


class _Planner:
    def __init__(self, read: Read) -> None:
        self.read = read
        self.made = Plan(faults=list(read.faults), skipped=read.skipped)
        before = load()
        self.before = before
        self.after = {pk: state.copy() for pk, state in before.items()}
        for state in self.after.values():
            state.parent = self.after[state.parent.pk] if state.parent and state.parent.pk else None
        self.by_uri = {state.uri: state for state in self.after.values() if state.uri}
        self.by_name = {state.identifier: state for state in self.after.values()}
        self.former: dict[str, State] = {}
        for name, uri, theme in FormerTheme.objects.values_list("identifier", "uri", "theme"):
            self.former |= {key: self.after[theme] for key in (name, uri) if key}
        self.found: dict[str, State] = {}  # by the address in the file
        self.taken: dict[int, str] = {}
        self.merged: set[str] = set()

    def plan(self) -> Plan:
        news = [state for concept in self.read.concepts if (state := self._find(concept))]
        for concept in sorted(self.read.concepts, key=lambda concept: concept.uri in self.merged):
            if state := self.found.get(concept.uri):
                if concept.uri in self.merged:
                    self._add_words_of_merged(state, concept)
                else:
                    self._describe(state, concept)
        for concept in self.read.concepts:
            if concept.uri in self.found and concept.uri not in self.merged:
                self._place(self.found[concept.uri], concept)
        self._refuse_cycles([*self.after.values(), *news])
        self.made.created = [Change(None, state) for state in news]
        for pk, state in self.after.items():
            if told := list(_differences(self.before[pk], state)):
                self.made.changed.append(Change(self.before[pk], state, told))
        touched = {state.pk for state in self.found.values() if state.pk}
        self.made.unchanged = len(touched - {change.after.pk for change in self.made.changed})
        self.made.merged = len(self.merged)
        return self.made

    def _fault(self, concept: Incoming, message: str) -> None:
        self.made.faults.append(Fault(concept.uri, message))

    def _find(self, concept: Incoming) -> State | None:
        """Note which theme it is. A new one is returned."""
        uri, name = concept.uri, concept.identifier
        state = self.by_uri.get(uri)
        if state is None and uri in self.former:
            state = self.former[uri]
            self.merged.add(uri)
        if state is None and name in self.by_name:
            state = self.by_name[name]
            if state.uri and not concept.own:
                told = {"name": name, "address": state.uri}
                self._fault(concept, _("the identifier “%(name)s” is that of %(address)s here") % told)
                return None
        if state is None and name in self.former:
            state = self.former[name]
            self.merged.add(uri)
        if state is not None:
            if uri not in self.merged and (first := self.taken.setdefault(id(state), uri)) != uri:
                told = {"name": state.identifier, "address": first}
                self._fault(concept, _("is the theme “%(name)s”, as %(address)s is") % told)
                return None
            self.found[uri] = state
            return None
        self.found[uri] = self.by_name[name] = new = State(name)
        self.taken[id(new)] = uri
        return new

    def _describe(self, state: State, concept: Incoming) -> None:
        if not concept.own and state.uri is None:
            state.uri = concept.uri
        for code, label in concept.preferred.items():
            former = state.preferred.get(code)
            if former and former != label:
                state.alternative[code].add(former)
            state.preferred[code] = label
        for code, labels in concept.alternative.items():
            state.alternative[code] |= labels
        for code, labels in state.alternative.items():
            labels.discard(state.preferred.get(code, ""))
        state.notes |= concept.notes
        state.matches |= concept.matches

    def _add_words_of_merged(self, state: State, concept: Incoming) -> None:
        words = {code: {label} for code, label in concept.preferred.items()}
        for code in {*words, *concept.alternative}:
            known = {label.casefold() for label in (*state.alternative[code], state.preferred.get(code, ""))}
            added = words.get(code, set()) | concept.alternative.get(code, set())
            state.alternative[code] |= {label for label in added if label.casefold() not in known}
        state.matches |= concept.matches - {state.uri or ""}

    def _place(self, state: State, concept: Incoming) -> None:
        above = []
        for uri in sorted(concept.broader):
            broader = self.found.get(uri) or self.by_uri.get(uri) or self.former.get(uri)
            if broader is None:
                self._fault(concept, _("its broader concept is neither in the file nor here: %(uri)s") % {"uri": uri})
            elif broader is not state or uri == concept.uri:
                above.append(broader)
        if above:
            if state.parent not in above:
                state.parent = above[0]
            self.made.left_out += len({id(broader) for broader in above}) - 1
        elif concept.top and not concept.broader:
            state.parent = None

    def _refuse_cycles(self, states: Iterable[State]) -> None:
        safe: set[int] = set()
        for state in states:
            path: dict[int, State] = {}
            at: State | None = state
            while at is not None and id(at) not in safe and id(at) not in path:
                path[id(at)] = at
                at = at.parent
            if at is not None and id(at) in path:
                walked = list(path.values())
                circle = [*walked[walked.index(at) :][:MOST_OF_A_CIRCLE], at]
                message = _("A theme would be broader than itself: %(path)s")
                self.made.faults.append(Fault("", message % {"path": " → ".join(one.name for one in circle)}))
            safe |= set(path)


def _differences(before: State, after: State) -> Iterator[str]:
    if before.uri != after.uri:
        yield _("address: %(uri)s") % {"uri": after.uri}
    name = after.parent.identifier if after.parent else None
    if name != (before.parent.identifier if before.parent else None):
        yield _("broader theme: %(name)s") % {"name": after.parent.name if after.parent else "–"}
    for code, label in after.preferred.items():
        if before.preferred.get(code) != label:
            yield f"{before.preferred.get(code, '–')} → {label} ({code})"
    for code, labels in after.alternative.items():
        if added := labels - before.alternative.get(code, set()):
            yield f"+ {', '.join(sorted(added))} ({code})"
        if removed := before.alternative.get(code, set()) - labels:  # it is the preferred one now
            yield f"− {', '.join(sorted(removed))} ({code})"
    for code, text in after.notes.items():
        if before.notes.get(code) != text:
            yield _("scope note (%(language)s)") % {"language": code}
    if added := after.matches - before.matches:
        yield f"= {', '.join(sorted(added))}"
