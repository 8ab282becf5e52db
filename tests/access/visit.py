"""One reader who goes through the doors, and notes each answer that is not the expected one."""

import re
from typing import Any
from urllib.parse import unquote

from django.http import HttpResponse
from django.test import Client

from tests.access import rules
from tests.access.words import Place
from tests.access.world import World

FORM = re.compile(rb"""<form[^>]*method=["']?post""", re.IGNORECASE)
SAME_FOR_ALL = {"/robots.txt", "/.well-known/security.txt"}  # files in all but name


class Visit:
    def __init__(self, world: World, role: str) -> None:
        self.world, self.role = world, role
        self.anonymous = role in rules.NO_ACCOUNT
        self.checks = 0
        self.faults: list[str] = []
        self.client = Client(raise_request_exception=False)
        if role != "anonymous":
            # A session from before the account was closed, in the case of the one who is not active any more.
            self.client.force_login(world.people[role], backend="django.contrib.auth.backends.ModelBackend")

    def expect(self, what: str, got: Any, wanted: Any) -> None:
        self.checks += 1
        if got != wanted:
            self.faults.append(f"{self.role}, {what}: {_short(got)} instead of {_short(wanted)}")

    def ask(self, url: str, *statuses: int, method: str = "get", **options: Any) -> HttpResponse:
        """The answer, which must have one of these statuses and never be a fault."""
        response = getattr(self.client, method)(url, **options)
        what = f"{method.upper()} {url}"
        if statuses and response.status_code not in statuses:
            self.expect(what, response.status_code, statuses)
        self.checks += 3
        if response.status_code >= 500:
            self.faults.append(f"{self.role}, {what}: {response.status_code}")
        self._caching(what, response)
        return response

    def words(self, what: str, response: HttpResponse) -> set[Place]:
        """The words in the answer, once checked that the reader may see each that was not in the question."""
        found = self.world.words.found_in(response)
        closed = {place for place in self.told(response) if not rules.may_see(place, self.role)}
        self.expect(f"{what}: words of others", closed, set())
        return found

    def told(self, response: HttpResponse) -> set[Place]:
        """The words in the answer that were not in the question, which it may repeat."""
        asked = response.wsgi_request.get_full_path()
        return self.world.words.found_in(response) - self.world.words.found(unquote(asked))

    def sheets(self, response: HttpResponse, language: str) -> set[str]:
        """The states whose sheets have a link in the page."""
        text = response.content.decode()
        base = self.world.libraries[language].url
        numbers = {int(number) for number in re.findall(rf'(?:href="|<loc>)[^"<]*{base}(\d+)/', text)}
        return {state for state, number in self.world.numbers.items() if number in numbers}

    def cards(self, url: str, language: str) -> set[str]:
        response = self.ask(url, 200)
        self.words(url, response)
        return self.sheets(response, language)

    def versions(self, state: str) -> set[str]:
        """The languages in which this reader may open the work."""
        return {language for language in rules.LANGUAGES if rules.level(state, self.role, language) != "-"}

    def visible(self, language: str) -> set[str]:
        return {state for state in rules.STATES if rules.level(state, self.role, language) != "-"}

    def _caching(self, what: str, response: HttpResponse) -> None:
        """What an account receives is its own; a visitor gets a cookie with a form only."""
        control = response.get("Cache-Control", "")
        same_for_all = response.wsgi_request.path in SAME_FOR_ALL
        if not self.anonymous and not same_for_all and not ("private" in control and "no-store" in control):
            self.faults.append(f"{self.role}, {what}: Cache-Control “{control}” ({response.status_code})")
        if self.role == "anonymous":
            form = response.status_code in {200, 422} and not response.streaming and FORM.search(response.content)
            if "text/html" in response.get("Content-Type", "") and "Cookie" not in response.get("Vary", ""):
                self.faults.append(f"{self.role}, {what}: Vary “{response.get('Vary', '')}”")
            cookies = set(response.cookies) - ({"csrftoken"} if form else set())
            if cookies:
                self.faults.append(f"{self.role}, {what}: cookies {cookies}")


def _short(value: Any) -> str:
    if isinstance(value, set):
        return "{" + ", ".join(sorted("/".join(p) if isinstance(p, tuple) else str(p) for p in value)) + "}"
    return str(value)
