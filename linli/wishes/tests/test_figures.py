"""The figures of wishes and of all cases: what they say is what a person would count by hand."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import Exists, OuterRef
from django.utils import timezone

from linli.cases.models import Case
from linli.cases.timing.sweep import sweep
from linli.kit.refused import Refused
from linli.ledger import counting, figures, recount, summing
from linli.ledger.days import HERE, day_of, end_of
from linli.ledger.models import Event
from linli.ledger.summing import Number, Period
from tests.lives import claim, confirm, finish, publish, raised, step, with_code
from tests.town import ELSEWHERE, HOME, STREET

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from linli.people.person import Person
    from tests.town import Someone

pytestmark = pytest.mark.django_db

MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


def at(day: int, hour: int = 10, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=HERE)


def number(name: str, period: Period = MARCH, code: str = STREET) -> Number:
    counting.catch_up([STREET])
    (found,) = summing.numbers([figures.named(name)], [code], period)
    return found[name]


def value(name: str, period: Period = MARCH, code: str = STREET) -> float | None:
    return number(name, period, code).value


@pytest.fixture
def cast(resident: Someone, desk: Someone, helper: Someone, liaison: Someone) -> dict[str, Person]:
    """Who acts in these stories."""
    return {
        "resident": resident.person,
        "desk": desk.person,
        "helper": helper.person,
        "liaison": liaison.person,
    }


def fulfilled(cast: dict[str, Person], day: int, *, kind: str = "thing", way: str = "self", rating: str = "5") -> Case:
    case = raised(cast["resident"], at=at(day, 8), kind=kind)
    case = publish(case, cast["desk"], at=at(day, 9))
    by = cast["liaison"] if ":" in way else cast["helper"]
    case = finish(claim(case, by, at=at(day, 10), way=way), by, at=at(day, 11))
    return confirm(case, cast["resident"], rating, at=at(day + 1, 12))


def test_a_wish_counts_once_in_each_figure_on_the_day_of_each_step(cast: dict[str, Person]) -> None:
    fulfilled(cast, 5)
    found = {
        name: [day for day in range(1, 32) if value(f"wishes.{name}", Period(date(2026, 3, day), date(2026, 3, day)))]
        for name in ("raised", "published", "claimed", "fulfilled", "open")
    }
    assert found == {"raised": [5], "published": [5], "claimed": [5], "fulfilled": [6], "open": [5]}


def test_fulfilled_is_told_by_kind_and_by_the_way_of_claiming(cast: dict[str, Person]) -> None:
    team = f"team:{cast['liaison'].seats[0].organisation_id}"
    fulfilled(cast, 3, kind="thing", way="member")
    fulfilled(cast, 4, kind="service", way=team)
    fulfilled(cast, 5, kind="service", way=team)
    told = number("wishes.fulfilled")
    assert told.value == 3
    assert told.parts == {"kind=thing,mode=member": 1, "kind=service,mode=team": 2}
    figure = figures.named("wishes.fulfilled")
    assert isinstance(figure, figures.Figure)
    assert summing.parts_by(figure, told.parts, "mode") == {"member": 1, "team": 2}
    assert summing.parts_by(figure, told.parts, "kind") == {"thing": 1, "service": 2}


def test_a_wish_that_was_given_back_counts_once_and_for_whoever_fulfilled_it(cast: dict[str, Person]) -> None:
    case = publish(raised(cast["resident"], at=at(3)), cast["desk"], at=at(3, 11))
    case = step("release", claim(case, cast["helper"], at=at(4), way="member"), cast["helper"], at=at(5), why="")
    case = finish(claim(case, cast["helper"], at=at(6), way="self"), cast["helper"], at=at(7))
    case = confirm(case, cast["resident"], "1", at=at(8))
    assert (value("wishes.fulfilled"), value("wishes.claimed"), value("wishes.open")) == (0, 1, 1)
    case = publish(case, cast["desk"], at=at(9))
    case = finish(claim(case, cast["helper"], at=at(10), way="self"), cast["helper"], at=at(11))
    confirm(case, cast["resident"], "4", at=at(12))
    assert (value("wishes.fulfilled"), value("wishes.published"), value("wishes.open")) == (1, 1, 0)
    assert number("wishes.fulfilled").parts == {"kind=service,mode=self": 1}
    assert number("wishes.claimed").parts == {"kind=service,mode=member": 1}


def test_overdue_is_what_the_clock_said_until_somebody_acts(cast: dict[str, Person]) -> None:
    case = raised(cast["resident"], at=at(3))
    sweep(now=at(10))
    publish(case, cast["desk"], at=at(12))
    days = {day: value("wishes.overdue", Period(date(2026, 3, day), date(2026, 3, day))) for day in (9, 10, 11, 12)}
    assert days == {9: 0, 10: 1, 11: 1, 12: 0}


def test_a_response_in_time_counts_and_one_after_the_limit_does_not(cast: dict[str, Person]) -> None:
    in_time, late, waiting = (raised(cast["resident"], at=at(3)) for _each in range(3))
    publish(in_time, cast["desk"], at=at(4))
    step("withdraw", waiting, cast["resident"], at=at(4))
    raised(cast["resident"], at=at(28))
    sweep(now=at(10))
    publish(late, cast["desk"], at=at(11))
    told = number("cases.responded_rate", Period(date(2026, 3, 1), date(2026, 3, 28)))
    assert (told.value, told.numerator, told.denominator, told.beside) == (0.5, 1, 2, {"cases.awaiting": 1})


def test_solved_is_over_all_that_was_closed_and_what_is_open_stands_beside(cast: dict[str, Person]) -> None:
    fulfilled(cast, 3)
    step("withdraw", raised(cast["resident"], at=at(4)), cast["resident"], at=at(5))
    step("refuse", raised(cast["resident"], at=at(4)), cast["desk"], at=at(6), reason="works", told="请到窗口登记。")
    raised(cast["resident"], at=at(7))
    told = number("cases.solved_rate")
    assert (told.numerator, told.denominator, told.beside) == (1, 3, {"cases.open": 1})
    assert number("cases.closed").parts == {"outcome=done,counted=in": 1, "outcome=stopped,counted=in": 2}


def test_satisfied_never_drops_the_unrated_silently(cast: dict[str, Person]) -> None:
    for rating in ("5", "3"):
        fulfilled(cast, 3, rating=rating)
    case = raised(cast["resident"], at=at(3))
    case = finish(claim(publish(case, cast["desk"], at=at(4)), cast["helper"], at=at(5)), cast["helper"], at=at(6))
    step("confirm_by_call", case, cast["desk"], at=at(7), rating="0", call="没有人接")
    told = number("cases.satisfied_rate")
    assert (told.value, told.numerator, told.denominator) == (1.0, 2, 2)
    assert told.missing == 1
    assert told.with_missing == pytest.approx(2 / 3)


def test_each_rate_says_that_the_official_formula_is_unknown() -> None:
    for name in ("responded", "solved", "satisfied"):
        assert "官方公式没有公开" in str(figures.named(f"cases.{name}_rate").definition)


class Life:
    """Wishes that live at random, and what a person with the table of cases and a calendar would count of them."""

    def __init__(self, cast: dict[str, Person], other_desk: Person, seed: int) -> None:
        self.cast = cast
        self.desks = {HOME: cast["desk"], ELSEWHERE: other_desk}
        self.chance = random.Random(seed)  # noqa: S311 - a story, not a secret
        self.now = at(1, 0)

    def goes_on(self) -> None:
        """Some hours later somebody does something, or a clock runs out, or it is noted only days after."""
        self.now += timedelta(hours=self.chance.randint(1, 30))
        acts = [self._raise, self._act, self._act, self._act, self._sweep]
        self.chance.choice(acts)()

    def _when(self) -> datetime:
        return self.now - timedelta(hours=self.chance.choice([0, 0, 0, 50]))

    def _raise(self) -> None:
        kind = self.chance.choice(["thing", "service", "arrangement"])
        raised(self.cast["resident"], at=self._when(), place=self.chance.choice([HOME, ELSEWHERE]), kind=kind)

    def _sweep(self) -> None:
        sweep(now=self.now)

    def _act(self) -> None:
        case = self.chance.choice(list(Case.objects.open().order_by("id")) or [None])
        if case is None:
            return
        desk, helper, wisher = self.desks[case.community], self.cast["helper"], with_code(case)
        answers: dict[str, list[tuple[str, Person, dict[str, Any]]]] = {
            "check": [
                ("publish", desk, {"public_text": "一位老人想要一床薄被。", "scope": "street", "checked": True}),
                ("ask", desk, {"question": "几号楼？"}),
                ("refuse", desk, {"reason": "works", "told": "请到窗口登记。"}),
                ("withdraw", wisher, {}),
            ],
            "more": [("answer", wisher, {"answer": "三号楼"}), ("withdraw", wisher, {})],
            "published": [("claim", helper, {"way": self.chance.choice(["self", "member"])}), ("unpublish", desk, {})],
            "claimed": [("finish", helper, {"note": ""}), ("finish", helper, {"note": ""}), ("release", helper, {})],
            "done": [
                ("confirm", wisher, {"rating": self.chance.choice("12345"), "comment": ""}),
                ("confirm_by_call", desk, {"rating": self.chance.choice("05"), "call": "说过了"}),
                ("deny", wisher, {"missing": "还没有好"}),
            ],
        }
        verb, by, told = self.chance.choice(answers[case.state])
        try:
            step(verb, case, by, at=self._when(), **told)
        except Refused as refused:
            assert refused.code == "too_many"  # noqa: PT017 - any other refusal is a fault of this story


def by_hand(name: str, period: Period, code: str) -> int:
    """The same figure from the cases and their events, without what is declared."""
    cases = Case.objects.filter(place__startswith=code)
    end = end_of(period.until)

    def first(*verbs: str) -> int:
        days = [
            day_of(Event.objects.filter(stream=key, verb__in=verbs).order_by("number").values_list("at", flat=True)[0])
            for key in cases.filter(Exists(told(verbs))).values_list("id", flat=True)
        ]
        return sum(period.since <= day <= period.until for day in days)

    def told(verbs: tuple[str, ...]) -> QuerySet[Event]:
        return Event.objects.filter(stream=OuterRef("pk"), verb__in=verbs)

    closed = cases.filter(closed__gte=day_start(period.since), closed__lt=end)
    done = closed.filter(state="closed")
    found = {
        "wishes.raised": cases.filter(began__gte=day_start(period.since), began__lt=end).count(),
        "wishes.published": first("wish.publish"),
        "wishes.claimed": first("wish.claim"),
        "wishes.fulfilled": done.count(),
        "cases.closed": closed.count(),
        "cases.solved": done.count(),
        "cases.rated": done.filter(rating__isnull=False).count(),
        "cases.unrated": done.filter(rating=None).count(),
        "cases.satisfied": done.filter(rating__gte=3).count(),
    }
    return found[name]


def day_start(day: date) -> datetime:
    return end_of(day - timedelta(days=1))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sums_are_what_a_person_would_count_after_any_life(
    cast: dict[str, Person], other_desk: Someone, seed: int
) -> None:
    life = Life(cast, other_desk.person, seed)
    for number_of_act in range(160):
        life.goes_on()
        if number_of_act % 7 == seed:
            counting.know([STREET])
            counting.count(STREET, now=timezone.now(), most=3)
    counting.catch_up([STREET])
    assert recount.differences(STREET) == []
    spring = Period(date(2026, 2, 1), date(2026, 8, 31))
    week = Period(date(2026, 3, 9), date(2026, 3, 15))
    names = ["wishes.raised", "wishes.published", "wishes.claimed", "wishes.fulfilled"]
    names += ["cases.closed", "cases.solved", "cases.rated", "cases.unrated", "cases.satisfied"]
    for period in (spring, week):
        for code in (STREET, HOME, ELSEWHERE):
            assert {name: value(name, period, code) for name in names} == {
                name: by_hand(name, period, code) for name in names
            }
    now_open = Case.objects.open()
    assert value("wishes.open", spring) == value("cases.open", spring) == now_open.count()
    assert value("wishes.overdue", spring) == now_open.filter(late=True).count()
    assert value("wishes.raised", spring) == Case.objects.count() > 20
    was = dict(summing.numbers(figures.declared(), [STREET], week)[0])
    counting.anew(STREET)
    counting.catch_up([STREET])
    assert dict(summing.numbers(figures.declared(), [STREET], week)[0]) == was
