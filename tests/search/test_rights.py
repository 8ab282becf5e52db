"""A word that stands only where a reader may not read changes nothing for that reader."""

from dataclasses import asdict, replace

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import timezone
from wagtail.models import PageViewRestriction

from library.models import ExperienceSheet, Sheet
from networks.models import Membership, User
from search.engines import SearchQuery, get_engine
from search.results import load
from search.similar import similar
from tests.search.making import (
    committed,
    make_member,
    make_page,
    make_sheet,
    make_staff,
    make_theme,
    make_user,
    translate,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


def found(q: str, reader: User | AnonymousUser, **options: object) -> set[int]:
    page = get_engine().search(SearchQuery(q=q, language="fr", **options), reader)
    assert page.total == len(page.hits) == len(load(page.hits, reader))
    return {hit.number for hit in page.hits}


def everything(q: str, reader: User | AnonymousUser) -> dict:
    """All that a search tells."""
    return asdict(get_engine().search(SearchQuery(q=q, language="fr"), reader))


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_who_finds_what() -> None:
    club, other = Group.objects.create(name="Club"), Group.objects.create(name="Other")
    word = "<p>chaufferie</p>"
    public = make_sheet("Un", body=word).work_id
    members = make_sheet("Deux", body=word, access="members").work_id
    groups = make_sheet("Trois", body=word, access="groups", groups=[club]).work_id
    make_sheet("Quatre", body=word, publish=False)

    expected = {
        AnonymousUser(): {public},
        make_user("outsider"): {public},
        make_member("current"): {public, members},
        make_member("lapsed", days=-1): {public},
        make_user("friend", groups=(club,)): {public, groups},
        make_user("stranger", groups=(other,)): {public},
        make_staff(): {public, members, groups},
    }
    for reader, numbers in expected.items():
        assert found("chaufferie", reader) == numbers, reader

    both = make_member("both")
    both.groups.add(club)
    assert found("chaufferie", fresh(both)) == {public, members, groups}


def test_a_membership_that_ends_closes_the_search() -> None:
    members = make_sheet("Titre", body="<p>chaufferie</p>", access="members")
    member = make_member()
    assert found("chaufferie", member) == {members.work_id}

    Membership.objects.update(end=timezone.localdate() - timezone.timedelta(days=1))

    assert found("chaufferie", fresh(member)) == set()


def test_a_restricted_body_changes_nothing_for_a_visitor() -> None:
    theme = make_theme("heat", fr="Chaleur")
    make_sheet("La chaufferie bois", summary="Une chaudière", themes=[theme], year=2020)
    make_sheet("Le réseau", body="<p>bois et chaufferie</p>", themes=[theme], year=2021)
    members = make_sheet("Pour les membres", access="members", themes=[theme], year=2022)
    questions = [
        "chaufferie",
        "bois",
        "chaufferie bois",
        "chauferie",
        "hydrolienne",
        "hydrolien",
        "membres",
        '"le bois"',
        "-bois membres",
    ]
    before = [everything(q, AnonymousUser()) for q in questions]
    neighbours = [sheet.pk for sheet in similar(members, AnonymousUser())]

    with committed(execute=True):
        members.body = "<p>" + "chaufferie bois hydroliennes le bois " * 50 + "</p>"
        members.save_revision().publish()

    assert [everything(q, AnonymousUser()) for q in questions] == before
    assert [sheet.pk for sheet in similar(members, AnonymousUser())] == neighbours
    assert found("hydrolienne", make_member()) == {members.work_id}
    assert (
        get_engine().search(SearchQuery(q="hydrolliennes", language="fr"), make_member("m")).did_you_mean
        == "hydroliennes"
    )


def test_a_work_of_a_group_changes_nothing_outside_it() -> None:
    club, other = Group.objects.create(name="Club"), Group.objects.create(name="Other")
    theme = make_theme("heat", fr="Chaleur")
    public = make_sheet("La chaufferie bois", themes=[theme])
    own = make_sheet("Une chaufferie du club", access="groups", groups=[club], themes=[theme])
    make_sheet("Un bois du club", access="groups", groups=[club], themes=[theme])
    friend = make_user("friend", groups=(club,))
    questions = ["chaufferie", "bois", "chaufferie bois", "chauferie", "hydrolienne", ""]
    readers = [AnonymousUser(), make_member(), friend]
    before = [everything(q, reader) for q in questions for reader in readers]
    neighbours = [[sheet.pk for sheet in similar(public, reader)] for reader in readers]

    for number in range(5):
        make_sheet(
            f"Hydroliennes et chaufferie bois {number}",
            body="<p>hydrolienne hydrolliene chaufferie</p>",
            access="groups",
            groups=[other],
            themes=[theme],
            year=1999,
        )

    assert [everything(q, reader) for q in questions for reader in readers] == before
    assert [[sheet.pk for sheet in similar(public, reader)] for reader in readers] == neighbours
    assert own.work_id in found("chaufferie", friend)


def test_a_restriction_that_is_not_projected_yet_is_obeyed() -> None:
    """As after queryset.update, or while a projection fails."""
    sheet = make_sheet("Titre", body="<p>chaufferie</p>")
    Sheet.objects.filter(pk=sheet.pk).update(access="members")
    assert found("chaufferie", AnonymousUser()) == set()

    Sheet.objects.filter(pk=sheet.pk).update(access="groups")
    assert found("chaufferie", make_member()) == set()

    Sheet.objects.filter(pk=sheet.pk).update(access="public", live=False)
    assert found("chaufferie", AnonymousUser()) == set()


def test_what_expires_is_gone_at_that_moment_in_all_languages() -> None:
    sheet = make_sheet("Chaufferie")
    translate(sheet, "en", "Chaufferie")
    assert found("chaufferie", AnonymousUser()) == {sheet.work_id}

    ExperienceSheet.objects.filter(pk=sheet.pk).update(expire_at=timezone.now())

    assert found("chaufferie", AnonymousUser()) == set()
    assert found("chaufferie", make_staff()) == set()


def test_a_closed_page_is_found_by_its_group_alone(site: None) -> None:
    club = Group.objects.create(name="Club")
    page = make_page("Réunions", "hydrolienne")
    friend, stranger = make_user("friend", groups=(club,)), make_user("stranger")
    assert found("hydrolienne", stranger) == {page.pk}

    with committed(execute=True):
        restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
        restriction.groups.add(club)

    assert found("hydrolienne", friend) == {page.pk}
    for reader in (AnonymousUser(), stranger, make_member(), make_staff()):
        assert found("hydrolienne", reader) == set()


def test_a_closed_page_is_gone_before_it_is_projected(site: None) -> None:
    page = make_page("Réunions", "hydrolienne")
    PageViewRestriction.objects.bulk_create([PageViewRestriction(page=page, restriction_type="login")])

    assert found("hydrolienne", AnonymousUser()) == set()


def test_excluding_a_hidden_word_excludes_nothing() -> None:
    members = make_sheet("Chaufferie", body="<p>secret</p>", access="members")

    assert found("chaufferie -secret", AnonymousUser()) == {members.work_id}
    assert found("chaufferie -secret", make_member()) == set()


def test_facets_count_what_the_reader_may_see() -> None:
    theme = make_theme("heat", fr="Chaleur")
    make_sheet("Chaufferie", themes=[theme], year=2020)
    make_sheet("Chaufferie du club", access="groups", themes=[theme], year=1999)
    make_sheet("Autre", body="<p>chaufferie</p>", access="members", themes=[theme], year=1998)

    def years(q: str, reader: User | AnonymousUser) -> list[str]:
        query = SearchQuery(q=q, language="fr")
        return [facet["value"] for facet in get_engine().search(replace(query), reader).facets["year"]]

    assert years("chaufferie", AnonymousUser()) == ["2020"]
    assert years("", AnonymousUser()) == ["2020", "1998"]
    assert years("chaufferie", make_staff()) == ["2020", "1999", "1998"]
