"""What an address asks, read with care: what can be no number is refused, an unknown choice is none."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Locale

from search.engines.facets import LATEST_YEAR
from search.forms import own_language

from .door import RefusedError

PAGE_SIZE, LARGEST_PAGE = 20, 50
LARGEST = 10**6  # of a page number: further than any list goes
LONGEST = 200  # characters of a word or code


@dataclass(frozen=True)
class Paging:
    page: int
    page_size: int

    @property
    def rows(self) -> slice:
        return slice((self.page - 1) * self.page_size, self.page * self.page_size)


class Parameters:
    def __init__(self, request: HttpRequest) -> None:
        self.request, self.given = request, request.GET

    def paging(self, page_size: int = PAGE_SIZE, largest: int = LARGEST_PAGE) -> Paging:
        self._check("page", "page_size")
        return Paging(self._number("page", LARGEST) or 1, self._number("page_size", largest) or page_size)

    def year(self) -> int | None:
        """The last one given; every one is checked."""
        self._check("year")
        return self._number("year", LATEST_YEAR)

    def choice(self, name: str, known: Iterable[str]) -> str:
        value = self.given.get(name, "")
        return value if value in known else ""

    def text(self, name: str) -> str:
        return self.given.get(name, "")[:LONGEST].replace("\0", "").strip()

    @property
    def language(self) -> str:
        """That of ``lang``, or else of the browser."""
        return own_language(get_language())

    @property
    def locale(self) -> int:
        return Locale.objects.filter(language_code=self.language).values_list("pk", flat=True).first() or 0

    def _number(self, name: str, largest: int) -> int | None:
        """A number from one up; one that is too large is the largest."""
        text = self.given.get(name, "").strip()
        if not text:
            return None
        return largest if len(text) > len(str(largest)) else min(int(text), largest)

    def _check(self, *names: str) -> None:
        wrong = [name for name in names if not all(_is_number(value.strip()) for value in self.given.getlist(name))]
        if wrong:
            raise RefusedError(400, {name: _("a whole number from 1 up is expected") for name in wrong})


def _is_number(text: str) -> bool:
    return not text or (text.isdecimal() and any(int(digit) for digit in text))


def paged(request: HttpRequest, paging: Paging, total: int, results: list[Any]) -> dict[str, Any]:
    """One page of a list, with the addresses of those before and after it."""
    last = -(-total // paging.page_size)
    before = min(paging.page - 1, last)
    return {
        "total": total,
        "page": paging.page,
        "page_size": paging.page_size,
        "next": _address(request, paging.page + 1) if paging.page < last else None,
        "previous": _address(request, before) if before > 0 else None,
        "results": results,
    }


def _address(request: HttpRequest, page: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(page)
    return f"{request.path}?{asked.urlencode()}"
