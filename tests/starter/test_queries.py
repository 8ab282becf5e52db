"""What each page of the starter content asks of the database, for a visitor, once it has been seen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

pytestmark = pytest.mark.django_db(transaction=True)

HOME, OTHER = 20, 15


def queries_of(client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_page_asks_much_nor_the_same_twice(starter_site, client, language):
    faults = []
    pages = Page.objects.filter(depth__gt=1, locale__language_code=language).order_by("path")
    for page in pages:
        client.get(page.url)
        asked = queries_of(client, page.url)
        most = HOME if page.depth == 2 else OTHER
        if len(asked) > most:
            faults.append(f"{page.url}: {len(asked)}")
        repeated = {sql for sql in asked if asked.count(sql) > 1}
        faults += [f"{page.url} twice: {sql[:300]}" for sql in repeated]

    assert not faults, "\n".join(faults)
