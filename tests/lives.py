"""Wishes of the town, brought to each state of their life by the people whose turn it is."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from linli.cases.models import Case
from linli.flows.doors import take
from linli.kit.working_time import HERE, midnight_after
from linli.people.person import Person, visitor
from linli.wishes.raising import raise_wish
from tests.town import HOME

if TYPE_CHECKING:
    from datetime import datetime

WORDS = "阳台的灯不亮了，我姓孟，住三单元"
PUBLIC_TEXT = "一位独居老人想请人换阳台的灯泡。"


def due_after(at: datetime, days: int) -> datetime:
    """Give the moment at which so many calendar days are over: midnight after the last, the day of ``at`` not counted."""
    return midnight_after(at.astimezone(HERE).date() + timedelta(days=days))


def raised(by: Person, *, at: datetime | None = None, place: str = HOME, **more: Any) -> Case:
    """Raise a wish, for oneself if nothing else is said."""
    answers = {"words": WORDS, "kind": "service", "whom": "self", "publish": True, **more}
    return raise_wish(place=place, by=by, at=at or timezone.now(), **answers)


def step(verb: str, case: Case, by: Person, *, at: datetime | None = None, **answers: Any) -> Case:
    """Take a step now, or when it is said."""
    return take(verb, case, by=by, at=at or timezone.now(), **answers)


def publish(case: Case, desk: Person, *, at: datetime | None = None, scope: str = "community") -> Case:
    """Check it and publish it."""
    return step("publish", case, desk, at=at, public_text=PUBLIC_TEXT, scope=scope, checked=True)


def claim(case: Case, helper: Person, *, at: datetime | None = None, way: str = "self") -> Case:
    """Claim it."""
    return step("claim", case, helper, at=at, way=way)


def finish(case: Case, helper: Person, *, at: datetime | None = None, note: str = "") -> Case:
    """Say that it is done."""
    return step("finish", case, helper, at=at, note=note)


def confirm(case: Case, wisher: Person, rating: str = "5", *, at: datetime | None = None, comment: str = "") -> Case:
    """Confirm and rate it."""
    return step("confirm", case, wisher, at=at, rating=rating, comment=comment)


def with_code(case: Case) -> Person:
    """Give whoever typed the receipt code in, without an account."""
    return visitor({case.id: case.street})


def again(case: Case) -> Case:
    """Read it anew."""
    return Case.objects.get(street=case.street, id=case.id)


def brought_to(state: str, *, wisher: Person, desk: Person, helper: Person) -> Case:
    """Give a wish that stands in ``state``."""
    case = raised(wisher)
    match state:
        case "check":
            return case
        case "more":
            return step("ask", case, desk, question="几号楼？")
        case "refused":
            return step("refuse", case, desk, reason="works", told="请到窗口登记。")
        case "withdrawn":
            return step("withdraw", case, wisher)
    case = publish(case, desk)
    return case if state == "published" else _claimed_and_on(state, case, wisher, helper)


def _claimed_and_on(state: str, case: Case, wisher: Person, helper: Person) -> Case:
    case = claim(case, helper)
    if state == "claimed":
        return case
    case = finish(case, helper)
    if state == "done":
        return case
    assert state == "closed"
    return confirm(case, wisher)
