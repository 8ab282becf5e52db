"""What remains of an event: files and addresses, and who may take them."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from tests import factories
from tests.home import making_pages as making
from tests.home.test_events import client_of, text_of

pytestmark = pytest.mark.django_db
ALL = ["fr", "en", "ar"]
TITLES = {"fr": "Rencontre", "en": "Meeting", "ar": "لقاء"}


@pytest.fixture
def agenda():
    return making.agenda(making.home())


def event_with_file(parent, access: str, **fields):
    document = factories.document()
    rows = {"materials": [{"label": TITLES, "document": document, "access": access}]}
    return making.event(parent, TITLES, rows=rows, **fields), document


def test_a_file_for_members_is_refused_as_a_sheet_s_is(client, agenda):
    _event, document = event_with_file(agenda["fr"], "members", languages=ALL)
    member = client_of(factories.member("member@example.org"))
    outsider = client_of(factories.account("outsider@example.org"))

    assert client.get(document.url).status_code == 302
    assert client.get(document.url)["Location"].startswith("/accounts/login/")
    assert outsider.get(document.url).status_code == 403
    assert member.get(document.url).status_code == 200


def test_a_lock_says_which_file_is_for_members_in_each_language(client, agenda):
    event, document = event_with_file(agenda["fr"], "members", languages=ALL)

    for language in ALL:
        page = text_of(client.get(making.version(event, language).url))
        assert f"{document.url}?lang={language}" in page
        assert "icon--lock" in page[page.index('id="materials"') :]
        assert TITLES[language] in page[page.index('id="materials"') :]
    member = client_of(factories.member("member@example.org"))
    page = text_of(member.get(event.url))
    assert "icon--lock" not in page[page.index('id="materials"') :]


def test_the_stricter_of_all_uses_of_a_file_wins(client, agenda):
    event, document = event_with_file(agenda["fr"], "same")
    assert client.get(document.url).status_code == 200

    making.event(agenda["fr"], rows={"materials": [{"label": "x", "document": document, "access": "members"}]})
    assert client.get(document.url).status_code == 302

    factories.work(title="Interne", access="groups", files=[(document, "same")])
    assert client.get(document.url).status_code == 404


def test_the_file_of_an_event_that_is_closed_withdrawn_or_not_published_is_not_there(client, agenda):
    closed, first = event_with_file(agenda["fr"], "same")
    restriction = PageViewRestriction.objects.create(page=closed, restriction_type="groups")
    restriction.groups.add(Group.objects.create(name="Bureau"))
    withdrawn, second = event_with_file(agenda["fr"], "same")
    withdrawn.unpublish()
    _draft, third = event_with_file(agenda["fr"], "same", publish=False)
    expired, fourth = event_with_file(agenda["fr"], "same", languages=ALL)
    Page.objects.filter(pk=expired.pk).update(expire_at=timezone.now())

    for document in (first, second, third, fourth):
        assert client.get(document.url).status_code == 404


def test_an_address_for_members_is_not_told_to_others(client, agenda):
    rows = {"materials": [{"label": "Film", "url": "https://example.org/secret", "access": "members"}]}
    event = making.event(agenda["fr"], rows=rows)

    assert "secret" not in client.get(event.url).content.decode()
    assert "secret" in client_of(factories.member("m@example.org")).get(event.url).content.decode()
