"""The figures of a street for everybody: whole months that are over, by community, small counts hidden.

Only what is declared public, only counts of what happened: a state at a date beside them would tell by subtraction what is
hidden. Months do not overlap, and nothing is summed up over them. Rates are told only where all totals are, and where
each count and what it leaves of the other is large enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.reading import lists
from linli.figures.suppression import SMALLEST, may_tell, told
from linli.ledger import figures, summing
from linli.ledger.figures import Figure, Rate
from linli.ledger.summing import Period
from linli.ledger.tenant import STREET_DIGITS
from linli.people.models import Post
from linli.people.person import person_of
from linli.places.models import COMMUNITY_DIGITS, STATS, Region
from linli.places.naming import place_name
from linli.places.successors import answers_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from linli.figures.suppression import Told
    from linli.ledger.summing import Number

MONTHS = 12
ELSEWHERE = ""
"""The row of communities that are no more and went over to no other of the street."""
ELSEWHERE_WORDS = gettext_lazy("已撤销的社区")


@dataclass(frozen=True)
class Table:
    """The counts of a street in a month: the rows' codes, and for each figure what may be told of it."""

    rows: tuple[str, ...]
    columns: dict[str, Told]

    @property
    def is_whole(self) -> bool:
        """Whether every total may be told."""
        return all(column.total is not None for column in self.columns.values())


def page(request: HttpRequest, place: str) -> HttpResponse:
    """The public figures of a street, or of one community in it. 404 where no street is open."""
    street = place[:STREET_DIGITS]
    if (
        len(place) not in (STREET_DIGITS, COMMUNITY_DIGITS)
        or not Post.objects.filter(street=street, role="desk").exists()
    ):
        raise Http404
    months = _months(timezone.localdate())
    chosen = lists.chosen(request, "month", [_key(month) for month in months]) or _key(months[0])
    month = next(each for each in months if _key(each) == chosen)
    anew = bool(summing.standing([street]).anew)
    table = table_of(street, month)
    if place != street and place not in table.rows:
        return _led_on(place)
    context = {
        "place": {"name": place_name(place), "street": place_name(street), "is_street": place == street},
        "street_url": reverse("public_figures", args=[street]),
        "months": [(_key(each), _month_words(each)) for each in months],
        "month": chosen,
        "month_words": _month_words(month),
        "anew": anew,
        "smallest": SMALLEST,
        "counts": _defined(table),
        "rows": _rows(table, place),
        "total": [_total(column) for column in table.columns.values()] if place == street else [],
        "rates": [_rate(each) for each in _rates(street, month)] if place == street else [],
        "told": table.is_whole,
    }
    return render(request, "figures/public.html", context)


def _led_on(place: str) -> HttpResponse:
    """To the community that took this one in; 404 where none did."""
    after = answers_for(place)
    if after == place:
        raise Http404
    return redirect("public_figures", place=after)


def here(request: HttpRequest) -> HttpResponse:
    """The public figures of the person's street, or of the first street that is open."""
    seats = person_of(request).seats
    street = seats[0].street if seats else _first_street()
    if not street:
        raise Http404
    return redirect("public_figures", place=street)


def _first_street() -> str:
    return Post.objects.filter(role="desk").order_by("street").values_list("street", flat=True).first() or ""


def table_of(street: str, month: Period) -> Table:
    """What may be told of a street's month."""
    goes_to = _goes_to(street)
    sums = {figure.name: summing.by_place(figure, [street], month) for figure in _public(Figure)}
    rows = sorted({*goes_to.values(), *(_row(place, goes_to) for found in sums.values() for place in found)}, key=_last)
    columns = {}
    for name, found in sums.items():
        parts = dict.fromkeys(rows, 0)
        for place, value in found.items():
            parts[_row(place, goes_to)] += value
        columns[name] = told(list(parts.values()))
    return Table(tuple(rows), columns)


def _last(code: str) -> str:
    """The order of rows: by code, those without one last."""
    return code or "~"


def _row(place: str, goes_to: dict[str, str]) -> str:
    return goes_to.get(place[:COMMUNITY_DIGITS], ELSEWHERE)


def _goes_to(street: str) -> dict[str, str]:
    """For each community that the street has or had, the one of the street in which it is counted today, by their codes."""
    found = Region.objects.filter(scheme=STATS, parent=street, level="community").order_by("code")
    known = {
        code: (ends is None, successor) for code, ends, successor in found.values_list("code", "valid_to", "successor")
    }
    return {code: _end(code, known) for code in known}


def _end(code: str, known: dict[str, tuple[bool, str]]) -> str:
    for _merger in known:
        in_force, successor = known.get(code, (False, ""))
        if in_force or not successor:
            return code if in_force else ELSEWHERE
        code = successor
    return ELSEWHERE


def _public(kind: type[Figure]) -> list[Figure]:
    return [each for each in figures.declared() if isinstance(each, kind) and each.public and not each.is_standing]


def _rates(street: str, month: Period) -> list[Number]:
    rates = [each for each in figures.declared() if isinstance(each, Rate) and each.public]
    (found,) = summing.numbers(rates, [street], month)
    return list(found.values())


def _rate(number: Number) -> dict[str, Any]:
    """A rate with both counts, where nothing small can be made of them; else its words alone."""
    rate = number.figure
    assert isinstance(rate, Rate)  # noqa: S101 - the caller has seen to it
    above, below = number.numerator or 0, number.denominator or 0
    missing = [] if number.missing is None else [number.missing]
    shown: dict[str, Any] = {"label": rate.label, "definition": rate.definition, "value": "", "counts": []}
    if number.value is None or not may_tell([above, below - above, *missing]):
        return shown
    names = [(rate.numerator, above), (rate.denominator, below), *((rate.missing, left) for left in missing)]
    counts = [{"label": figures.named(name).label, "value": value} for name, value in names]
    return {**shown, "value": f"{number.value:.1%}", "counts": counts}


def _defined(table: Table) -> list[dict[str, Any]]:
    found = [figures.named(name) for name in table.columns]
    return [{"label": each.label, "definition": each.definition} for each in found]


def _rows(table: Table, place: str) -> list[dict[str, Any]]:
    return [
        {
            "name": place_name(code) if code else ELSEWHERE_WORDS,
            "url": reverse("public_figures", args=[code]) if code and code != place else "",
            "cells": [column.parts[number] for column in table.columns.values()],
        }
        for number, code in enumerate(table.rows)
        if place in (code, code[:STREET_DIGITS]) or (not code and len(place) == STREET_DIGITS)
    ]


def _total(column: Told) -> dict[str, int | None]:
    return {"value": column.total, "at_least": column.at_least}


def _months(today: date) -> list[Period]:
    """Whole months that are over, the newest first."""
    found = []
    first = today.replace(day=1)
    for _month in range(MONTHS):
        last = first - timedelta(days=1)
        first = last.replace(day=1)
        found.append(Period(first, last))
    return found


def _key(month: Period) -> str:
    return month.since.isoformat()[:7]


def _month_words(month: Period) -> str:
    return _("%(year)s年%(month)s月") % {"year": month.since.year, "month": month.since.month}
