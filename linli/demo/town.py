"""The demo town: 西园街道 with its real communities, and a month of wishes in every state of their life."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from linli.cases.privacy.sensitive import spoken_of
from linli.cases.timing.sweep import sweep
from linli.demo import buildings, daily, follow_ups, ledgers, posts
from linli.demo.people import desk_at, settle
from linli.demo.wishes import ASKED_BY_HAND, WISHES, WITHOUT_ACCOUNT
from linli.flows.doors import take
from linli.papers.printing import print_out
from linli.people.models import Account, Organisation
from linli.wishes.papers import ANSWER
from linli.wishes.raising import raise_wish
from linli.wishes.rules import MODE_OF_ORGANISATION

if TYPE_CHECKING:
    import random
    from datetime import datetime

    from linli.cases.models import Case
    from linli.demo.people import Cast
    from linli.people.person import Person
    from linli.people.serving.opening import OpenStreet

DAYS = 30
OVERLOOKED = 25
"""The wish that nobody has looked at: it is late, so that the street's page has something to show."""
YOUNGER = {"check": 3, "published": 8, "claimed": 12, "done": 15}
"""State → the age in days below which a wish has come just so far."""
WAITS = 20
"""Every third wish waits so many days for somebody to claim it."""


def tell(street: OpenStreet, chance: random.Random, *, password: str) -> None:
    """Settle the people, let a month of wishes happen up to now, and what goes on beside them."""
    now = timezone.now()
    cast = settle(street, password=password, since=timezone.localdate(now) - timedelta(days=400))
    story = Story(street, cast, chance, now)
    buildings.build_up(street, by=cast["system"], now=now)
    story.tell()
    daily.go_on(street.code, cast, now=now)
    follow_ups.go_on(street.code, cast, now=now)
    buildings.send_one_more(street, by=cast["system"], now=now)
    ledgers.send(street.communities[0].code, by=cast["desk"], now=now)
    posts.fill(street, cast, since=timezone.localdate(now) - timedelta(days=DAYS))
    sweep()


class Story:
    """Tells the wishes of a month, one life after the other, each through the flow's own steps."""

    def __init__(self, street: OpenStreet, cast: Cast, chance: random.Random, now: datetime) -> None:
        self.street = street
        self.cast = cast
        self.chance = chance
        self.now = now
        self.desks = {community.code: desk_at(street, community.code) for community in street.communities}

    def tell(self) -> None:
        """Every wish once, to a different depth of its life; most of them in the first community."""
        for number, (words, kind, public) in enumerate(WISHES):
            begun = self.now - timedelta(days=DAYS - number, hours=self.chance.randint(1, 8))
            place = self.street.communities[
                0 if number % 2 else self.chance.randrange(len(self.street.communities))
            ].code
            self._live(self._raised(words, kind, place, begun), public, begun, number)
        self._ask_by_hand()

    def _ask_by_hand(self) -> None:
        """Some people without an account were asked for more yesterday, and have to be told by the desk."""
        grid = self.cast["grid"]
        begun = self.now - timedelta(days=2)
        for (name, phone), tell, words, question in ASKED_BY_HAND:
            said: dict[str, Any] = {
                "words": words,
                "kind": "service",
                "publish": True,
                "health": bool(spoken_of(words)),
            }
            who: dict[str, Any] = {"whom": "other", "name": name, "phone": phone, "tell": tell}
            case = raise_wish(place=grid.seats[0].code, by=grid, at=begun, **who, **said)
            self._step("ask", case, self.desks[case.community], begun, 1, question=question)

    def _raised(self, words: str, kind: str, place: str, at: datetime) -> Case:
        by = self.chance.choice([self.cast["resident"], *self.cast.neighbours])
        said: dict[str, Any] = {"words": words, "kind": kind, "publish": True, "health": bool(spoken_of(words))}
        if self.chance.random() < 1 / 4:
            name, phone = self.chance.choice(WITHOUT_ACCOUNT)
            grid = self.cast["grid"]
            return raise_wish(place=grid.seats[0].code, by=grid, at=at, whom="other", name=name, phone=phone, **said)
        account = Account.objects.get(pk=by.account_id or "")
        return raise_wish(place=place, by=by, at=at, whom="self", name=account.name, phone=account.phone, **said)

    def _live(self, case: Case, public: str, begun: datetime, number: int) -> None:
        """Let the wish come as far as its age and number say, each step by whoever would take it."""
        depth = _depth((self.now - begun).days, number)
        desk, wisher = self.desks[case.community], self._wisher(case)
        if depth == "refused":
            self._step("refuse", case, desk, begun, 1, reason="works", told="这件事要动工程，请到社区窗口另行登记。")
            return
        if depth == "check":
            return
        scope = self.chance.choice(["community", "street", "street"])
        case = self._step("publish", case, desk, begun, 1, public_text=public, scope=scope, checked=True)
        if depth == "published":
            return
        helper = self.chance.choice([one for one in (self.cast["helper"], *self.cast.neighbours) if one is not wisher])
        claimed = begun + (self.now - begun) / 2
        case = self._step("claim", case, helper, claimed, 0, way=self._way(helper))
        if depth == "claimed":
            return
        case = self._step("finish", case, helper, claimed, 2, note="送到了，本人很高兴。")
        if depth == "closed":
            self._close(case, desk, wisher, claimed)

    def _close(self, case: Case, desk: Person, wisher: Person | None, claimed: datetime) -> None:
        rating = self.chance.choices(["5", "4", "3", "2"], [12, 6, 2, 1])[0]
        if wisher is None:
            closed = self._step(
                "confirm_by_call", case, desk, claimed, 3, rating=rating, call="电话里说已经收到，谢谢大家。"
            )
        else:
            closed = self._step("confirm", case, wisher, claimed, 3, rating=rating, comment="")
        self._print(closed, desk)

    def _print(self, case: Case, desk: Person) -> None:
        """The desk prints for the wisher how it was handled."""
        if case.closed is not None:
            print_out(ANSWER, case, by=desk, at=case.closed)

    def _step(self, verb: str, case: Case, by: Person, after: datetime, days: int, **answers: Any) -> Case:
        at = min(after + timedelta(days=days, minutes=self.chance.randint(5, 600)), self.now)
        return take(verb, case, by=by, at=at, **answers)

    def _wisher(self, case: Case) -> Person | None:
        """Whoever wished it for themselves, if they have an account."""
        own = case.participants.filter(street=case.street, role="applicant").first()
        everybody = (self.cast["resident"], *self.cast.neighbours)
        return next((one for one in everybody if own and one.account_id == own.account_id), None)

    def _way(self, helper: Person) -> str:
        if helper.seats and self.chance.random() < 1 / 2:
            organisation = Organisation.objects.get(id=helper.seats[0].organisation_id or "")
            return f"{MODE_OF_ORGANISATION[organisation.kind]}:{organisation.id}"
        return self.chance.choice(["self", "member"])


def _depth(age: int, number: int) -> str:
    """How far a wish has come: the old ones are mostly done, the newest wait, now and then one is not for us."""
    if number == OVERLOOKED:
        return "check"
    if number % 11 == 7 and age >= YOUNGER["check"]:  # noqa: PLR2004
        return "refused"
    if number % 3 == 1 and YOUNGER["check"] <= age < WAITS:
        return "published"
    return next((depth for depth, days in YOUNGER.items() if age < days), "closed")
