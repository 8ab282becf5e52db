"""The world that the doors lead into: a work in each state, with a word of its own in every place, and a reader of
each role."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from library.models import KINDS, LibraryPage, PrivateDocument, Sheet, Theme, ThemeLabel, Work
from networks.models import LocalAuthority, Territory, User
from search import indexing
from tests import factories
from tests.access import rules
from tests.access.words import Words

FACTS_OF_ROWS: dict[str, Any] = {"amount": 10, "date": datetime.date(2024, 5, 1), "before": 8, "after": 4, "number": 1}


@dataclass
class World:
    words: Words = field(default_factory=Words)
    libraries: dict[str, LibraryPage] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)  # primary keys of the source sheets
    years: dict[str, int] = field(default_factory=dict)
    territories: dict[str, str] = field(default_factory=dict)  # their references
    urls: dict[tuple[str, str], str] = field(default_factory=dict)  # by state and language, also where none may open
    files: dict[tuple[str, str], PrivateDocument] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    group: Any = None


def build() -> World:
    world = World(libraries=factories.library_tree())
    world.group = Group.objects.create(name="Pilots")
    theme = Theme.objects.create(identifier="energy")
    for language in rules.LANGUAGES:
        ThemeLabel.objects.create(theme=theme, language=language, label=f"Energy {language}")
    for index, state in enumerate(rules.STATES):
        _work(world, state, index, theme)
    _people(world)
    indexing.drain()  # as when a transaction is committed, which this one never is
    return world


def _work(world: World, state: str, index: int, theme: Theme) -> None:
    kind, words = rules.kind_of(state), world.words
    model: Any = KINDS[kind]
    source = rules.SOURCES.get(state, "fr")
    languages = [source, *(language for language in rules.LANGUAGES if language != source)]
    world.years[state] = 1950 + index
    for which in rules.FILES:
        world.files[state, which] = _file(world, state, which)
    territory = Territory.objects.create(
        kind="department", code=f"D{index}", reference=f"D{index}", name=words.new(state, "place")
    )
    world.territories[state] = territory.reference
    publisher = {"publisher": words.new(state, "publisher")} if kind == "guide" else {}
    work = factories.work(
        kind,
        languages=languages,
        publish=state not in {"draft", "scheduled"},
        access=_access(state),
        groups=[world.group] if state in {"group", "opening", "working"} else [],
        rows={relation: [_row(world, state, model, relation)] for relation in model.ROWS},
        files=[(world.files[state, which], which) for which in rules.FILES],
        tags=[words.new(state, "tag")],
        themes=[theme],
        year=world.years[state],
        territory=territory,
        authority=LocalAuthority.objects.create(name=words.new(state, "authority"), territory=territory),
        contact_name=words.new(state, "contact"),
        contact_email=f"{words.new(state, 'contact')}@example.org",
        contact_access="members" if state in rules.CONTACT_FOR_MEMBERS else "same",
        partners=[_partner(words.new(state, "partner"))],
        go_live_at=timezone.now() + datetime.timedelta(days=1) if state == "scheduled" else None,
        **publisher,
        **{name: _text(words.each(state, name, languages), model, name) for name in model.WORDS},
    )
    world.numbers[state] = work.pk
    world.sources[state] = work.source_id
    for language in languages:
        world.urls[state, language] = factories.version(work, language).url
    _bring_about(world, state, work)


def _text(said: dict[str, str], model: Any, name: str) -> dict[str, str]:
    rich = "RichText" in type(model._meta.get_field(name)).__name__
    return {language: f"<p>{word}</p>" if rich else word for language, word in said.items()}


def _row(world: World, state: str, model: Any, relation: str) -> dict[str, Any]:
    row = model._meta.get_field(relation).related_model
    words = {name: world.words.each(state, f"{relation}.{name}", rules.LANGUAGES) for name in row.WORDS}
    return words | {name: FACTS_OF_ROWS.get(name) for name in row.FACTS}


def _partner(name: str) -> Any:
    return Sheet._meta.get_field("partners").related_model(name=name)


def _file(world: World, state: str, which: str) -> PrivateDocument:
    new = world.words.new
    content = f"text of {new(state, f'content_of_{which}')}".encode()
    return factories.document(content, f"{new(state, f'name_of_{which}')}.txt", new(state, f"title_of_{which}"))


def _access(state: str) -> str:
    if state in {"group", "no_group", "opening", "working"}:
        return "groups"
    return "members" if state in {"members", "expired_en", "technical", "guide"} else "public"


def _bring_about(world: World, state: str, work: Work) -> None:
    """What happened to the work after its first publication."""
    source, past = factories.source_of(work), timezone.now() - datetime.timedelta(minutes=1)
    match state:
        case "scheduled":
            source.latest_revision.publish()  # later: it only notes the hour
            assert not factories.source_of(work).live
        case "expired" | "expired_en":  # its hour has passed, and the timer stands still
            late = source if state == "expired" else factories.version(work, "en")
            Sheet.objects.filter(pk=late.pk).update(expire_at=past)
        case "withdrawn":
            source.unpublish()
        case "withdrawn_ar":
            factories.version(work, "ar").unpublish()
        case "draft_en":
            english = factories.version(work, "en")
            Sheet.objects.filter(pk=english.pk).update(live=False, live_revision=None, first_published_at=None)
        case "deleted":
            source.delete()
        case "closing" | "opening":
            new = world.words.new
            document = factories.document(new(state, "draft_file").encode(), f"{new(state, 'draft_file')}.txt")
            world.files[state, "draft"] = document
            draft = source.get_latest_revision_as_object()
            draft.files.add(Sheet._meta.get_field("files").related_model(document=document, access="same"))
            draft.title, draft.body = new(state, "draft_title"), f"<p>{new(state, 'draft_body')}</p>"
            draft.access, draft.groups = ("groups", []) if state == "closing" else ("public", [])
            draft.save_revision()


def _people(world: World) -> None:
    yesterday = timezone.localdate(timezone=timezone.get_default_timezone()) - datetime.timedelta(days=1)
    ours, others = [world.group], [Group.objects.create(name="Others")]
    made = {
        "deactivated": factories.member("deactivated@example.org", groups=ours, is_active=False),
        "outsider": factories.account("outsider@example.org"),
        "lapsed": factories.member("lapsed@example.org", end=yesterday),
        "member": factories.member("member@example.org"),
        "in_group": factories.member("in-group@example.org", groups=ours),
        "other_group": factories.member("other-group@example.org", groups=others),
        "only_group": factories.account("only-group@example.org", ours),
        "manager": factories.staff("manager@example.org", "Members' managers"),
        "editor": factories.staff("editor@example.org", "Editors"),
        "translator": factories.staff("translator@example.org", "Translators"),
        "moderator": factories.staff("moderator@example.org", "Moderators"),
        "administrator": factories.account("administrator@example.org", is_superuser=True, is_staff=True),
    }
    world.people = made
