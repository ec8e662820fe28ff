"""What lists of cases have in common: the address bar keeps the filters, a page holds fifty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from linli.kit.asked import Asked

if TYPE_CHECKING:
    from django.http import HttpRequest

    from linli.cases.models import Case, CaseQuerySet

PAGE = 50
MOST_PAGES = 10_000
PAGES_KEPT = 8


@dataclass(frozen=True)
class Slice:
    """One page of a list: its cases, which page it is, of how many, and how many there are in all."""

    cases: list[Case]
    page: int
    pages: int
    total: int


class Listed:
    """A list of cases: how many there are, and its pages. What is kept of it asks by SQL that is made once."""

    def __init__(self, cases: CaseQuerySet, *, size: int = PAGE) -> None:
        self._cases = cases
        self._size = size
        # One row per street: the counts are added up.
        counts = cases.order_by().values("street").annotate(number=Count("id"))
        self._counts = Asked(lambda: counts.values_list("number"))
        self._pages: dict[int, Asked[Case]] = {}

    def cut(self, request: HttpRequest) -> Slice:
        """The page that the address bar asks for; one that does not exist gives the nearest. Two queries."""
        total = sum(number for (number,) in self._counts())
        pages = max(1, -(-total // self._size))
        page = min(max(1, number(request.GET.get("page", ""))), pages)
        return Slice(self._page(page)(), page, pages, total)

    def _page(self, page: int) -> Asked[Case]:
        if page not in self._pages:
            asked = Asked(lambda: self._cases[(page - 1) * self._size : page * self._size])
            if len(self._pages) == PAGES_KEPT:
                return asked
            self._pages[page] = asked
        return self._pages[page]


def number(typed: str) -> int:
    """The page that was typed, 1 where it is none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len(str(MOST_PAGES)) else 1


def chosen(request: HttpRequest, name: str, allowed: list[str]) -> str:
    """The value of a filter, '' where it is none of the ``allowed``."""
    value = request.GET.get(name, "")
    return value if value in allowed else ""
