"""The key figures of a page: when they were so, who says it, and figures written before that was asked."""

import pytest
from wagtail_localize.models import TranslationSource

from home.models import HomePage
from tests.home import making

pytestmark = pytest.mark.django_db


def test_a_figure_written_before_is_still_translated_and_a_new_one_says_where_it_comes_from(client):
    home = HomePage.objects.get(pk=making.home().pk)
    home.figures = [{"type": "figure", "value": {"value": "12", "label": "réseaux"}}]
    home.save_revision().publish()
    source, _created = TranslationSource.update_or_create_from_instance(HomePage.objects.get(pk=home.pk))
    assert "réseaux" in [segment.string.data for segment in source.stringsegment_set.all()]
    home.figures = [("figure", {"value": "12", "label": "réseaux", "as_of": "2024", "source": "Compte"})]
    home.save_revision().publish()
    shown = client.get(home.url).content.decode()
    assert "2024" in shown
    assert "Compte" in shown
