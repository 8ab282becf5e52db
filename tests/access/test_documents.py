"""A file is as closed as the strictest published text or work that uses it."""

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from tests import factories
from tests.access.asking import client_of, make

pytestmark = pytest.mark.django_db


class TestDocuments:
    @pytest.fixture
    def readers(self, libraries, group):
        return [
            Client(),
            client_of(factories.account("outsider@example.org")),
            client_of(factories.member("member@example.org")),
            client_of(factories.member("in@example.org", groups=[group])),
        ]

    def test_it_follows_the_strictest_published_work(self, readers, group):
        document = factories.document()

        def answers() -> list[int]:
            return [reader.get(document.url).status_code for reader in readers]

        assert answers() == [404] * 4  # nothing uses it
        make(files=[(document, "same")])
        assert answers() == [200] * 4
        make(files=[(document, "same")], access="groups", publish=False)
        assert answers() == [200] * 4  # a draft does not close it
        make(files=[(document, "members")])
        assert answers() == [302, 403, 200, 200]
        pilots = make(files=[(document, "same")], access="groups", groups=[group])
        assert answers() == [404, 404, 404, 200]
        factories.edit(factories.source_of(pilots), files=[])
        assert answers() == [302, 403, 200, 200]

    @pytest.mark.parametrize("access", ["same", "members"])
    def test_taken_off_its_sheet_it_is_nobodys(self, readers, access):
        document = factories.document()
        work = make(files=[(document, access)])
        factories.edit(factories.source_of(work), publish=False, files=[])
        assert readers[2].get(document.url).status_code == 200  # a draft takes nothing away
        factories.source_of(work).latest_revision.publish()
        assert [reader.get(document.url).status_code for reader in readers] == [404] * 4

    def test_a_link_in_a_text_counts(self, readers, group):
        document = factories.document()
        link = f'<p><a linktype="document" id="{document.pk}">file</a></p>'

        def answers() -> list[int]:
            return [reader.get(document.url).status_code for reader in readers]

        home = Page.objects.get(depth=2, locale__language_code="fr")
        page = factories.page(home, "Page", link)
        assert answers() == [200] * 4
        restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
        assert answers() == [404, 200, 200, 200]
        restriction.restriction_type = "groups"
        restriction.save()
        restriction.groups.add(group)
        assert answers() == [404, 404, 404, 200]
        restriction.delete()
        assert answers() == [200] * 4
        work = factories.work(body=link, access="members")
        assert answers() == [302, 403, 200, 200]
        page.unpublish()
        factories.source_of(work).unpublish()
        assert answers() == [404] * 4
