"""Sheets, themes and readers for the tests of the search."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import TestCase
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from home.models import HomePage, StandardPage
from library.models import KINDS, ExperienceSheet, LibraryPage, Sheet, Theme, ThemeLabel, Work
from networks.models import LocalAuthority, Membership, Territory, User
from search import indexing
from tests.kept import kept

committed = (
    TestCase.captureOnCommitCallbacks
)  # with committed(execute=True): what happens on commit happens at its end


@kept
def make_site() -> HomePage:
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    key, library_key, homes = uuid.uuid4(), uuid.uuid4(), []
    with committed(execute=True):
        for code, _name in settings.LANGUAGES:
            locale = Locale.objects.get_or_create(language_code=code)[0]
            home = HomePage(title=f"Home {code}", slug=f"home-{code}", locale=locale, translation_key=key)
            root.add_child(instance=home)
            library = LibraryPage(title=f"Library {code}", slug="library", locale=locale, translation_key=library_key)
            home.add_child(instance=library)
            homes.append(home)
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=homes[0], is_default_site=True)
    return homes[0]


def make_page(
    title: str, text: str = "", parent: Page | None = None, language: str = "fr", **fields: Any
) -> StandardPage:
    parent = parent or HomePage.objects.get(locale__language_code=language)
    locale = Locale.objects.get(language_code=language)
    page = StandardPage(title=title, locale=locale, body=[("text", f"<p>{text}</p>")], **fields)
    with committed(execute=True):
        parent.add_child(instance=page)
        page.save_revision().publish()
    return page


def make_sheet(
    title: str,
    language: str = "fr",
    kind: str = "experience",
    access: str = "public",
    publish: bool = True,
    **fields: Any,
) -> Sheet:
    """A published sheet; of a work of its own, unless it is given the `translation_key` of another."""
    with committed(execute=True):
        return save_sheet(title, language, kind, access, publish, **fields)


def save_sheet(
    title: str,
    language: str = "fr",
    kind: str = "experience",
    access: str = "public",
    publish: bool = True,
    **fields: Any,
) -> Sheet:
    chosen = {name: fields.pop(name) for name in ("themes", "groups", "tags", "rows") if name in fields}
    sheet = KINDS[kind](
        title=title,
        access=access,
        locale=Locale.objects.get_or_create(language_code=language)[0],
        **{"translation_key": uuid.uuid4(), **fields},
    )
    for name in ("themes", "groups"):
        if name in chosen:
            setattr(sheet, name, chosen[name])
    for relation, rows in chosen.get("rows", {}).items():
        setattr(sheet, relation, rows)
    sheet.save()
    if "tags" in chosen:
        sheet.tags.add(*chosen["tags"])
        sheet.save()
    if publish:
        sheet.save_revision().publish()
    return sheet


def make_many(number: int, themes: list[Theme], territory: Territory) -> None:
    """Experiences, and an English version of every third: straight into the database, then reconciled."""
    french, english = (Locale.objects.get(language_code=code) for code in ("fr", "en"))
    works = [Work(kind="experience", translation_key=uuid.uuid4()) for _place in range(number)]
    facts = {"access": "public", "live": True, "first_published_at": timezone.now(), "territory": territory}
    Work.objects.bulk_create(works)
    sources = [
        Sheet(work=work, translation_key=work.translation_key, locale=french, title=f"Fuite {place}",
              body="<p>Une fuite d’eau</p>" * 20, year=2000 + place % 20, **facts)
        for place, work in enumerate(works)
    ]  # fmt: skip
    others = [
        Sheet(
            work=work, translation_key=work.translation_key, locale=english, title="Leak", summary="fuite", live=True
        )
        for work in works[::3]
    ]
    Sheet.objects.bulk_create([*sources, *others])
    for work, source in zip(works, sources, strict=True):
        work.source = source
    Work.objects.bulk_update(works, ["source"])
    words = [field.column for field in ExperienceSheet._meta.local_concrete_fields if not field.primary_key]
    with connection.cursor() as cursor:  # bulk_create knows no inheritance
        cursor.execute(
            f"INSERT INTO library_experiencesheet (sheet_ptr_id, {', '.join(words)}) "
            f"SELECT id, {', '.join(chr(39) * 2 for _name in words)} FROM library_sheet "
            "WHERE id NOT IN (SELECT sheet_ptr_id FROM library_experiencesheet)"
        )
    chosen = Sheet.themes.through
    chosen.objects.bulk_create(chosen(sheet=source, theme=theme) for source in sources for theme in themes)
    indexing.reconcile()


def translate(sheet: Sheet, language: str, title: str, **fields: Any) -> Sheet:
    return make_sheet(title, language, sheet.work.kind, translation_key=sheet.translation_key, **fields)


def make_theme(identifier: str, parent: Theme | None = None, **labels: str) -> Theme:
    """``fr="Eau; ressource en eau"``: the preferred label, then alternative ones."""
    theme = Theme.objects.create(identifier=identifier, parent=parent)
    for language, words in labels.items():
        for place, label in enumerate(words.split(";")):
            ThemeLabel.objects.create(theme=theme, language=language, label=label.strip(), preferred=not place)
    return theme


def make_territories() -> Territory:
    """A commune, in its department and region."""
    region = Territory.objects.create(kind="region", code="52", reference="R52", name="Pays de la Loire")
    department = Territory.objects.create(kind="department", code="53", reference="53", name="Mayenne", region=region)
    return Territory.objects.create(
        kind="commune", code="53130", reference="53130", name="Laval", department=department, region=region
    )


def make_user(name: str = "reader", groups: tuple[Group, ...] = (), authority: LocalAuthority | None = None) -> User:
    user = User.objects.create_user(f"{name}@example.org", "a long password", authority=authority)
    user.groups.set(groups)
    return user


def make_member(name: str = "member", days: int = 30) -> User:
    """Of an authority whose membership ends in so many days; it has lapsed where the number is negative."""
    today = timezone.localdate()
    authority = LocalAuthority.objects.create(name=f"Authority of {name}")
    Membership.objects.create(
        authority=authority, start=today - timezone.timedelta(days=400), end=today + timezone.timedelta(days=days)
    )
    return make_user(name, authority=authority)


def make_staff(name: str = "staff") -> User:
    user = make_user(name)
    user.user_permissions.add(Permission.objects.get(codename="read_every_work"))
    return user
