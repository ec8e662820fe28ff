"""A ledger of many events: wishes of two streets over seven days, made through the doors, each day closed but the last."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import transaction

from linli.flows.doors import take
from linli.kit.working_time import HERE
from linli.ledger import roots
from linli.ledger.models import Event
from linli.people.person import Person, Seat, visitor
from linli.people.serving.opening import open_street
from linli.wishes.raising import raise_wish

if TYPE_CHECKING:
    import pytest

    from linli.cases.models import Case

STREETS = ("620103001", "150102005")
FIRST_DAY = datetime(2026, 6, 1, 8, tzinfo=HERE)
DAYS_OF_RAISING = 4
EVENTS_OF_A_LIFE = 5


@dataclass
class Clock:
    """The clock of the machine, which these days run fast: each look at it is a moment later."""

    at: datetime = FIRST_DAY
    looks: count[int] = field(default_factory=count)

    def now(self) -> datetime:
        """The moment; no two are the same."""
        return self.at + timedelta(microseconds=next(self.looks))

    def next_day(self) -> None:
        """The same hour of the day after."""
        self.at += timedelta(days=1)


@dataclass
class ManyEvents:
    """Who acts in these days, and what is under way."""

    clock: Clock
    helper: Person
    wisher: Person
    desks: dict[str, Person] = field(default_factory=dict)
    alive: list[tuple[Case, int]] = field(default_factory=list)

    def live(self, events: int) -> None:
        """Let about ``events`` events happen, close the days, and let a few more happen after the last root."""
        homes = [self._home(street) for street in STREETS]
        per_day = events // (DAYS_OF_RAISING * EVENTS_OF_A_LIFE)
        for day in range(DAYS_OF_RAISING + 3):
            with transaction.atomic():
                self.alive = [(self._age(case, age), age + 1) for case, age in self.alive if age < len(LIFE)]
                wishes = per_day if day < DAYS_OF_RAISING else 2
                self.alive += [(self._raise(homes[number % len(homes)], number), 0) for number in range(wishes)]
            if day < DAYS_OF_RAISING + 2:
                self.clock.next_day()
                roots.close_days(self.clock.now())

    def _home(self, street: str) -> str:
        opened = open_street(street)
        place = opened.communities[0].code
        desk = opened.desk(place)
        self.desks[place] = Person(account_id=None, seats=(Seat(desk.id, "desk", street, place, None, desk.title),))
        return place

    def _raise(self, place: str, number: int) -> Case:
        words: dict[str, Any] = {"words": f"想要第 {number} 盏台灯", "kind": "thing", "whom": "self", "publish": True}
        by = visitor() if number % 3 == 0 else self.wisher
        return raise_wish(place=place, by=by, at=self.clock.now(), name="居民", phone="13900010001", **words)

    def _age(self, case: Case, age: int) -> Case:
        for verb, who, answers in LIFE[age]:
            by = self.desks[case.place] if who == "desk" else self.helper
            case = take(verb, case, by=by, at=self.clock.now(), **answers)
        return case


LIFE: tuple[tuple[tuple[str, str, dict[str, Any]], ...], ...] = (
    (("publish", "desk", {"public_text": "一位老人想要一盏台灯。", "scope": "community", "checked": True}),),
    (("claim", "helper", {"way": "self"}), ("finish", "helper", {"note": "送到了。"})),
    (("confirm_by_call", "desk", {"rating": "5", "call": "电话里说已经收到。"}),),
)


def make(events: int, *, helper: Person, wisher: Person, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Make the ledger; the moment at which it ends, half a day after the last root."""
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", clock.now)
    ManyEvents(clock, helper, wisher).live(events)
    assert Event.objects.count() >= events
    return clock.now()
