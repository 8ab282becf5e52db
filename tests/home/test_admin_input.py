"""What is typed wrong in the form of a page is said at its field, and never a fault of the server."""

import pytest

from home.models import AwardEditionPage, EventPage, NewsPage, ProgrammePage, ServicePage
from networks.models import AtlasPage, CommitmentPage, NetworkPage
from tests.home.every_type import TYPES, places
from tests.home.page_desk import errors, page_desk

pytestmark = pytest.mark.django_db

LONG = "m" * 300
NUL = "avant\0après"
NUMBERS = ("abc", "-1", "9" * 400, "\0", "NaN")
DATES = ("hier", "2027-13-45 99:99", "9999999-01-01 10:00", "\0")
# The fields of each type that hold a date, a number, an address or one of several values.
WRONG = {
    EventPage: {"start": DATES, "end": DATES, "seats": NUMBERS, "kind": ("party",), "time_zone": ("Mars/Olympus",)},
    AwardEditionPage: {"year": (*NUMBERS, "99999", "12")},
    NewsPage: {"date": DATES},
    NetworkPage: {"founded": (*NUMBERS, "99999", "12"), "website": ("javascript:alert(1)", "x" * 300), "kind": ("?",)},
    CommitmentPage: {"year": NUMBERS, "level": ("cosmic",), "authority": ("999999",)},
    ProgrammePage: {"level": ("cosmic",)},
    ServicePage: {"subject": ("nothing",)},
}
# Rows: what each relation of a type needs, and what is wrong in it.
ROWS = {
    (AwardEditionPage, "laureates"): (
        {"label": "Projet"},
        {"label": (LONG + "m", ""), "authority": ("999999",)},
    ),
    (NetworkPage, "figures"): (
        {"label": "communes", "qualifier": "exactly", "value": "5"},
        {"value": ("abc", "NaN", "1" * 15, "1.234"), "qualifier": ("perhaps",), "as_of": ("x" * 21,)},
    ),
    (ProgrammePage, "phases"): ({"label": "Début"}, {"start_year": ("12", "abc"), "end_year": ("99999",)}),
    (CommitmentPage, "results"): ({"label": "Haies"}, {"before": ("beaucoup", "1e40"), "date": ("demain",)}),
    (AtlasPage, "entries"): ({"label": "Une espèce"}, {"species": ("-1", "9" * 30), "authority": ("", "999999")}),
}


@pytest.fixture
def found() -> dict:
    return places()["fr"]


@pytest.fixture
def editor():
    return page_desk("Editors")


def valid(model) -> dict[str, str]:
    """What makes a page of this type that is sent for approval."""
    needed = {"kind": "national" if model is NetworkPage else "visit", "year": "2024", "date": "2024-05-06"}
    needed |= {"start": "2027-03-12 18:00", "subject": "start"}
    return {name: value for name, value in needed.items() if name in getattr(model, "REQUIRED", ())}


def faults(answer) -> tuple[dict, dict]:
    """The form comes back: what it says of each field, and of each field of the first rows."""
    assert answer.status_code == 200
    form = answer.context["form"]
    rows = {name: formset.errors[0] for name, formset in form.formsets.items() if formset.errors and formset.errors[0]}
    return form.errors, rows


def test_words_that_are_too_long_or_hold_a_nul_are_refused_at_their_field(found, editor, monkeypatch):
    for model in TYPES:
        monkeypatch.setattr(model, "once_per_language", False)
        for words in ({"title": LONG, "summary": "m" * 601, "slug": LONG}, {"title": NUL, "summary": NUL}):
            answer = editor.add(model, found[model], **valid(model), **words)
            said, _rows = faults(answer)
            assert set(words) <= set(said), model
            assert {name: answer.context["form"][name].value() for name in words} == words
        assert not model.objects.filter(slug="une-page").exists()


@pytest.mark.parametrize("model", WRONG, ids=lambda model: model.__name__)
def test_dates_numbers_and_choices_that_are_none_are_refused_at_their_field(model, found, editor):
    for name, values in WRONG[model].items():
        for value in values:
            said, _rows = faults(editor.add(model, found[model], "submit", **{**valid(model), name: value}))
            assert name in said, (name, value)
    assert not model.objects.exists()


def test_facts_that_are_needed_are_asked_for_at_their_field_when_it_is_sent_for_approval(found, editor):
    for model in (EventPage, AwardEditionPage, NewsPage, NetworkPage, ServicePage):
        said, _rows = faults(editor.add(model, found[model], "submit"))
        assert set(model.REQUIRED) <= set(said), model


@pytest.mark.parametrize(("place", "rows"), ROWS.items(), ids=lambda one: one[1] if isinstance(one[1], str) else "")
def test_what_is_wrong_in_a_row_is_said_in_that_row(place, rows, found, editor):
    (model, relation), (needed, wrong) = place, rows
    for name, values in wrong.items():
        for value in values:
            row = {f"{relation}-0-{key}": said for key, said in {**needed, "ORDER": "1", name: value}.items()}
            data = {**valid(model), f"{relation}-TOTAL_FORMS": "1", **row}
            _said, in_rows = faults(editor.add(model, found[model], "submit", **data))
            assert name in in_rows.get(relation, {}), (name, value)
    assert not model.objects.exists()


@pytest.mark.parametrize("count", ["1001", "99999999", "-1", "abc", ""])
def test_a_thousand_rows_too_many_are_refused(count, found, editor):
    rows = {"laureates-TOTAL_FORMS": count}
    if count == "1001":
        rows |= {f"laureates-{place}-label": "Projet" for place in range(1001)}
    answer = editor.add(AwardEditionPage, found[AwardEditionPage], "submit", year="2024", **rows)
    assert answer.status_code < 500
    if count == "1001":
        assert answer.context["form"].formsets["laureates"].non_form_errors()
    made = AwardEditionPage.objects.first()
    assert made is None or made.laureates.count() <= 300


def test_an_event_ends_after_it_starts_in_its_own_time_zone(found, editor):
    for end, refused in (("2027-03-12 17:59", True), ("2027-03-12 18:00", False)):
        answer = editor.add(EventPage, found[EventPage], kind="visit", start="2027-03-12 18:00", end=end)
        assert (answer.status_code == 200) == refused
        if refused:
            said, _rows = faults(answer)
            assert list(map(len, said.values())) == [1]
            assert list(said) == ["end"]
    event = EventPage.objects.get()
    assert editor.change(event, start="2027-03-12 19:00", end="2027-03-12 18:30").status_code == 200
    answer = editor.change(event, start="2027-03-13 19:00", end="2027-03-12 18:30")
    assert len(answer.context["form"].errors["end"]) == 1


def test_a_network_is_no_member_of_itself_directly_or_through_others(found, editor):
    def network(title: str, *above: NetworkPage):
        words = {"title": title, "slug": title.lower(), "kind": "national", "relations-TOTAL_FORMS": str(len(above))}
        for place, one in enumerate(above):
            row = {"kind": "member_of", "network": str(one.pk), "ORDER": str(place + 1)}
            words |= {f"relations-{place}-{name}": value for name, value in row.items()}
        return words

    moderator = page_desk("Moderators")
    made = []
    for title in ("Union", "Federation", "Bourgs"):
        answer = moderator.add(NetworkPage, found[NetworkPage], "publish", **network(title, *made[-1:]))
        assert answer.status_code == 302, errors(answer)
        made.append(NetworkPage.objects.get(title=title))
    top, _middle, bottom = made
    for other in (top, bottom):
        answer = editor.change(top, **network("Union", other))
        _said, rows = faults(answer)
        assert "network" in rows["relations"]
    assert editor.change(bottom, **network("Bourgs", top)).status_code == 302
