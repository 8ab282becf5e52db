import pytest

from tests.browser import visit

pytestmark = pytest.mark.browser


def test_the_site_answers_in_a_real_browser(browser_page):
    response = browser_page.goto("/healthz")

    assert response.status == 200
    assert browser_page.inner_text("body") == "ok"


def test_a_request_to_another_host_is_refused_and_fails_the_test(browser, live_server):
    with pytest.raises(AssertionError, match="requests to other hosts: .*elsewhere"):
        ask_elsewhere(browser, live_server.url)


def ask_elsewhere(browser, address: str) -> None:
    with visit(browser, address) as page:
        asked = page.evaluate("fetch('http://elsewhere.example/').then(() => 'answered', () => 'refused')")
        assert asked == "refused"
