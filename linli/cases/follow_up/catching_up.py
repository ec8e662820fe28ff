"""What follows a step of whatever case: its follow-up learns of it. Runs after the commit; a second time changes nothing."""

from __future__ import annotations

from copy import copy
from functools import lru_cache, partial
from typing import TYPE_CHECKING, cast

from django.conf import settings

from linli.cases.clocks import FURTHER_YEARS
from linli.cases.follow_up import asking, rules, ways
from linli.cases.follow_up.asking import Taken
from linli.cases.follow_up.models import FollowUp
from linli.cases.matters import Matter
from linli.cases.models import Case
from linli.cases.policy import OWN
from linli.flows.doors import SYSTEM, note
from linli.flows.records import snapshot
from linli.flows.table import declared, flow_of_noun
from linli.kit import working_time
from linli.kit.ids import uuid7
from linli.kit.working_time import HERE
from linli.ledger.events import facts_of
from linli.ledger.models import Event
from linli.places.calendars import calendar_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from linli.flows.act import Act
    from linli.kit.working_time import Due

VERB, ASK = "follow_up", "follow_up_ask"
"""The verbs of what it learned: the second where that means that its person is asked, which no step of the flow told them."""


def is_step(verb: str) -> bool:
    """Whether an event with this verb is a step of a case."""
    return verb in _steps(len(declared()))


@lru_cache(maxsize=2)
def _steps(_flows: int) -> frozenset[str]:
    return frozenset(flow.event_of(step) for flow in declared() if flow.model is Case for step in flow.steps)


def follow(event: Event, now: datetime) -> None:
    """Let the follow-up of the event's case learn of it, and of whatever came before and was not learned yet."""
    noun, _dot, verb = event.verb.partition(".")
    if asking.concerns(flow_of_noun(noun), Taken(verb, event.at, facts_of(event))) or _is_there(event):
        case = Case.objects.filter(street=event.street, id=event.stream).first()
        if case is not None:
            catch_up(case, now)


def _is_there(event: Event) -> bool:
    return FollowUp.objects.filter(street=event.street, case=event.stream).exists()


def catch_up(case: Case, now: datetime) -> Case:
    """Bring the follow-up of a case to where its steps are; nothing is written where that changes nothing to know."""
    verb = VERB if case.table.rates else ASK
    return note(case, verb, by=SYSTEM, at=now, does=_learn)


def _learn(act: Act) -> bool:
    case = cast("Case", act.record)
    found = follow_up_of(case)
    row, learned = up_to_date(case, found)
    if found is None:
        if row.asked is None and row.rating is None:
            return False
    elif not changed(row, found) - {"through"}:
        return False
    act.at = learned or act.at
    keep(act, row, found)
    return True


def follow_up_of(case: Case) -> FollowUp | None:
    """The follow-up of a case as it is written, None before it was ever asked for."""
    return FollowUp.objects.filter(street=case.street, case=case.id).first()


def up_to_date(case: Case, found: FollowUp | None) -> tuple[FollowUp, datetime | None]:
    """A copy of the follow-up that knows of every step of the case; the moment of the last one that it did not know of."""
    row = copy(found) if found else FollowUp(id=uuid7(), street=case.street, case_id=case.id, through=0)
    waited, learned = (row.waits, row.asked), None
    if found is None and not _has_somebody(case):
        return row, None
    for number, taken in _further(case, row.through):
        asking.learn(row, case.table, taken, partial(due, case))
        row.through, learned = number, taken.at
    if (row.waits, row.asked) != waited:
        row.way = ways.chosen(case) if row.waits else ""
    return row, learned


def changed(row: FollowUp, found: FollowUp) -> set[str]:
    """In which columns the copy differs from what is written."""
    now, before = (snapshot(each, each.ledgered) for each in (row, found))
    return {name for name, value in now.items() if value != before[name]}


def keep(act: Act, row: FollowUp, found: FollowUp | None) -> None:
    """Let the copy be written with the act."""
    if found is None:
        act.add(row)
    else:
        act.change(found, **{name: getattr(row, name) for name in row.ledgered})


def _has_somebody(case: Case) -> bool:
    """Whether there is anybody whose matter it is; a job that a desk gives itself has nobody to ask."""
    return any(row.role in OWN for row in case.present_participants)


def _further(case: Case, through: int) -> Iterator[tuple[int, Taken]]:
    """The steps after the one with this number, oldest first."""
    events = Event.objects.filter(street=case.street, stream=case.id, number__gt=through).order_by("number")
    for event in events:
        if is_step(event.verb):
            yield event.number, Taken(event.verb.partition(".")[2], event.at, facts_of(event))


def due(case: Case, limit: str, since: datetime) -> Due:
    """When a limit of follow-up is over that runs from ``since``, by the calendar of the case's place."""
    year = since.astimezone(HERE).year
    return working_time.due(
        since,
        rules.span(Matter.kept(case.matter_id), limit),
        calendar_of(case.place, range(year - 1, year + FURTHER_YEARS)),
        first_day=settings.LINLI_FIRST_DAY_COUNTS,
    )
