"""After any sequence of answers, tries, objections, decisions and limits that ran out, the sums are what the tables say."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from linli.cases.follow_up import answering, objecting, putting_right, rules
from linli.cases.follow_up.models import FollowUp, Objection
from linli.cases.follow_up.tests.living import CALL, LINK, MONDAY, PAGE, by_the_ledger, closed_pact, doer, told
from linli.cases.models import Case
from linli.kit.refused import Refused
from linli.ledger import counting, figures, recount, summing
from linli.ledger.days import day_of
from linli.ledger.summing import Period
from tests import telling
from tests.lives import again, claim, finish, publish, raised, step, with_code
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.town import MakeSomeone, Someone, Town

pytestmark = pytest.mark.django_db

RATES = ("solved", "satisfied", "called_back", "put_right", "satisfied_again")
KINDS = list(Objection.Kind)
EXPECTED = {
    "answered_already", "nobody_asked", "tried_today", "no_call_owed", "nothing_to_put_right", "objected_already",
    "nothing_to_decide", "not_now", "not_asked_yet",
}  # fmt: skip


class Life:
    """Wishes and pacts that are answered for, contested and put right at random."""

    def __init__(self, seed: int, resident: Someone, desk: Someone, helper: Someone, streets: list[Someone]) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a story, not a secret
        self.now = MONDAY
        self.resident, self.desk, self.helper, self.streets = resident, desk, helper, streets
        self.cases: list[Case] = []
        self.refused: set[str] = set()

    def goes_on(self) -> None:
        """Some hours later somebody does something, or it is noted only days after, or the worker catches up."""
        self.now += timedelta(hours=self.chance.randint(1, 40))
        acts: list[Callable[[], object]] = [
            self._begin, self._step, self._step, self._answer, self._answer, self._try, self._right, self._object,
            self._decide, self._lift, self._late, self._work,
        ]  # fmt: skip
        try:
            self.chance.choice(acts)()
        except Refused as refused:
            assert refused.code in EXPECTED, refused.code  # noqa: PT017 - any other refusal is a fault of this story
            self.refused.add(refused.code)

    def _when(self) -> datetime:
        return self.now - timedelta(hours=self.chance.choice([0, 0, 0, 50]))

    def _case(self) -> Case:
        return again(self.chance.choice(self.cases)) if self.cases else self._begin()

    def _begin(self) -> Case:
        if self.chance.random() < 0.5:
            case = closed_pact(self.resident.person, self.desk.person, at=self.now)
        else:
            case = publish(raised(self.resident.person, at=self.now), self.desk.person, at=self.now)
        self.cases.append(case)
        return case

    def _step(self) -> None:
        case = self._case()
        at, helper, desk, wisher = self._when(), self.helper.person, self.desk.person, with_code(case)
        match case.state:
            case "check":
                publish(case, desk, at=at)
            case "published":
                finish(claim(case, helper, at=at), helper, at=at)
            case "done":
                verb, by, answers = self.chance.choice(
                    [
                        ("confirm", wisher, {"rating": self.chance.choice("12345"), "comment": ""}),
                        ("confirm_by_call", desk, {"rating": self.chance.choice("01"), "call": "说过了"}),
                        ("deny", wisher, {"missing": "还没有好"}),
                        ("withdraw", wisher, {}),
                    ]
                )
                step(verb, case, by, at=at, **answers)

    def _answer(self) -> None:
        case = self._case()
        channel = self.chance.choice([PAGE, LINK, CALL])
        held = ("party" if case.table.noun == "pact" else "applicant") if channel != CALL else "desk"
        by = self.desk.person if channel == CALL else with_code(case)
        rating, solved = self.chance.randint(1, 5), self.chance.random() < 0.7
        answering.answer(case, doer(by, held, self._when()), told(rating, solved=solved, channel=channel))

    def _try(self) -> None:
        answering.not_reached(self._case(), doer(self.desk.person, "desk", self.now))

    def _right(self) -> None:
        act = self.chance.choice([putting_right.call_back, putting_right.put_right])
        act(self._case(), doer(self.desk.person, "desk", self._when()), words="说好了")

    def _object(self) -> None:
        kind = self.chance.choice(KINDS)
        bad = [row.case for row in FollowUp.objects.filter(rating__lte=2).order_by("id").select_related("case")]
        case = self.chance.choice(bad) if kind == Objection.Kind.RATING and bad else self._case()
        reason = self.chance.choice(list(rules.REASONS[kind]))
        objecting.object_to(case, doer(self.desk.person, "desk", self._when()), kind=kind, reason=reason, words="")

    def _decide(self) -> None:
        by = doer(self.chance.choice(self.streets).person, "street", self._when())
        case, kind = self._contested(upheld=None)
        objecting.decide(case, by, kind=kind, upheld=self.chance.random() < 0.7, words="")

    def _lift(self) -> None:
        case, kind = self._contested(upheld=True)
        objecting.lift(case, doer(self.streets[0].person, "street", self._when()), kind=kind, words="")

    def _contested(self, *, upheld: bool | None) -> tuple[Case, str]:
        """What can be decided or lifted, most often."""
        rows = list(Objection.objects.filter(upheld=upheld, lifted=None).order_by("id").select_related("case"))
        if not rows or self.chance.random() < 0.2:
            return self._case(), self.chance.choice(KINDS)
        row = self.chance.choice(rows)
        return row.case, row.kind

    def _late(self) -> None:
        putting_right.note_late(now=self.now)

    def _work(self) -> None:
        telling.follow()


def is_in(case: Case, *, rating: bool) -> bool:
    """Whether the case counts where what was left out does not."""
    live = Objection.objects.filter(case=case.id, upheld=True, lifted=None).values_list("kind", flat=True)
    return not set(live) & ({"left_out", "duty", "rating"} if rating else {"left_out", "duty"})


def by_hand(name: str) -> dict[str, tuple[int, int]]:
    """Numerator and denominator of a rate of all time, with everything and without, from the tables alone."""
    rows = {row.case_id: row for row in FollowUp.objects.all()}
    counted: list[tuple[Case, bool]] = []
    for case in Case.objects.all():
        row = rows.get(case.id)
        done = case.closed is not None and case.table.states[case.state].tone == "done"
        found: dict[str, tuple[bool, bool]] = {
            "solved": (case.closed is not None, done and not (row and row.solved is False and not row.again_solved)),
            "satisfied": (bool(row and row.rating), bool(row and row.rating and row.rating >= 3)),
            "called_back": (
                bool(row and row.call_by and (row.called or row.call_late)),
                bool(row and row.called and row.call_by and not row.call_late),
            ),
            "put_right": (
                bool(row and row.right_by and (row.right or row.right_late)),
                bool(row and row.right and row.right_by and not row.right_late),
            ),
            "satisfied_again": (bool(row and row.again), bool(row and row.again and row.again >= 3)),
        }
        below, above = found[name]
        if below:
            counted.append((case, above))

    def of(kept: list[tuple[Case, bool]]) -> tuple[int, int]:
        return sum(above for _case, above in kept), len(kept)

    return {
        "all": of(counted),
        "without": of([each for each in counted if is_in(each[0], rating=name != "solved")]),
    }


@pytest.mark.parametrize("seed", range(1, 5))
def test_rates_with_and_without_are_what_the_tables_say_after_any_life(
    seed: int,
    resident: Someone,
    desk: Someone,
    helper: Someone,
    street_leader: Someone,
    town: Town,
    someone: MakeSomeone,
) -> None:
    streets = [street_leader, someone("second", posts=(town.street.head,))]
    life = Life(seed, resident, desk, helper, streets)
    for number in range(110):
        life.goes_on()
        if number % 9 == seed:
            counting.know([STREET])
            counting.count(STREET, now=timezone.now(), most=5)
    telling.follow()
    counting.catch_up([STREET])
    assert recount.differences(STREET) == []
    always = Period(date(2026, 1, 1), day_of(life.now) + timedelta(days=400))
    (numbers,) = summing.numbers([figures.named(f"cases.{name}_rate") for name in RATES], [HOME], always)
    for name in RATES:
        number_of: Any = numbers[f"cases.{name}_rate"]
        hand = by_hand(name)
        assert (number_of.numerator, number_of.denominator) == hand["all"], name
        assert (number_of.without.numerator, number_of.without.denominator) == hand["without"], name
        assert number_of.without.left_out == hand["all"][1] - hand["without"][1]
    assert [damage for case in life.cases for damage in by_the_ledger(case)] == []
    assert FollowUp.objects.filter(rating__isnull=False).count() > 3
    was = dict(numbers)
    counting.anew(STREET)
    counting.catch_up([STREET])
    assert dict(summing.numbers([figures.named(name) for name in was], [HOME], always)[0]) == was


def test_lives_meet_each_refusal_and_each_kind(
    resident: Someone, desk: Someone, helper: Someone, street_leader: Someone, town: Town, someone: MakeSomeone
) -> None:
    """So that the stories above tell of everything."""
    streets = [street_leader, someone("second", posts=(town.street.head,))]
    life = Life(11, resident, desk, helper, streets)
    for _number in range(240):
        life.goes_on()
    telling.follow()
    assert {"answered_already", "objected_already", "nothing_to_decide"} <= life.refused
    assert {row.kind for row in Objection.objects.filter(upheld=True)} == set(KINDS)
    assert FollowUp.objects.filter(again__isnull=False).exists()
    assert Objection.objects.filter(lifted__isnull=False).exists()
