"""The clock of a scenario: lives that wait for their next moment, and the midnights between them."""

from __future__ import annotations

import heapq
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

from linli.kit.holidays import national
from linli.kit.working_time import DAY, HERE, midnight_after

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from datetime import date, datetime
    from random import Random

    Life: TypeAlias = Generator[datetime, None, None]

OPENS, CLOSES = 9, 18
"""The hours between which people act."""


def play(lives: Iterable[Life], *, first: date, last: date, midnight: Callable[[datetime], object]) -> None:
    """Let each life go on at the moment that it yielded, all in the order of time; ``midnight`` is called after each day.

    A life that would go on after ``last`` stays where it is: the scenario ends before.
    """
    # The number keeps two lives of one moment in the order in which they were given.
    waiting = [(next(life), number, life) for number, life in enumerate(lives)]
    heapq.heapify(waiting)
    day = first
    while day <= last:
        until = midnight_after(day)
        while waiting and waiting[0][0] < until:
            _now, number, life = heapq.heappop(waiting)
            after = next(life, None)
            if after is not None:
                heapq.heappush(waiting, (after, number, life))
        midnight(until)
        day += DAY


def later(at: datetime, days: int, chance: Random, *, office: bool = False) -> datetime:
    """Some moment of the day ``days`` after ``at``, never before it; ``office``: of the next working day from there on."""
    day = at.astimezone(HERE).date() + timedelta(days=days)
    while office and not national().is_working(day):
        day += DAY
    minutes = chance.randrange(OPENS * 60, CLOSES * 60)
    moment = midnight_after(day - DAY) + timedelta(minutes=minutes)
    return moment if moment > at else at + timedelta(minutes=chance.randint(20, 90))
