"""Which cases the desk's table holds: the person's places and what the address bar chose. Page and export share it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Q

from linli.cases import reach
from linli.cases.clocks import first_of_month
from linli.cases.models import Case
from linli.cases.reading import lists, sets
from linli.places.models import COMMUNITY_DIGITS
from linli.places.naming import communities_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.http import HttpRequest

    from linli.cases.models import CaseQuerySet
    from linli.people.person import Seat


@dataclass(frozen=True)
class Chosen:
    """The seats that read, the filters, and the ``communities`` (code, name) from which one may be chosen."""

    seats: tuple[Seat, ...]
    state: str
    late: str
    community: str
    communities: tuple[tuple[str, str], ...]

    def cases(self) -> CaseQuerySet:
        """The cases, soonest due first."""
        return _cases(self.seats, self.state, self.late, self.community)

    def listed(self) -> lists.Listed:
        """The same as a list with pages, kept for the next request."""
        return _listed(self.seats, self.state, self.late, self.community, first_of_month())


def chosen(request: HttpRequest, seats: tuple[Seat, ...]) -> Chosen:
    """What the address bar asks for; a value that is none of those offered counts as nothing chosen."""
    communities = tuple(communities_in(seats))
    return Chosen(
        seats=seats,
        state=lists.chosen(request, "state", [*sets.states(), *sets.WORDS]) or "open",
        late=lists.chosen(request, "late", list(sets.TIMES)),
        community=lists.chosen(request, "community", [code for code, _name in communities]),
        communities=communities,
    )


@lru_cache(maxsize=128)
def _listed(seats: tuple[Seat, ...], state: str, late: str, community: str, _month: datetime) -> lists.Listed:
    """The list behind a choice of filters; a set may count from the beginning of the month, so that belongs to it."""
    return lists.Listed(_cases(seats, state, late, community))


def _cases(seats: tuple[Seat, ...], state: str, late: str, community: str) -> CaseQuerySet:
    return Case.objects.filter(in_places(seats), _filter(state, late, community)).order_by("due", "-changed")


def in_places(seats: Iterable[Seat]) -> Q:
    """Cases in the places of these seats."""
    condition = Q()
    for seat in seats:
        condition |= reach.of_seat(seat)
    return condition


def _filter(state: str, late: str, community: str) -> Q:
    condition = sets.named(state)
    if late:
        condition &= sets.named(late)
    if community:
        condition &= reach.within(community)
    return condition


def communities_in(seats: Iterable[Seat]) -> list[tuple[str, str]]:
    """The communities in which these seats act, by code."""
    whole_streets = [seat.code for seat in seats if len(seat.code) < COMMUNITY_DIGITS]
    if not whole_streets:
        return []
    return [pair for code in dict.fromkeys(whole_streets) for pair in communities_of(code)]
