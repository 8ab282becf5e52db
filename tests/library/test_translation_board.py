"""The board of translations: what each language lacks, counted in words; sending; assigning; filters; export."""

import datetime
import io

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import Locale

from home.models import StandardPage
from library.models import Guide, Sheet, TranslationTask
from library.translation_board import State, board
from library.translation_forms import BoardFilter
from library.translation_sending import send
from library.translation_waiting import waiting_for
from networks.models import User
from tests import factories
from tests.library.desk import account, desk_of, draft_text, fresh, said, theme, translates, translation_of
from tests.library.test_translators import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(editor) -> Guide:
    """Six words to translate."""
    return editor.create("guide", "publish", title="Les haies", summary="Planter", body=draft_text("Creuser un trou"))


def address(language: str = "ar") -> str:
    return reverse("translation_board", args=[language])


def publish(desk, sheet: Sheet) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):  # where wagtail-localize publishes
        desk.publish_translation(sheet)


def row_of(sheet: Sheet, language: str = "ar"):
    locale = Locale.objects.get(language_code=language)
    return next(row for row in board([locale]) if row.key == sheet.translation_key)


def test_a_translation_goes_across_the_board_from_missing_to_done(editor, sheet):
    assert (row_of(sheet).state, row_of(sheet).left) == (State.MISSING, 6)

    (arabic,) = editor.translate(sheet, "ar")
    assert (row_of(sheet).state, row_of(sheet).left, row_of(sheet).percent) == (State.PROGRESS, 6, 0)

    editor.say(translation_of(arabic), "title", "الأسيجة")
    assert (row_of(sheet).left, row_of(sheet).percent) == (4, 33)

    editor.say_all(translation_of(arabic))
    assert (row_of(sheet).state, row_of(sheet).left) == (State.READY, 0)

    publish(editor, arabic)
    assert (row_of(sheet).state, row_of(sheet).left) == (State.DONE, 0)
    assert row_of(sheet, "en").state == State.MISSING


def test_an_outdated_translation_is_counted_in_the_words_that_changed(editor, sheet):
    (arabic,) = editor.translate(sheet, "ar")
    editor.say_all(translation_of(arabic))
    publish(editor, arabic)

    editor.edit(sheet, "publish", summary="Planter puis tailler")
    assert (row_of(sheet).state, row_of(sheet).left) == (State.OUTDATED, 3)

    editor.client.post(reverse("wagtail_localize:update_translations", args=[translation_of(arabic).source_id]))
    assert (row_of(sheet).state, row_of(sheet).left) == (State.OUTDATED, 3)

    editor.say(translation_of(arabic), "summary", "ازرع ثم قلّم")
    assert (row_of(sheet).state, row_of(sheet).left) == (State.READY, 0)


def test_a_draft_that_nobody_has_published_is_no_debt(editor):
    editor.create("guide", title="Brouillon")
    assert [row for row in board(Locale.objects.all()) if row.kind != "page"] == []


def test_what_is_ticked_is_sent_and_what_is_there_is_said(editor, sheet):
    other = editor.create("technical", "publish", title="Le compost")
    editor.translate(sheet, "ar")
    ticked = {"key": [str(sheet.translation_key), str(other.translation_key), "nonsense"], "action": "send"}
    colleague = desk_of(account("colleague@example.org", "Editors"))
    answer = colleague.client.post(reverse("translation_act", args=["ar"]), ticked, follow=True)

    assert len(list(answer.context["messages"])) == 2, "what was sent, and what was there"
    assert not type(other).objects.get(work=other.work, locale__language_code="ar").live


def test_sheets_are_sent_from_their_list_into_several_languages(editor, sheet):
    other = editor.create("guide", "publish", title="Les mares")
    editor.translate(sheet, "en")
    action = reverse("wagtail_bulk_action", args=["library", "guide", "send_to_translation"])
    query = f"?id={sheet.pk}&id={other.pk}&next=/admin/"
    assert "Les mares" in editor.open(f"{action}{query}").content.decode()

    chosen = Locale.objects.exclude(language_code="fr")
    editor.client.post(f"{action}{query}", {"locales": [locale.pk for locale in chosen]})

    assert Guide.objects.count() == 6
    assert Guide.objects.filter(live=True).count() == 2, "nothing is published"


def test_a_theme_is_sent_as_a_section(editor, sheet):
    water = theme()
    editor.create("technical", "publish", title="Sur l’eau", themes=[water.pk])
    editor.create("technical", "publish", title="Autre chose", themes=[theme("energy", "Énergie").pk])
    arabic = factories.locale("ar")
    form = {"what": "sheets", "theme": water.pk, "locales": [arabic.pk]}
    assert editor.client.post(reverse("translation_section"), form).status_code == 302

    sent = Sheet.objects.filter(locale=arabic).values_list("title", flat=True)
    assert set(sent) == {"Les haies", "Sur l’eau"}
    assert editor.client.post(reverse("translation_section"), {"what": "page", "locales": ["9"]}).status_code == 200


def test_a_section_of_the_site_is_sent_with_all_below_it_parents_first(editor):
    home = factories.library_tree()["fr"].get_parent().specific
    about = factories.page(home, "Qui sommes-nous")
    team = factories.page(home, "Une équipe")
    team.move(about, pos="last-child")
    arabic = factories.locale("ar")

    refused_alone = send([team], [arabic], User.objects.get(email="redaction@example.org"))
    assert [str(thing) for thing, _locale, _why in refused_alone.refused] == ["Une équipe"]
    assert not StandardPage.objects.filter(locale=arabic).exists(), "no page above it is made in its place"

    form = {"what": "page", "page": about.pk, "locales": [arabic.pk]}
    assert editor.client.post(reverse("translation_section"), form).status_code == 302
    made = StandardPage.objects.filter(locale=arabic)
    assert {(page.title, page.live, page.alias_of_id) for page in made} == {
        ("Qui sommes-nous", False, None), ("Une équipe", False, None)
    }  # fmt: skip
    assert {row.state for row in board([arabic]) if "équipe" in row.title} == {State.PROGRESS}
    assert [
        row.title for row in BoardFilter({"section": about.path}, user=User(), locale=arabic).narrow(board([arabic]))
    ]


def test_a_translator_sends_and_assigns_in_their_languages_only(sheet, translator):
    user = User.objects.get(email="traduction@example.org")
    translates(user, "ar")
    ticked = {"key": [str(sheet.translation_key)], "action": "send"}
    assert refused(translator.client.post(reverse("translation_act", args=["en"]), ticked))
    assert translator.client.post(reverse("translation_act", args=["ar"]), ticked).status_code == 302
    assert [one.locale.language_code for one in Guide.objects.order_by("pk")] == ["fr", "ar"]


def test_a_translation_is_assigned_and_waits_on_the_start_page(editor, sheet, translator):
    user = User.objects.get(email="traduction@example.org")
    editor.translate(sheet, "ar")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    form = {"key": [str(sheet.translation_key)], "action": "assign", "assigned_to": user.pk, "due_on": str(yesterday)}
    editor.client.post(reverse("translation_act", args=["ar"]), form)

    (line,) = waiting_for(user)
    assert (line.title, line.why, line.is_late) == ("Les haies", "translate", True)
    assert "Les haies" in translator.open(reverse("wagtailadmin_home")).content.decode()
    mine = translator.open(address(), assigned="me")
    assert [one["row"].key for one in mine.context["lines"]] == [sheet.translation_key]
    nobody_s = translator.open(address(), assigned="nobody").context["lines"]
    assert sheet.translation_key not in [one["row"].key for one in nobody_s]


def test_a_translator_takes_work_and_takes_none_away(sheet, translator):
    user = User.objects.get(email="traduction@example.org")
    other = account("autre@example.org", "Translators")
    form = {"key": [str(sheet.translation_key)], "action": "assign"}
    act = reverse("translation_act", args=["ar"])

    translator.client.post(act, form | {"assigned_to": other.pk})
    assert not TranslationTask.objects.filter(assigned_to=other).exists()
    translator.client.post(act, form | {"assigned_to": user.pk})
    assert TranslationTask.objects.get().assigned_to == user
    desk_of(other).client.post(act, form | {"assigned_to": other.pk})
    assert TranslationTask.objects.get().assigned_to == user


def test_a_date_that_is_none_is_refused_with_a_sentence(editor, sheet):
    form = {"key": [str(sheet.translation_key)], "action": "assign", "due_on": "demain"}
    answer = editor.client.post(reverse("translation_act", args=["ar"]), form, follow=True)
    assert said(answer)
    assert not TranslationTask.objects.exclude(due_on=None).exists()


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"q": "HAIES"}, {"Les haies"}),
        ({"kind": "technical"}, {"=Le compost"}),
        ({"state": "missing"}, {"Les haies", "=Le compost"}),
        ({"state": "done"}, set()),
        ({"kind": "nonsense", "p": "x", "order": "reads"}, {"Les haies", "=Le compost"}),
    ],
    ids=["title", "kind", "missing", "done", "nonsense"],
)
def test_the_board_is_narrowed(editor, sheet, query, titles):
    editor.create("technical", "publish", title="=Le compost")
    shown = editor.open(address(), **query)
    assert {one["row"].title for one in shown.context["lines"] if one["row"].kind != "page"} == titles


def test_the_board_is_exported_as_it_is_narrowed_and_no_title_is_a_formula(editor, sheet):
    editor.create("technical", "publish", title="=Le compost")
    csv = editor.open(address(), export="csv", kind="technical").content.decode()
    assert csv.startswith("\ufeff")
    assert "'=Le compost" in csv
    assert "Les haies" not in csv
    book = load_workbook(io.BytesIO(editor.open(address(), export="xlsx", kind="technical").content))
    assert [cell.value for cell in book.active["A"]][1:] == ["=Le compost"]


def test_the_board_asks_as_many_questions_for_one_sheet_as_for_many(editor, sheet, django_assert_num_queries):
    board(Locale.objects.all())
    with CaptureQueriesContext(
        connection,
    ) as few:
        editor.open(address())
    for number in range(3):
        editor.translate(editor.create("guide", "publish", title=f"Fiche {number}"), "ar", "en")
    with CaptureQueriesContext(connection) as many:
        editor.open(address())
    assert len(many) <= len(few)
    locales = list(Locale.objects.all())
    with django_assert_num_queries(11):
        board(locales)


def test_who_works_on_no_sheets_sees_no_board():
    manager = desk_of(account("m@example.org", "Members' managers"))
    for name, args in (("translation_boards", []), ("translation_board", ["ar"]), ("translation_section", [])):
        assert refused(manager.client.get(reverse(name, args=args)))
    assert refused(manager.client.post(reverse("translation_act", args=["ar"]), {"key": ["x"]}))


# Review


def test_a_translator_submits_and_a_moderator_publishes(editor, moderator, translator, sheet):
    (arabic,) = editor.translate(sheet, "ar")
    review = reverse("translation_review", args=["guide", arabic.pk, "submit"])
    assert said(translator.client.post(review, follow=True)), "not before it is translated"
    assert row_of(sheet).state == State.PROGRESS
    translator.say_all(translation_of(arabic))
    translator.client.post(review)
    assert row_of(sheet).state == State.REVIEW
    assert translator.say(translation_of(arabic), "title", "X").status_code == 403, "it is being read"

    (line,) = waiting_for(User.objects.get(email="relecture@example.org"))
    assert (line.why, line.title) == ("review", "Les haies")
    assert "send-back" in moderator.open(moderator.address(arabic, "edit")).content.decode()
    publish(moderator, arabic)
    assert fresh(arabic).live
    assert row_of(sheet).state == State.DONE
    assert not TranslationTask.objects.exclude(review="").exists()


def test_a_reviewer_sends_back_with_a_comment(editor, moderator, translator, sheet):
    (arabic,) = editor.translate(sheet, "ar")
    translator.say_all(translation_of(arabic))
    translator.client.post(reverse("translation_review", args=["guide", arabic.pk, "submit"]))
    back = reverse("translation_review", args=["guide", arabic.pk, "send-back"])

    assert refused(translator.client.post(back, {"comment": "non"}))
    moderator.client.post(back, {"comment": "  "})
    assert row_of(sheet).state == State.REVIEW, "not without a word"
    moderator.client.post(back, {"comment": "Le titre est trop long."})

    (line,) = waiting_for(User.objects.get(email="traduction@example.org"))
    assert (line.why, line.comment) == ("returned", "Le titre est trop long.")
    assert "Le titre est trop long." in translator.open(translator.address(arabic, "edit")).content.decode()
    assert translator.say(translation_of(arabic), "title", "X").status_code == 200


def test_a_translation_is_taken_back_before_its_review(editor, translator, sheet):
    (arabic,) = editor.translate(sheet, "ar")
    translator.say_all(translation_of(arabic))
    translator.client.post(reverse("translation_review", args=["guide", arabic.pk, "submit"]))
    translator.client.post(reverse("translation_review", args=["guide", arabic.pk, "take-back"]))
    assert row_of(sheet).state == State.READY
