"""The answer to what is being typed, as the search boxes read it."""

import pytest
from django.test import Client

from search import completion
from search.engines.base import Suggestion

pytestmark = pytest.mark.django_db


def test_suggestions_are_grouped_and_each_leads_somewhere(client: Client, site: None, monkeypatch) -> None:
    asked: list[str] = []
    answers = [
        Suggestion("theme", "Eaux pluviales", "fr", value="rain"),
        Suggestion("title", "رصد التسرب", "ar", url="/ar/maktaba/3/x/"),
        Suggestion("territory", "Eauze", "fr", value="32119"),
        Suggestion("tag", "eau & sol", "fr"),
    ]

    def suggest(text: str, _language: str, _reader: object, limit: int) -> list[Suggestion]:
        asked.append(text)
        return answers[:limit]

    monkeypatch.setattr(completion, "suggest", suggest)

    response = client.get("/en/search/suggest/", {"q": "ea" + "u" * 5_000})

    assert response.json() == {
        "status": "4 suggestions",
        "groups": [
            {
                "label": "Titles",
                "options": [{"text": "رصد التسرب", "lang": "ar", "dir": "rtl", "url": "/ar/maktaba/3/x/"}],
            },
            {
                "label": "Themes",
                "options": [{"text": "Eaux pluviales", "lang": "fr", "dir": "ltr", "url": "/en/search/?theme=rain"}],
            },
            {
                "label": "Tags",
                "options": [{"text": "eau & sol", "lang": "fr", "dir": "ltr", "url": "/en/search/?q=eau+%26+sol"}],
            },
            {
                "label": "Places",
                "options": [{"text": "Eauze", "lang": "fr", "dir": "ltr", "url": "/en/search/?territory=32119"}],
            },
        ],
    }
    assert [len(text) for text in asked] == [200]
    assert "private" in response["Cache-Control"]
    assert client.post("/en/search/suggest/").status_code == 405
