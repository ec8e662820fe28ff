"""Rules of every flow, read from its table alone: of those that are built and of the one that only tests have."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from linli.cases.models import Case, Matter
from linli.flows.table import AUDIENCE_PUBLIC, MOST_SIGNS, SYSTEM, Flow, State, Step, declare, declared
from linli.forms.fields import Field
from linli.forms.kinds import FREE

if TYPE_CHECKING:
    from collections.abc import Iterator

each_flow = pytest.mark.parametrize("flow", declared(), ids=lambda flow: flow.name)
each_flow_of_cases = pytest.mark.parametrize(
    "flow", [flow for flow in declared() if flow.model is Case], ids=lambda flow: flow.name
)
Place = tuple[str, str]
"""A state, and the clock that runs in it ("" for none)."""


def after(step: Step, place: Place) -> Place:
    """Give where a step leads."""
    state, clock = place
    return step.after or state, "" if step.stops else step.starts or clock


def places(flow: Flow) -> set[Place]:
    """Walk every way through the table."""
    begun = after(flow.begins, ("", ""))
    found, ahead = {begun}, [begun]
    while ahead:
        here = ahead.pop()
        for step in flow.from_state(here[0]):
            there = after(step, here)
            if there not in found:
                found.add(there)
                ahead.append(there)
    return found


def rows_of_a_verb(flow: Flow) -> Iterator[tuple[str, str, list[Step]]]:
    """Give each state and verb with its rows, in the order in which they are tried."""
    for state in flow.states:
        rows = sorted(flow.from_state(state), key=lambda step: step.verb)
        for verb, group in groupby(rows, key=lambda step: step.verb):
            yield state, verb, list(group)


def test_wishes_and_the_probe_are_among_them() -> None:
    assert {"wish/1", "pact/1", "job/1", "part/1", "booking/1"} <= {flow.name for flow in declared()}


@each_flow
def test_one_step_begins_and_it_leads_to_a_state(flow: Flow) -> None:
    assert [step.verb for step in flow.steps if not step.before] == [flow.begins.verb]
    assert flow.begins.after in flow.states


@each_flow
def test_every_state_is_reached(flow: Flow) -> None:
    assert {state for state, _clock in places(flow)} == set(flow.states)


@each_flow
def test_people_can_leave_every_state_that_is_not_final(flow: Flow) -> None:
    stuck = [
        name
        for name, state in flow.states.items()
        if not state.final
        and not any(step.after not in {"", name} and set(step.who) - {SYSTEM} for step in flow.from_state(name))
    ]
    assert stuck == []


@each_flow
def test_an_end_can_be_reached_from_every_state(flow: Flow) -> None:
    can_end = set(flow.final)
    while more := {
        name for name in flow.states if name not in can_end and {s.after for s in flow.from_state(name)} & can_end
    }:
        can_end |= more
    assert set(flow.states) - can_end == set()


@each_flow
def test_nothing_leaves_a_final_state(flow: Flow) -> None:
    assert flow.final
    assert [step.verb for step in flow.steps if set(step.before) & flow.final] == []


@each_flow
def test_rows_of_a_verb_ask_the_same(flow: Flow) -> None:
    """The form is shown before it is known which of them holds."""
    assert [
        (state, verb) for state, verb, rows in rows_of_a_verb(flow) if any(r.asks != rows[0].asks for r in rows)
    ] == []


@each_flow
def test_among_rows_of_a_verb_for_the_same_people_the_last_alone_has_no_condition(flow: Flow) -> None:
    wrong = []
    for state, verb, rows in rows_of_a_verb(flow):
        for role in {role for row in rows for role in row.who}:
            conditions = [row.when for row in rows if role in row.who]
            if conditions[-1] is not None or None in conditions[:-1]:
                wrong.append((state, verb, role))
    assert wrong == []


@each_flow_of_cases
def test_what_somebody_holds_can_be_given_back_for_them(flow: Flow) -> None:
    """Whoever took it on may be no more: then the system takes the step that the flow names, from wherever it stands."""
    held = [name for name, state in flow.states.items() if state.turn == "holder"]
    assert [state for state in held if not any(SYSTEM in row.who for row in flow.rows(flow.gives_back, state))] == []
    assert bool(held) == bool(flow.gives_back)


@each_flow
def test_every_name_has_words(flow: Flow) -> None:
    roles = {role for step in flow.steps for role in (*step.who, *step.tells)}
    roles |= {state.turn for state in flow.states.values() if state.turn}
    roles |= {role for audience in flow.audiences.values() for role in audience.roles if audience != AUDIENCE_PUBLIC}
    assert roles - set(flow.roles) == set()
    states = {state for step in flow.steps for state in (*step.before, step.after) if state}
    assert states - set(flow.states) == set()
    clocks = {name for step in flow.steps for name in (step.starts, step.runs_out) if name}
    assert clocks - set(flow.clocks) == set()
    audiences = {asked.audience for step in flow.steps for asked in step.asks.fields if asked.private}
    assert audiences - set(flow.audiences) == set()
    words = [
        flow.title,
        *flow.roles.values(),
        *flow.clocks.values(),
        *(state.words for state in flow.states.values()),
        *(audience.label for audience in flow.audiences.values()),
        *(step.label for step in flow.steps),
        *(need.words for step in flow.steps for need in step.needs),
        *(step.when.words for step in flow.steps if step.when),
        *(asked.label for step in flow.steps for asked in step.asks.fields),
    ]
    assert [each for each in words if not str(each).strip()] == []


@each_flow
def test_news_are_for_roles_that_a_step_tells_and_fit_into_a_message(flow: Flow) -> None:
    told = {(news.event, role) for news in flow.news for role in news.to}
    assert [each for each in told if each[1] not in flow.tells(each[0])] == []
    assert [news for news in flow.news if not 0 < len(str(news.words)) <= MOST_SIGNS] == []


@each_flow
def test_a_headline_names_a_text_that_some_step_asks(flow: Flow) -> None:
    asked = {each.name for step in flow.steps for each in step.asks.fields if each.private}
    assert set(flow.headline) - asked == set()


@each_flow
def test_free_words_never_enter_the_facts(flow: Flow) -> None:
    free = [asked for step in flow.steps for asked in step.asks.fields if asked.kind in FREE]
    assert [asked.name for asked in free if not asked.private] == []


@pytest.mark.parametrize("kind", sorted(FREE))
def test_a_field_for_free_words_cannot_be_declared_open(kind: str) -> None:
    with pytest.raises(ValueError, match="must be private"):
        Field("story", "What happened?", kind=kind, because="the matter needs it")  # type: ignore[arg-type]


@each_flow_of_cases
def test_a_clock_runs_as_long_as_it_is_open_and_never_longer(flow: Flow) -> None:
    assert [place for place in places(flow) if bool(place[1]) == (place[0] in flow.final)] == []


@each_flow
def test_every_clock_that_may_run_in_a_state_says_what_happens_when_it_runs_out(flow: Flow) -> None:
    assert [place for place in places(flow) if place[1] and flow.on_expiry(*place) is None] == []


@each_flow
def test_what_a_clock_does_is_done_by_the_system_and_needs_the_clock_to_be_over(flow: Flow) -> None:
    run_out = [step for step in flow.steps if step.runs_out]
    assert [step.verb for step in run_out if step.who != (SYSTEM,) or not step.needs or step.asks.fields] == []


@each_flow_of_cases
@pytest.mark.django_db
def test_every_clock_has_a_limit_in_the_shipped_matter(flow: Flow) -> None:
    (matter,) = Matter.objects.filter(flow=flow.name)
    for clock in {step.starts for step in flow.steps if step.starts}:
        assert matter.limit(clock).number > 0
        assert matter.limits[clock]["confirmed"] is False  # until an office says so


@each_flow_of_cases
def test_a_flow_that_asks_how_it_went_asks_for_a_rating_in_the_same_states_by_page_and_by_call(flow: Flow) -> None:
    ratings = {str(number) for number in range(1, 6)}
    where = {}
    for verb in filter(None, (flow.rates, flow.rates_by_call)):
        rows = [step for step in flow.steps if step.verb == verb]
        where[verb] = {state for row in rows for state in row.before}
        for row in rows:
            (asked,) = (each for each in row.asks.fields if each.name == "rating")
            assert not callable(asked.choices)
            assert ratings <= {code for code, _words in asked.choices} <= ratings | {"0"}
    assert len({frozenset(states) for states in where.values()}) <= 1
    if flow.denies:
        assert where[flow.rates] <= {state for step in flow.steps if step.verb == flow.denies for state in step.before}


def test_two_flows_cannot_share_a_name() -> None:
    known = declared()[0]
    twin = Flow(
        name=known.name,
        noun=known.noun,
        title="twin",
        model=known.model,
        states={"here": State("Here", final=True)},
        steps=(),
        roles={},
        audiences={},
        clocks={},
    )
    with pytest.raises(ValueError, match="two flows"):
        declare(twin)
