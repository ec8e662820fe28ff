"""How it went, in the demo town: who is asked in which way, what was rated badly and is called about, what is contested."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from linli.cases.deeds.noting import Doer
from linli.cases.follow_up import answering, objecting, putting_right
from linli.cases.follow_up.catching_up import catch_up
from linli.cases.follow_up.models import FollowUp, Objection
from linli.cases.models import Case
from linli.cases.reach import within

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from linli.demo.people import Cast
    from linli.people.person import Person

LEARNS_OF = ("done", "closed", "check", "published", "claimed")
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
HEARD = "本人说东西送到了，但是尺寸不合适，想换一个。"
CONTESTED = "同一件事上个月登记过，已经办结，没有新的情况。"
DECIDED = "核对过两次登记，是同一件事。"


def go_on(street: str, cast: Cast, *, now: datetime) -> None:
    """Let the worker's part happen first, then what the people of the desk do."""
    for case in Case.objects.filter(street=street, state__in=LEARNS_OF).order_by("began"):
        catch_up(case, now)
    _call_back(street, cast["desk"], now)
    _try(street, cast["desk"], now)
    _contest(street, cast["desk"], cast["street"], now)


def _here(street: str, desk: Person) -> Iterable[FollowUp]:
    mine = Case.objects.filter(within(desk.seats[0].code), street=street)
    return FollowUp.objects.filter(street=street, case__in=mine).order_by("asked").select_related("case")


def _call_back(street: str, desk: Person, now: datetime) -> None:
    """The desk calls about every other bad rating, in time."""
    owed = [row for row in _here(street, desk) if putting_right.owes_a_call(row) and row.answered]
    for row in owed[::2]:
        at = min(now, (row.answered or now) + AN_HOUR)
        putting_right.call_back(row.case, Doer(desk, "desk", at), words=HEARD)


def _try(street: str, desk: Person, now: datetime) -> None:
    """Nobody answered when the desk called yesterday."""
    waiting = [row for row in _here(street, desk) if row.waits and row.way in {"call", "visit"}]
    for row in waiting[:1]:
        answering.not_reached(row.case, Doer(desk, "desk", max(now - A_DAY, row.asked or now)))


def _contest(street: str, desk: Person, leader: Person, now: datetime) -> None:
    """Two cases are contested: of one it was decided, of the other it is not yet."""
    ended = list(Case.objects.filter(within(desk.seats[0].code), street=street, state="closed").order_by("closed")[:2])
    kind = Objection.Kind.LEFT_OUT
    for case in ended:
        objecting.object_to(case, Doer(desk, "desk", now - A_DAY), kind=kind, reason="repeated", words=CONTESTED)
    for case in ended[:1]:
        objecting.decide(case, Doer(leader, "street", now - AN_HOUR), kind=kind, upheld=True, words=DECIDED)
