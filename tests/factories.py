"""Short ways to make what tests need. Works are made as staff make them: revisions that are published, translations
through wagtail-localize."""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import override_settings
from wagtail.models import Locale, Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from home.models import HomePage, StandardPage
from home.translating import translate
from library.models import KINDS, LibraryPage, PrivateDocument, Sheet, SheetFile, Work
from networks.models import LocalAuthority, Membership, User
from search.indexing import deferred
from tests.kept import kept

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LIBRARY_SLUGS = {"fr": "bibliotheque", "en": "library", "ar": "maktaba"}
PASSWORD = "the-password-of-tests"


def locale(language: str) -> Locale:
    return Locale.objects.get(language_code=language)


# Pages


@kept
def library_tree() -> dict[str, LibraryPage]:
    """A home page in each language with the library below it. Returns the libraries by language."""
    home = HomePage(title="Accueil", slug="accueil", locale=locale("fr"), association_name="Association")
    root = Page.objects.get(depth=1)
    old = list(root.get_children())
    root.add_child(instance=home)
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    for page in old:
        page.delete()
    home.save_revision().publish()
    library = LibraryPage(title="Bibliothèque", slug=LIBRARY_SLUGS["fr"], locale=home.locale, show_in_menus=True)
    home.add_child(instance=library)
    library.save_revision().publish()
    libraries = {"fr": library}
    for language in LANGUAGES[1:]:
        translated_page(home, language, title=f"Home {language}", slug=f"home-{language}")
        libraries[language] = translated_page(
            library, language, title=f"Library {language}", slug=LIBRARY_SLUGS.get(language, language)
        )
    return libraries


@contextmanager
def lightly() -> Iterator[None]:
    """For hundreds of rows of which a page makes a list: what staff look for in the admin does not follow them."""
    unfollowed = {"default": settings.WAGTAILSEARCH_BACKENDS["default"] | {"AUTO_UPDATE": False}}
    with disable_reference_index_auto_update(), override_settings(WAGTAILSEARCH_BACKENDS=unfollowed), deferred():
        yield


def page(parent: Page, title: str, text: str = "", **fields: Any) -> StandardPage:
    made = StandardPage(title=title, locale=parent.locale, body=[{"type": "text", "value": text}], **fields)
    parent.add_child(instance=made)
    made.save_revision().publish()
    return made


def translated_page(source: Any, language: str, **fields: Any) -> Any:
    made = source.copy_for_translation(locale(language))
    for name, value in fields.items():
        setattr(made, name, value)
    made.save_revision().publish()
    return type(made).objects.get(pk=made.pk)  # with its new address


# Works


def document(content: bytes = b"content", name: str = "file.txt", title: str = "") -> PrivateDocument:
    made = PrivateDocument(title=title or name)
    made.file = ContentFile(content, name=name)
    made.save()
    return made


def work(
    kind: str = "experience",
    title: str = "Une fiche",
    languages: Iterable[str] = ("fr",),
    publish: bool = True,
    rows: dict[str, list[dict[str, Any]]] | None = None,
    files: Iterable[tuple[PrivateDocument, str]] = (),
    groups: Iterable[Group] = (),
    tags: Iterable[str] = (),
    **fields: Any,
) -> Work:
    """A work, public unless told otherwise, in these languages, the first being its source.

    A dict is a value for each language: ``title={"fr": …, "en": …}``; any other text is the same in all of them.
    """
    source_language, *others = languages
    fields = {"title": title, "access": "public", **fields}
    facts = {name: fields.pop(name) for name in list(fields) if name not in KINDS[kind].WORDS}
    rows = {
        relation: [{"translation_key": uuid4(), **row} for row in given] for relation, given in (rows or {}).items()
    }
    source = _sheet(kind, source_language, fields, rows)
    for name, value in facts.items():
        setattr(source, name, value)
    source.groups = list(groups)
    source.files = [SheetFile(document=file, access=access, sort_order=n) for n, (file, access) in enumerate(files)]
    source.tags.add(*tags)
    source.save()
    revision = source.save_revision()
    if publish:
        revision.publish()
    translate(source, *(_sheet(kind, language, fields, rows) for language in others))
    return Work.objects.get(pk=source.work_id)


def _sheet(kind: str, language: str, words: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> Any:
    """An unsaved sheet in one language. Only the source keeps what is set on it beside the words."""

    def said(value: Any) -> Any:
        return value[language] if isinstance(value, dict) else value

    model: Any = KINDS[kind]
    children = {
        relation: [
            model._meta.get_field(relation).related_model(
                locale=locale(language), sort_order=place, **{name: said(value) for name, value in row.items()}
            )
            for place, row in enumerate(given)
        ]
        for relation, given in rows.items()
    }
    return model(locale=locale(language), **{name: said(value) for name, value in words.items()}, **children)


def source_of(work: Work) -> Any:
    """The source sheet as its kind, fresh from the database."""
    return KINDS[work.kind].objects.get(pk=Work.objects.get(pk=work.pk).source_id)


def edit(sheet: Sheet, publish: bool = True, **fields: Any) -> Any:
    """A change of a sheet as its editor makes it: a revision, published or left as a draft."""
    made: Any = KINDS[sheet.work.kind].objects.get(pk=sheet.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(made, name, value)
    revision = made.save_revision()
    if publish:
        revision.publish()
    return made


def version(work: Work, language: str) -> Any:
    return KINDS[work.kind].objects.get(work=work, locale__language_code=language)


# People


def account(email: str, groups: Iterable[Group] = (), **fields: Any) -> User:
    """Someone who may log in, and is neither a member nor staff."""
    user = User.objects.create_user(email, PASSWORD, **fields)
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    user.groups.add(*groups)
    return user


def member(
    email: str,
    start: datetime.date = datetime.date(2020, 1, 1),
    end: datetime.date | None = None,
    groups: Iterable[Group] = (),
    **fields: Any,
) -> User:
    """Someone whose authority has a membership for this time."""
    authority = LocalAuthority.objects.create(name=f"Authority of {email}")
    Membership.objects.create(authority=authority, start=start, end=end)
    return account(email, groups, authority=authority, **fields)


def staff(email: str, role: str, **fields: Any) -> User:
    """Someone of the group that the migrations made for this role."""
    user = account(email, [Group.objects.get(name=role)], **fields)
    if role == "Translators":
        user.languages.set(Locale.objects.exclude(language_code="fr"))
    return user
