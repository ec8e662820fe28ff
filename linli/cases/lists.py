"""What lists of cases have in common: the address bar keeps the filters, a page holds fifty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest

    from linli.cases.models import Case, CaseQuerySet

PAGE = 50
MOST_PAGES = 10_000


@dataclass(frozen=True)
class Slice:
    """One page of a list: its cases, which page it is, of how many, and how many there are in all."""

    cases: list[Case]
    page: int
    pages: int
    total: int


def cut(request: HttpRequest, cases: CaseQuerySet, *, size: int = PAGE) -> Slice:
    """The page that the address bar asks for; a page that does not exist gives the nearest one. Two queries."""
    total = cases.count()
    pages = max(1, -(-total // size))
    page = min(max(1, _number(request.GET.get("page", ""))), pages)
    return Slice(list(cases[(page - 1) * size : page * size]), page, pages, total)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len(str(MOST_PAGES)) else 1


def chosen(request: HttpRequest, name: str, allowed: list[str]) -> str:
    """The value of a filter, '' where it is none of the ``allowed``."""
    value = request.GET.get(name, "")
    return value if value in allowed else ""
