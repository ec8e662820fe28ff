"""西园街道 from 1 January to 19 August 2020: how more than two hundred micro-wishes of the street came true.

The street reported 二百余个 in that time; who wished what is invented. Everything happens on the scenario's own clock, in
the order of time: people act by day, clocks run out at midnight. What follows in the outbox is left to the worker, for
which it is long past.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from linli.cases.deeds.noting import Doer
from linli.cases.follow_up import putting_right
from linli.cases.privacy.sensitive import spoken_of
from linli.cases.timing.sweep import sweep
from linli.demo.agenda import later, play
from linli.demo.needs import NEEDS, NOT_FOR_US
from linli.demo.xiyuan_people import settle
from linli.flows.doors import take
from linli.kit.refused import Refused
from linli.kit.working_time import midnight_after
from linli.wishes.raising import raise_wish

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from datetime import datetime
    from random import Random
    from uuid import UUID

    from linli.cases.models import Case
    from linli.demo.agenda import Life
    from linli.demo.needs import Need
    from linli.demo.xiyuan_people import Helper, Neighbourhood, Wisher
    from linli.people.serving.opening import OpenStreet

    Going: TypeAlias = Generator[datetime, None, tuple[Case, datetime]]

FIRST, LAST = date(2020, 1, 1), date(2020, 8, 19)
FULFILLED = range(200, 210)
"""How many come true: 二百余个."""
REFUSED, WITHDRAWN, UNWANTED, OPEN = 9, 5, 4, 12
"""How many are none of ours, are taken back, find nobody, and still wait when it ends."""
TWISTS = {"": 80, "asked": 7, "given_back": 6, "overlooked": 4, "not_good": 3}
"""What happens on the way, and how often of a hundred: a question, a claim given back or forgotten, a bad rating."""
QUIET = 6
"""Days before the end after which no wish begins that still comes true."""
ROOM = 75
"""Days before the end after which nothing more goes wrong, so that all ends in time."""


def tell(street: OpenStreet, chance: Random, *, password: str) -> None:
    """Settle the people, and let the wishes of these months live."""
    there = settle(street, chance, password=password, since=FIRST)
    story = Story(there, chance)
    play(story.lives(), first=FIRST, last=LAST, midnight=_at_midnight)


def _at_midnight(now: datetime) -> None:
    sweep(now=now)
    putting_right.note_late(now=now)


@dataclass(frozen=True)
class Story:
    """The lives of all wishes: each waits for its moments, and does what is done then."""

    there: Neighbourhood
    chance: Random
    hands: dict[UUID, Helper] = field(default_factory=dict)
    """Who has a wish in hand, by its case."""

    def lives(self) -> Iterator[Life]:
        """Every life of the scenario, whatever comes of it."""
        for _one in range(self.chance.choice(FULFILLED)):
            begun = self._day(0, QUIET)
            twist = self._twist() if (LAST - begun).days > ROOM else ""
            yield self._comes_true(begun, twist)
        for _one in range(REFUSED):
            yield self._is_refused(self._day(0, QUIET))
        for _one in range(WITHDRAWN):
            yield self._is_taken_back(self._day(0, ROOM))
        for _one in range(UNWANTED):
            yield self._finds_nobody(self._day(0, ROOM))
        for number in range(OPEN):
            yield self._still_waits(LAST - timedelta(days=number), number)

    def _comes_true(self, begun: date, twist: str) -> Life:
        at = self._morning(begun)
        yield at
        wisher, need = self.there.wisher(self.chance), self.chance.choice(NEEDS)
        case = self._raise(wisher, need.said, need.kind, at)
        if twist == "asked":
            case, at = yield from self._question(case, wisher, at)
        case, at = yield from self._published(case, wisher, need, at)
        if twist == "given_back":
            case, at = yield from self._claimed(case, wisher, at)
            at = self._after(at, 3)
            yield at
            case = take("release", case, by=self.hands[case.id].by, at=at, why="家里有事，这几天去不了。")
        if twist == "overlooked":
            case, at = yield from self._claimed(case, wisher, at)
            at += timedelta(days=10)
            yield at
            case.refresh_from_db()
        case, at = yield from self._helped(case, wisher, at)
        if twist == "not_good":
            case, at = yield from self._rated(case, wisher, at, "2")
            at = yield from self._called_back(case, wisher, at)
            case, at = yield from self._published(case, wisher, need, at)
            case, at = yield from self._helped(case, wisher, at)
        yield from self._rated(case, wisher, at, self.chance.choices(["5", "4", "3"], [14, 5, 1])[0])

    def _is_refused(self, begun: date) -> Life:
        at = self._morning(begun)
        yield at
        reason, words, told = self.chance.choice(NOT_FOR_US)
        wisher = self.there.wisher(self.chance)
        case = self._raise(wisher, words, "arrangement", at)
        at = self._after(at, 2, office=True)
        yield at
        take("refuse", case, by=wisher.desk, at=at, reason=reason, told=told)

    def _is_taken_back(self, begun: date) -> Life:
        at = self._morning(begun)
        yield at
        wisher, need = self.there.resident(self.chance), self.chance.choice(NEEDS)
        case, at = yield from self._published(self._raise(wisher, need.said, need.kind, at), wisher, need, at)
        at = self._after(at, 5)
        yield at
        take("withdraw", case, by=wisher.by, at=at)

    def _finds_nobody(self, begun: date) -> Life:
        """Published for as long as the matter allows; the clock sends it back, and the desk says so."""
        at = self._morning(begun)
        yield at
        wisher, need = self.there.wisher(self.chance), self.chance.choice(NEEDS)
        case, at = yield from self._published(self._raise(wisher, need.said, need.kind, at), wisher, need, at)
        at = later(at, 32, self.chance, office=True)
        yield at
        case.refresh_from_db()
        told = "公布了三十天，暂时没有人能办。以后有合适的人，社区会再联系您。"
        take("refuse", case, by=wisher.desk, at=at, reason="nobody_able", told=told)

    def _still_waits(self, begun: date, number: int) -> Life:
        """The newest ones: some wait for the desk, some for a helper, some are under way."""
        at = self._morning(begun)
        yield at
        wisher, need = self.there.wisher(self.chance), self.chance.choice(NEEDS)
        case = self._raise(wisher, need.said, need.kind, at)
        if number:
            case, at = yield from self._published(case, wisher, need, at)
        if number % 2:
            yield from self._claimed(case, wisher, at)

    def _raise(self, wisher: Wisher, words: str, kind: str, at: datetime) -> Case:
        said: dict[str, Any] = {"words": words, "kind": kind, "publish": True, "health": bool(spoken_of(words))}
        return raise_wish(
            place=wisher.place, by=wisher.by, at=at, whom=wisher.whom, name=wisher.name, phone=wisher.phone, **said
        )

    def _question(self, case: Case, wisher: Wisher, at: datetime) -> Going:
        at = self._after(at, 1, office=True)
        yield at
        case = take("ask", case, by=wisher.desk, at=at, question="什么时候方便上门？")
        at = self._after(at, 3)
        yield at
        return take("answer", case, by=wisher.by, at=at, answer="上午都可以，来之前打个电话。"), at

    def _published(self, case: Case, wisher: Wisher, need: Need, at: datetime) -> Going:
        at = self._after(at, 2, office=True)
        yield at
        words, scope = need.public(self.chance), self.chance.choice(["community", "street", "street"])
        return take("publish", case, by=wisher.desk, at=at, public_text=words, scope=scope, checked=True), at

    def _claimed(self, case: Case, wisher: Wisher, at: datetime) -> Going:
        at = self._after(at, 10)
        yield at
        for helper in self.there.helpers_in_turn(self.chance, but=wisher):
            with suppress(Refused):  # whoever has their hands full leaves it to the next
                case = take("claim", case, by=helper.by, at=at, way=helper.way)
                self.hands[case.id] = helper
                return case, at
        message = "nobody in the street has a hand free"
        raise RuntimeError(message)

    def _helped(self, case: Case, wisher: Wisher, at: datetime) -> Going:
        case, at = yield from self._claimed(case, wisher, at)
        at = self._after(at, 5)
        yield at
        return take("finish", case, by=self.hands[case.id].by, at=at, note="办好了，本人很高兴。"), at

    def _rated(self, case: Case, wisher: Wisher, at: datetime, rating: str) -> Going:
        at = self._after(at, 4, office=wisher.called)
        yield at
        if wisher.called:
            call = "电话里说已经办好，谢谢大家。" if int(rating) > 2 else "电话里说只办了一半，想请人再去一次。"  # noqa: PLR2004
            return take("confirm_by_call", case, by=wisher.desk, at=at, rating=rating, call=call), at
        return take("confirm", case, by=wisher.by, at=at, rating=rating, comment=""), at

    def _called_back(self, case: Case, wisher: Wisher, at: datetime) -> Generator[datetime, None, datetime]:
        """The desk hears what was wrong, within a working day; who was on the telephone already said so."""
        if wisher.called:
            return at
        at = self._after(at, 1, office=True)
        yield at
        putting_right.call_back(case, Doer(wisher.desk, "desk", at), words="说只办了一半，想请人再去一次。")
        return at

    def _day(self, after: int, before: int) -> date:
        return FIRST + timedelta(days=self.chance.randint(after, (LAST - FIRST).days - before))

    def _morning(self, day: date) -> datetime:
        return later(midnight_after(day - timedelta(days=1)), 0, self.chance)

    def _after(self, at: datetime, most: int, *, office: bool = False) -> datetime:
        """Up to ``most`` days later; towards the end all goes faster, so that it ends in time."""
        left = (midnight_after(LAST) - at).days
        return later(at, self.chance.randint(0, min(most, max(left // 3, 0))), self.chance, office=office)

    def _twist(self) -> str:
        return self.chance.choices(list(TWISTS), list(TWISTS.values()))[0]
