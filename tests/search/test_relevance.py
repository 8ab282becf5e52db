"""The judged set (tests/search/relevance): `python -m tests.search.relevance` prints the figures."""

import pytest

from search.engines import get_engine
from tests.search.relevance import judged

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


def test_the_best_answers_come_first_in_each_language() -> None:
    known = judged.load()

    means = judged.means(judged.ask(get_engine(), known))

    assert min(means.values()) >= 0.80, means
