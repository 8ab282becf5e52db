"""What is close to a sheet."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from library.models import Sheet
from search.similar import similar
from tests.search.making import make_many, make_sheet, make_territories, make_theme, make_user, translate

pytestmark = pytest.mark.django_db


def near(sheet: Sheet, reader: object = None, **options: int) -> list[str]:
    return [other.title for other in similar(sheet, reader or AnonymousUser(), **options)]


def test_what_is_shared_most_comes_first() -> None:
    water = make_theme("water", fr="Eau")
    rain, heat = make_theme("rain", parent=water, fr="Pluie"), make_theme("heat", fr="Chaleur")
    laval = make_territories()
    sheet = make_sheet("Celle-ci", themes=[rain], tags=["cuve"], territory=laval)
    make_sheet("Thème large", themes=[water])
    make_sheet("Même thème", themes=[rain])
    make_sheet("Même thème, même lieu", themes=[rain], territory=laval)
    make_sheet("Étiquette", kind="guide", tags=["cuve"])
    make_sheet("Sans rapport", themes=[heat], territory=laval)

    assert near(sheet, limit=9) == ["Même thème, même lieu", "Même thème", "Étiquette", "Thème large"]
    assert near(sheet) == near(sheet, limit=9)[:3]


def test_a_work_comes_once_in_the_language_of_the_sheet() -> None:
    theme = make_theme("water", fr="Eau")
    sheet = make_sheet("Celle-ci", themes=[theme])
    english = translate(sheet, "en", "This one")
    other = make_sheet("L'autre", themes=[theme])
    translate(other, "en", "The other")
    make_sheet("Seule", themes=[theme])

    assert set(near(sheet)) == {"Seule", "L'autre"}
    assert near(english) == ["The other", "Seule"]


def test_only_what_the_reader_may_see() -> None:
    theme, club = make_theme("water", fr="Eau"), Group.objects.create(name="Club")
    sheet = make_sheet("Celle-ci", themes=[theme])
    make_sheet("Membres", access="members", themes=[theme])
    make_sheet("Club", access="groups", groups=[club], themes=[theme])
    make_sheet("Brouillon", themes=[theme], publish=False)

    assert near(sheet) == ["Membres"]
    assert set(near(sheet, make_user(groups=(club,)))) == {"Membres", "Club"}


def test_few_queries_however_many_sheets() -> None:
    theme, laval = make_theme("water", fr="Eau"), make_territories()
    make_many(100, [theme], laval)
    sheet = Sheet.objects.select_related("work__source__territory").filter(source_of__isnull=False).first()
    assert sheet

    with CaptureQueriesContext(connection) as captured:
        assert len(similar(sheet, AnonymousUser())) == 3
    assert len(captured) <= 2
