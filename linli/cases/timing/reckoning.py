"""Moving the due time of a case that runs: by an explicit act, or because a provisional one can be settled.

A case keeps the date that was promised. A matter's next version, a local holiday or another setting changes nothing
under way until somebody reckons anew; only what was promised as provisional is settled without being asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.cases import clocks, reach
from linli.cases.deeds.noting import Doer, write_down
from linli.cases.matters import Matter
from linli.cases.models import Case
from linli.flows.doors import SYSTEM
from linli.kit.refused import Refused
from linli.kit.working_time import HERE, midnight_after
from linli.ledger.events import instant
from linli.places.calendars import calendar_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from linli.flows.act import Act
    from linli.kit.working_time import Calendar, Span

RECOMPUTE, SETTLE = "recompute", "settle"
AT_ONCE = 500


@dataclass(frozen=True)
class Promise:
    """What a case is promised: until when, whether provisionally, and how long its clock was given."""

    due: datetime
    provisional: bool
    limit: Span


def promised(case: Case) -> Promise:
    """What holds for the case now."""
    return Promise(clocks.due_of(case), case.provisional, clocks.limit_of(case))


def by_the_rules_of_today(case: Case) -> Promise:
    """What an act would promise now: the limit of the matter's version in force there, the calendar as it stands."""
    limit = limit_in_force(case)
    told = Case(**{name: getattr(case, name) for name in _RECKONED})
    told.span, told.unit = limit.number, limit.unit
    told.counts_from = clocks.began_of(case)
    # What was paused or added in other units cannot be carried over: it stays as time of the calendar in the end.
    due = clocks.reckoned(told)
    return Promise(due.at, due.provisional, limit)


_RECKONED = ("street", "place", "matter_id", "clock", "urgency", "counts_from", "due", "idle", "extra", "span", "unit")


def limit_in_force(case: Case) -> Span:
    """How long the clock would be given by the matter in force; what it has, where that one knows no such clock."""
    try:
        kept = Matter.kept(case.matter_id)
        limit = Matter.objects.in_force(kept.code, place=case.place).limit(case.clock, case.urgency)
    except (Matter.DoesNotExist, KeyError):
        return clocks.limit_of(case)
    # Pauses and extensions are counted in the unit of the clock: one in another unit keeps its own limit.
    own = clocks.limit_of(case)
    return limit if limit.unit == own.unit or not (case.idle or case.extra) else own


def recompute(case: Case, doer: Doer) -> Case:
    """Reckon the due time anew by the rules of today.

    Refused where nothing would change, and where the case would be over at once though it is not now.
    """

    def does(now: Case, act: Act) -> bool:
        before, after = promised(now), by_the_rules_of_today(now)
        if after == before:
            raise Refused("nothing_changes", _("按现在的规定算，还是这一天。"))
        if after.due <= act.at < before.due:
            raise Refused("would_be_over", _("按现在的规定，时限已经过了，所以还按原来答应的日子。"))
        now.counts_from = clocks.began_of(now)
        now.span, now.unit = after.limit.number, after.limit.unit
        _move(now, act, before.due)
        now.late = now.late and clocks.due_of(now) <= act.at
        return True

    return write_down(case, RECOMPUTE, doer, does)


def recompute_all(place: str, *, at: datetime, moved: Callable[[Case], None] | None = None) -> int:
    """Recompute every open case in the places whose code begins with ``place``; how many were given another date.

    An explicit act on many: the event of each says that the system did it. Repeated, it changes nothing.
    """
    doer = Doer(SYSTEM, "system", at)
    count = 0
    for case in _open_in(place):
        if by_the_rules_of_today(case) == promised(case):
            continue
        try:
            now = recompute(case, doer)
        except Refused:
            continue
        count += 1
        if moved:
            moved(now)
    return count


def settle(*, now: datetime | None = None, most: int = AT_ONCE) -> int:
    """Settle due times that were provisional and whose years are known by now; how many."""
    now = now or timezone.now()
    doer = Doer(SYSTEM, "system", now)
    calendar = cache(lambda place, year: calendar_of(place, range(year - 1, year + clocks.FURTHER_YEARS)))
    settled = 0
    for case in _provisional(most):
        its_own = calendar(case.place[:12], clocks.began_of(case).astimezone(HERE).year)
        if not clocks.reckoned(case, its_own).provisional:
            settled += _settle(case, doer, its_own)
    return settled


def _settle(case: Case, doer: Doer, calendar: Calendar) -> bool:
    done: list[bool] = []

    def does(now: Case, act: Act) -> bool:
        if not now.provisional or clocks.reckoned(now, calendar).provisional:
            return False
        before = clocks.due_of(now)
        _move(now, act, before, calendar)
        done.append(True)
        return True

    try:
        write_down(case, SETTLE, doer, does)
    except Refused:  # closed meanwhile
        return False
    return bool(done)


def _move(now: Case, act: Act, before: datetime, calendar: Calendar | None = None) -> None:
    clocks.set_due(now, calendar)
    if clocks.due_of(now) <= act.at < before:  # nobody is late by a day that they could not know
        now.due = midnight_after(act.at.astimezone(HERE).date())
    act.facts["moved"] = {"from": instant(before), "to": instant(clocks.due_of(now))}


def _open_in(place: str) -> Iterator[Case]:
    """Open cases at the place, street by street, in batches by key."""
    there = Case.objects.open().filter(reach.within(place) if place else Q())
    for street in list(there.order_by("street").values_list("street", flat=True).distinct()):
        cases = there.filter(street=street).order_by("id")
        after = None
        while some := list((cases.filter(id__gt=after) if after else cases)[:AT_ONCE]):
            yield from some
            after = some[-1].id


def _provisional(most: int) -> Iterator[Case]:
    streets = (
        Case.objects.open().filter(provisional=True).order_by("street").values_list("street", flat=True).distinct()
    )
    for street in list(streets):
        yield from Case.objects.open().filter(street=street, provisional=True).order_by("due", "id")[:most]
