"""What is done to the clock of a case: pausing, extending, reminding, watching over, reckoning anew. The ledger tells it all."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cases import clocks
from linli.cases.deeds.noting import Doer
from linli.cases.models import Case, Matter
from linli.cases.timing import extensions, pauses, reckoning, supervision
from linli.cases.timing.profiles import STANDARD
from linli.cases.timing.sweep import sweep
from linli.flows.answers import Stale
from linli.flows.replay import differences, replay
from linli.flows.rows import rows_of
from linli.kit.refused import Refused
from linli.kit.working_time import HERE, midnight_after
from linli.ledger import actors
from linli.ledger.events import facts_of
from linli.ledger.models import Event
from linli.ledger.verify import verify
from linli.places.calendars import forget_calendars, set_days
from tests.lives import again, due_after, publish, raised, step
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from linli.flows.rows import Row
    from tests.town import Someone

pytestmark = pytest.mark.django_db

BEGAN = datetime(2026, 11, 2, 10, tzinfo=HERE)  # a Monday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFF: dict[str, Any] = {"works": False, "name": "本地节日"}


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    forget_calendars()
    yield
    forget_calendars()


def offered(**limits: Any) -> None:
    """Let a new version of the matter of wishes hold in the street, with these limits instead of the shipped ones."""
    old = Matter.objects.filter(code="wish").latest("version")
    told = {name: {"confirmed": True, **limit} for name, limit in limits.items()}
    Matter.objects.create(
        code=old.code,
        place=STREET,
        version=old.version + 1,
        flow=old.flow,
        title=old.title,
        title_en=old.title_en,
        limits={**old.limits, **told},
    )


def doer(who: Someone, at: datetime, held: str = "desk", version: int | None = None) -> Doer:
    return Doer(who.person, held, at, version=version)


def by_the_ledger(case: Case) -> list[str]:
    """Where the case differs from what its events say."""
    events = Event.objects.filter(street=case.street, stream=case.id).order_by("number")
    return [str(each) for each in differences(replay(events), again(case), around(case))]


def around(case: Case) -> list[Row]:
    return [row for model in rows_of(Case) for row in model._default_manager.filter(**{model.owner: case.id})]


def last(case: Case) -> Event:
    return Event.objects.filter(stream=case.id).order_by("-number")[:1].get()


def day(number: int, month: int = 11) -> datetime:
    return datetime(2026, month, number, 12, tzinfo=HERE)


# What a clock counts


def test_a_limit_in_hours_runs_from_the_minute_and_one_in_working_days_by_the_calendar_of_the_place(
    resident: Someone,
) -> None:
    offered(check={"hours": 2})
    assert raised(resident.person, at=BEGAN).due == BEGAN + 2 * HOUR
    offered(check={"workdays": 5})
    assert raised(resident.person, at=BEGAN).due == midnight_after(date(2026, 11, 9))
    set_days(2026, {date(2026, 11, 4): OFF}, place=STREET, basis="通知")
    assert raised(resident.person, at=BEGAN).due == midnight_after(date(2026, 11, 10))


def test_a_profile_gives_time_by_urgency_and_a_normal_one_where_nothing_is_said(resident: Someone) -> None:
    offered(check={"profile": STANDARD})
    assert raised(resident.person, at=BEGAN).due == due_after(BEGAN, 7)
    matter = Matter.objects.in_force("wish", place=HOME)
    given_by = {urgency: matter.limit("check", urgency) for urgency in STANDARD}
    assert {urgency: (span.number, span.unit) for urgency, span in given_by.items()} == {
        "critical": (2, "hours"),
        "urgent": (24, "hours"),
        "normal": (7, "days"),
        "hard": (15, "days"),
    }


def test_a_case_keeps_the_limits_with_which_it_began_also_for_its_next_clock(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person, at=BEGAN)
    offered(check={"days": 1}, unclaimed={"hours": 5})
    assert again(case).due == due_after(BEGAN, 3)
    assert publish(case, desk.person, at=BEGAN + HOUR).due == due_after(BEGAN + HOUR, 30)


def test_where_the_first_day_counts_a_limit_in_days_ends_one_earlier(resident: Someone, settings: Any) -> None:
    settings.LINLI_FIRST_DAY_COUNTS = True
    assert raised(resident.person, at=BEGAN).due == due_after(BEGAN, 2)


def test_one_is_warned_of_the_last_days_as_the_setting_says(resident: Someone, settings: Any) -> None:
    assert raised(resident.person, at=BEGAN).warn == due_after(BEGAN, 2)
    settings.LINLI_WARN_PERCENT = 70
    assert raised(resident.person, at=BEGAN).warn == due_after(BEGAN, 1)
    settings.LINLI_WARN_PERCENT = 0
    assert raised(resident.person, at=BEGAN).warn == due_after(BEGAN, 3)


# Pausing


def test_time_paused_is_not_counted_and_both_ends_are_events(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person, at=BEGAN)
    case = pauses.pause(case, doer(desk, day(3)), reason="weather")
    assert (last(case).verb, last(case).by, facts_of(last(case))["pause"]) == (
        "wish.pause",
        desk.account.id,
        {"reason": "weather"},
    )
    assert sweep(now=day(20)) == 0  # a paused clock does not run out
    case = pauses.resume(case, doer(desk, day(13)))
    assert case.due == due_after(BEGAN, 3 + 10)
    assert facts_of(last(case))["pause"] == {"reason": "weather", "idle": 10, "unit": "days"}
    assert by_the_ledger(case) == []
    assert sweep(now=case.due - HOUR) == 0
    assert sweep(now=case.due) == 1


def test_one_pauses_for_a_listed_reason_only_and_only_what_the_matter_lets_be_paused(
    resident: Someone, desk: Someone
) -> None:
    case = raised(resident.person, at=BEGAN)
    for reason in ("materials", "because", ""):
        with pytest.raises(Refused, match="no_reason_to_pause"):
            pauses.pause(case, doer(desk, day(3)), reason=reason)
    shown = publish(case, desk.person, at=day(3))
    with pytest.raises(Refused, match="no_reason_to_pause"):
        pauses.pause(shown, doer(desk, day(4)), reason="weather")  # the wall's own time


def test_one_does_not_pause_twice_nor_what_is_over_nor_resume_what_runs(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person, at=BEGAN)
    with pytest.raises(Refused, match="not_paused"):
        pauses.resume(case, doer(desk, day(3)))
    with pytest.raises(Refused, match="over_already"):
        pauses.pause(case, doer(desk, clocks.due_of(case)), reason="weather")
    paused = pauses.pause(case, doer(desk, day(3)), reason="weather")
    with pytest.raises(Refused, match="paused_already"):
        pauses.pause(paused, doer(desk, day(4)), reason="asked")


def test_the_next_step_ends_a_pause(resident: Someone, desk: Someone) -> None:
    case = pauses.pause(raised(resident.person, at=BEGAN), doer(desk, day(3)), reason="weather")
    case = publish(case, desk.person, at=day(5))
    assert (case.paused, case.pause_reason, case.due) == (None, "", due_after(day(5), 30))
    closed = step("withdraw", case, resident.person, at=day(6))
    assert by_the_ledger(closed) == []


def test_nothing_is_done_to_a_case_that_is_closed_or_went_on(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person, at=BEGAN)
    with pytest.raises(Stale):
        pauses.pause(case, doer(desk, day(3), version=case.version + 1), reason="weather")
    closed = step("withdraw", case, resident.person, at=day(3))
    acts: tuple[Callable[[Doer], object], ...] = (
        lambda who: pauses.pause(closed, who, reason="weather"),
        lambda who: extensions.extend(closed, who, by=1, why="x"),
        lambda who: supervision.urge(closed, who),
        lambda who: supervision.supervise(closed, who),
        lambda who: reckoning.recompute(closed, who),
    )
    for act in acts:
        with pytest.raises(Refused, match="closed"):
            act(doer(desk, day(4)))


# Extending


def test_an_extension_moves_the_date_and_its_reason_is_told_to_the_resident(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person, at=BEGAN)
    case = extensions.extend(case, doer(desk, day(4)), by=2, why="要等物业量好尺寸。")
    assert (case.due, case.extended) == (due_after(BEGAN, 5), 1)
    told = facts_of(last(case))
    assert told["extension"] == {"by": 2, "unit": "days", "from": "2026-11-05T16:00:00.000000Z"}
    assert list(told["texts"]) == ["extension"]
    assert "物业" not in last(case).facts
    assert by_the_ledger(case) == []


def test_one_extends_as_often_and_as_long_as_the_matter_allows_and_not_once_it_is_over(
    resident: Someone, desk: Someone
) -> None:
    case = raised(resident.person, at=BEGAN)
    for by in (0, 4, -1):
        with pytest.raises(Refused, match="no_more_extensions"):
            extensions.extend(case, doer(desk, day(3)), by=by, why="要等。")
    with pytest.raises(Refused, match="over_already"):
        extensions.extend(case, doer(desk, clocks.due_of(case)), by=1, why="要等。")
    case = extensions.extend(case, doer(desk, day(3)), by=3, why="要等。")
    with pytest.raises(Refused, match="no_more_extensions"):
        extensions.extend(case, doer(desk, day(3)), by=1, why="要等。")
    offered(extend={"clocks": [], "times": 1, "most": 3})
    with pytest.raises(Refused, match="no_more_extensions"):
        extensions.extend(raised(resident.person, at=BEGAN), doer(desk, day(3)), by=1, why="要等。")


def test_a_paused_clock_is_not_extended(resident: Someone, desk: Someone) -> None:
    case = pauses.pause(raised(resident.person, at=BEGAN), doer(desk, day(3)), reason="weather")
    with pytest.raises(Refused, match="paused_now"):
        extensions.extend(case, doer(desk, day(3)), by=1, why="要等。")


# The street


def test_reminders_are_counted_for_the_clock_that_runs_and_the_street_watches_until_it_is_lifted(
    resident: Someone, desk: Someone, street_leader: Someone
) -> None:
    case = raised(resident.person, at=BEGAN)
    for number in (1, 2):
        case = supervision.urge(case, doer(street_leader, day(3), "street"), words="请今天办。")
        assert case.urged == number
    case = supervision.supervise(case, doer(street_leader, day(3), "street"))
    with pytest.raises(Refused, match="supervised_already"):
        supervision.supervise(case, doer(street_leader, day(4), "street"))
    case = publish(case, desk.person, at=day(4))
    assert (case.urged, case.supervised) == (0, day(3))
    case = supervision.lift(case, doer(street_leader, day(5), "street"))
    assert case.supervised is None
    with pytest.raises(Refused, match="not_supervised"):
        supervision.lift(case, doer(street_leader, day(5), "street"))
    verbs = list(Event.objects.filter(stream=case.id).order_by("number").values_list("verb", flat=True))
    assert verbs[1:] == ["wish.urge", "wish.urge", "wish.supervise", "wish.publish", "wish.lift"]
    assert by_the_ledger(case) == []


def test_nobody_watches_over_what_is_closed(resident: Someone, street_leader: Someone) -> None:
    case = supervision.supervise(raised(resident.person, at=BEGAN), doer(street_leader, day(3), "street"))
    case = step("withdraw", case, resident.person, at=day(4))
    assert case.supervised is None
    assert by_the_ledger(case) == []


# Rules that change under open cases


def test_a_local_holiday_moves_no_date_until_somebody_reckons_anew(resident: Someone, street_leader: Someone) -> None:
    offered(check={"workdays": 5})
    case = raised(resident.person, at=BEGAN)
    promised = midnight_after(date(2026, 11, 9))
    set_days(2026, {date(2026, 11, 5): OFF}, place=STREET, basis="通知")
    assert again(case).due == promised
    assert reckoning.settle(now=day(4)) == 0
    case = reckoning.recompute(case, doer(street_leader, day(4), "street"))
    assert case.due == midnight_after(date(2026, 11, 10))
    assert facts_of(last(case))["moved"] == {
        "from": "2026-11-09T16:00:00.000000Z",
        "to": "2026-11-10T16:00:00.000000Z",
    }
    with pytest.raises(Refused, match="nothing_changes"):
        reckoning.recompute(case, doer(street_leader, day(4), "street"))
    assert by_the_ledger(case) == []


def test_reckoning_anew_takes_the_limit_of_the_matter_in_force_and_keeps_pauses_and_extensions(
    resident: Someone, desk: Someone, street_leader: Someone
) -> None:
    case = raised(resident.person, at=BEGAN)
    case = extensions.extend(case, doer(desk, day(3)), by=2, why="要等。")
    case = pauses.resume(pauses.pause(case, doer(desk, day(3)), reason="asked"), doer(desk, day(5)))
    assert case.due == due_after(BEGAN, 3 + 2 + 2)
    offered(check={"days": 9})
    case = reckoning.recompute(case, doer(street_leader, day(6), "street"))
    assert case.due == due_after(BEGAN, 9 + 2 + 2)
    offered(check={"workdays": 1})  # what was paused and added in days is not carried into working days
    with pytest.raises(Refused, match="nothing_changes"):
        reckoning.recompute(case, doer(street_leader, day(6), "street"))


def test_nobody_becomes_late_by_reckoning_anew(resident: Someone, street_leader: Someone) -> None:
    case = raised(resident.person, at=BEGAN)
    offered(check={"hours": 1})
    with pytest.raises(Refused, match="would_be_over"):
        reckoning.recompute(case, doer(street_leader, day(3), "street"))
    assert again(case).due == due_after(BEGAN, 3)


def test_what_was_late_and_gets_more_time_is_late_no_longer(resident: Someone, street_leader: Someone) -> None:
    case = raised(resident.person, at=BEGAN)
    sweep(now=clocks.due_of(case))
    offered(check={"days": 30})
    case = reckoning.recompute(again(case), doer(street_leader, day(7), "street"))
    assert (case.late, case.due) == (False, due_after(BEGAN, 30))


def test_all_open_cases_of_a_place_are_reckoned_anew_once(resident: Someone) -> None:
    offered(check={"workdays": 5})
    there = raised(resident.person, at=BEGAN, place="620103001006")
    cases = [raised(resident.person, at=BEGAN) for _number in range(3)]
    set_days(2026, {date(2026, 11, 5): OFF}, place=STREET, basis="通知")
    assert reckoning.recompute_all(HOME, at=day(4)) == 3
    assert reckoning.recompute_all(HOME, at=day(4)) == 0
    assert {again(case).due for case in cases} == {midnight_after(date(2026, 11, 10))}
    assert again(there).due == midnight_after(date(2026, 11, 9))
    assert (last(cases[0]).verb, last(cases[0]).by) == ("wish.recompute", actors.SYSTEM)


# A year that was not announced


AT_THE_END = datetime(2026, 12, 30, 10, tzinfo=HERE)


def announce(*off: int) -> None:
    days = {date(2027, 1, number): {"works": False, "name": "元旦", "name_en": "New Year's Day"} for number in off}
    set_days(2027, days, basis="国务院办公厅通知", announced=True)


def test_a_provisional_date_is_settled_once_the_year_is_known_and_only_then(resident: Someone) -> None:
    offered(check={"workdays": 5})
    case = raised(resident.person, at=AT_THE_END)
    assert (case.provisional, case.due) == (True, midnight_after(date(2027, 1, 6)))
    assert reckoning.settle(now=AT_THE_END + HOUR) == 0
    announce(1, 2, 3)
    assert reckoning.settle(now=AT_THE_END + DAY) == 1
    case = again(case)
    assert (case.provisional, case.due) == (False, midnight_after(date(2027, 1, 7)))
    assert (last(case).verb, last(case).by) == ("wish.settle", actors.SYSTEM)
    assert facts_of(last(case))["moved"] == {
        "from": "2027-01-06T16:00:00.000000Z",
        "to": "2027-01-07T16:00:00.000000Z",
    }
    assert reckoning.settle(now=AT_THE_END + DAY) == 0
    assert by_the_ledger(case) == []


def test_a_date_that_proves_right_is_settled_too_and_calendar_days_never_are_provisional(resident: Someone) -> None:
    plain = raised(resident.person, at=AT_THE_END)
    offered(check={"workdays": 5})
    case = raised(resident.person, at=AT_THE_END)
    announce()
    assert plain.provisional is False
    assert reckoning.settle(now=AT_THE_END + DAY) == 1
    assert (again(case).provisional, again(case).due) == (False, case.due)


def test_nobody_is_late_by_a_day_that_they_could_not_know(resident: Someone) -> None:
    offered(check={"workdays": 5})
    case = raised(resident.person, at=AT_THE_END)
    set_days(2027, {date(2027, 1, 2): {"works": True}, date(2027, 1, 3): {"works": True}}, basis="通知", announced=True)
    now = datetime(2027, 1, 5, 15, tzinfo=HERE)  # by now known: 4 January would have been the last day
    assert reckoning.settle(now=now) == 1
    assert again(case).due == midnight_after(date(2027, 1, 5))


def test_a_paused_case_keeps_what_it_was_told_until_it_goes_on(resident: Someone, desk: Someone) -> None:
    offered(check={"workdays": 5})
    case = pauses.pause(raised(resident.person, at=AT_THE_END), doer(desk, AT_THE_END + HOUR), reason="answer")
    announce(1, 2, 3)
    assert reckoning.settle(now=AT_THE_END + DAY) == 1
    case = pauses.resume(again(case), doer(desk, datetime(2027, 1, 8, 9, tzinfo=HERE)))
    assert (case.provisional, case.due) == (False, midnight_after(date(2027, 1, 14)))
    assert by_the_ledger(case) == []


# Before limits stood in the case


def test_a_clock_that_began_before_can_be_paused_extended_and_reckoned_anew(
    resident: Someone, desk: Someone, street_leader: Someone
) -> None:
    case = raised(resident.person, at=BEGAN)
    forgotten = {"counts_from": None, "span": None, "unit": "", "warn": None}
    Case.objects.filter(id=case.id).update(**forgotten)
    assert clocks.began_of(again(case)) == BEGAN.replace(hour=0)
    with pytest.raises(Refused, match="nothing_changes"):
        reckoning.recompute(again(case), doer(street_leader, day(3), "street"))
    case = extensions.extend(again(case), doer(desk, day(3)), by=1, why="要等。")
    assert case.due == due_after(BEGAN, 4)
    case = pauses.resume(pauses.pause(case, doer(desk, day(4)), reason="asked"), doer(desk, day(6)))
    assert case.due == due_after(BEGAN, 6)


def test_events_that_speak_of_no_such_column_replay_to_what_is_stored(resident: Someone) -> None:
    case = raised(resident.person, at=BEGAN)
    told = replay(Event.objects.filter(stream=case.id).order_by("number"))
    for column in ("counts_from", "span", "unit", "warn"):
        told.columns.pop(column)
    Case.objects.filter(id=case.id).update(counts_from=None, span=None, unit="", warn=None)
    assert [str(each) for each in differences(told, again(case), around(case))] == []
    Case.objects.filter(id=case.id).update(paused=BEGAN, pause_reason="weather", idle=3)
    found = {each.column for each in differences(told, again(case), around(case))}
    assert found == {"paused", "pause_reason", "idle"}


# All together


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["pause", "resume", "extend", "urge", "supervise", "lift", "recompute", "sweep"]),
        st.integers(0, 3 * 24),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS, unit=st.sampled_from(["hours", "days", "workdays"]), number=st.integers(1, 9))
def test_whatever_is_done_the_ledger_alone_gives_the_clock(
    resident: Someone, desk: Someone, acts: list[tuple[str, int]], unit: str, number: int
) -> None:
    offered(
        check={unit: number},
        pause={"clocks": ["check"], "reasons": ["weather"]},
        extend={"clocks": ["check"], "times": 2, "most": 3},
    )
    case, at = raised(resident.person, at=BEGAN), BEGAN
    for act, hours in acts:
        at += timedelta(hours=hours)
        case = _try(act, again(case), doer(desk, at), at)
    case = again(case)
    assert by_the_ledger(case) == []
    assert (case.paused is None) == (case.pause_reason == "")
    if case.paused is None and not case.provisional:
        assert case.due == clocks.reckoned(case).at


def _try(act: str, case: Case, who: Doer, at: datetime) -> Case:
    try:
        match act:
            case "pause":
                return pauses.pause(case, who, reason="weather")
            case "resume":
                return pauses.resume(case, who)
            case "extend":
                return extensions.extend(case, who, by=2, why="要等。")
            case "urge" | "supervise" | "lift" | "recompute":
                verb = {**vars(supervision), **vars(reckoning)}[act]
                return verb(case, who)  # type: ignore[no-any-return]
    except Refused:
        return case
    sweep(now=at)
    return case


def test_verify_finds_a_clock_that_was_moved_behind_the_ledger_s_back(resident: Someone, desk: Someone) -> None:
    case = pauses.pause(raised(resident.person, at=BEGAN), doer(desk, day(3)), reason="weather")
    assert verify().damages == []
    Case.objects.filter(id=case.id).update(idle=5, supervised=day(3))
    assert {(each.what, each.column) for each in verify().damages} == {
        ("record_differs", "idle"),
        ("record_differs", "supervised"),
    }
