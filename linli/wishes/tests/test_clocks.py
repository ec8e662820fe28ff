"""What happens when nobody acts: each clock, to the minute, and nothing before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from linli.cases.models import Assignment
from linli.cases.timing.sweep import sweep
from linli.flows.doors import SYSTEM
from linli.kit.refused import Refused
from linli.ledger import actors
from linli.ledger.models import Event
from tests.lives import again, brought_to, claim, confirm, due_after, publish, raised, step
from tests.town import HOME

if TYPE_CHECKING:
    from datetime import datetime

    from linli.cases.models import Case
    from tests.town import Someone

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def in_state(request: pytest.FixtureRequest, resident: Someone, desk: Someone, helper: Someone) -> Case:
    return brought_to(request.param, wisher=resident.person, desk=desk.person, helper=helper.person)


def due(case: Case) -> datetime:
    assert case.due is not None
    return case.due


def last(case: Case) -> Event:
    return Event.objects.filter(stream=case.id).order_by("-number")[:1].get()


@pytest.mark.parametrize(
    ("in_state", "verb", "state", "clock", "late", "scope"),
    [
        ("check", "wish.overdue", "check", "check", True, ""),
        ("more", "wish.unanswered", "check", "check", False, ""),
        ("published", "wish.lapse", "check", "check", False, ""),
        ("claimed", "wish.expire", "published", "unclaimed", False, HOME),
        ("done", "wish.overdue", "done", "confirm", True, HOME),
    ],
    indirect=["in_state"],
)
def test_a_clock_that_ran_out_moves_the_wish_as_the_table_says(
    in_state: Case, verb: str, state: str, clock: str, *, late: bool, scope: str
) -> None:
    assert sweep(now=due(in_state) - MINUTE) == 0
    assert sweep(now=due(in_state)) == 1
    case = again(in_state)
    assert (case.state, case.clock, case.late, case.scope) == (state, clock, late, scope)
    event = last(case)
    assert (event.verb, event.by, event.at) == (verb, actors.SYSTEM, due(in_state))
    assert sweep(now=due(in_state)) == 0  # told once
    assert case.due is not None


@pytest.mark.parametrize("in_state", ["claimed"], indirect=True)
def test_a_claim_that_ran_out_frees_the_hands_of_its_holder(in_state: Case, helper: Someone) -> None:
    sweep(now=due(in_state))
    row = Assignment.objects.get(case=in_state)
    assert (row.state, row.slot) == ("expired", None)
    assert claim(again(in_state), helper.person).state == "claimed"


@pytest.mark.parametrize("in_state", ["check"], indirect=True)
def test_what_is_late_is_no_longer_late_once_somebody_acts(in_state: Case, desk: Someone) -> None:
    sweep(now=due(in_state))
    case = publish(again(in_state), desk.person, at=due(in_state) + MINUTE)
    assert case.late is False
    assert case.due == due_after(due(in_state) + MINUTE, 30)


@pytest.mark.parametrize("in_state", ["done"], indirect=True)
def test_a_late_confirmation_still_counts(in_state: Case, resident: Someone) -> None:
    sweep(now=due(in_state))
    case = confirm(again(in_state), resident.person, "4", at=due(in_state) + MINUTE)
    assert (case.state, case.late) == ("closed", False)


@pytest.mark.parametrize("in_state", ["check", "more", "published", "claimed", "done"], indirect=True)
def test_the_system_takes_no_step_before_the_time(in_state: Case) -> None:
    row = in_state.table.on_expiry(in_state.state, in_state.clock)
    assert row is not None
    with pytest.raises(Refused, match="still_running"):
        step(row.verb, in_state, SYSTEM, at=due(in_state) - MINUTE)


@pytest.mark.parametrize("in_state", ["published"], indirect=True)
def test_nobody_but_the_system_lets_a_clock_run_out(in_state: Case, desk: Someone, resident: Someone) -> None:
    for person in (desk.person, resident.person):
        with pytest.raises(Refused, match="not_yours"):
            step("lapse", in_state, person, at=due(in_state))


@pytest.mark.parametrize("in_state", ["claimed"], indirect=True)
def test_who_was_quicker_than_the_sweep_is_not_overruled(in_state: Case, helper: Someone) -> None:
    step("renew", in_state, helper.person, at=due(in_state) - MINUTE)
    assert sweep(now=due(in_state)) == 0
    assert again(in_state).state == "claimed"


@pytest.mark.parametrize("in_state", ["closed", "refused", "withdrawn"], indirect=True)
def test_no_clock_runs_in_what_is_over(in_state: Case) -> None:
    assert sweep(now=timezone.now() + timedelta(days=400)) == 0
    assert in_state.due is None


@pytest.mark.parametrize("in_state", ["published"], indirect=True)
def test_a_case_that_cannot_be_moved_stops_no_other_clock(
    in_state: Case, resident: Someone, caplog: pytest.LogCaptureFixture
) -> None:
    broken = raised(resident.person)
    type(broken).objects.filter(id=broken.id).update(flow="gone/1", due=due(in_state) - MINUTE)
    assert sweep(now=due(in_state), most=1) == 1
    assert again(in_state).state == "check"
    assert f"the clock of case {broken.id} failed" in caplog.text
