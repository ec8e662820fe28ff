"""The flows that docs/flows.md puts on paper are real flows: built from the page, walked through to every end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import pytest

from linli.cases.models import Case
from linli.cases.policy import ASSIGNMENT_ROLES, PARTICIPANT_ROLES, SEAT_ROLES
from linli.flows.table import ANYONE, KNOWN, SYSTEM, Flow, Need, State, Step, When
from linli.forms.fields import Field, Form
from linli.forms.kinds import KindName
from tests.house.floors import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = ROOT / "docs" / "flows.md"
MOST_ROWS = 12
CASE_ROLES = {ANYONE, KNOWN, SYSTEM, "responsible", *SEAT_ROLES, *PARTICIPANT_ROLES, *ASSIGNMENT_ROLES}
ASKED = re.compile(r"`(\w+)` (\w+)(\*?)(\??)")


@dataclass(frozen=True)
class Paper:
    """One section: its title, the roles that its own record answers, and its table as a flow."""

    title: str
    own_roles: frozenset[str]
    flow: Flow


def words(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(",") if part.strip())


def form(cell: str) -> Form:
    found = [ASKED.fullmatch(part) for part in words(cell)]
    assert all(found), cell
    kinds = [(match, kind) for match in found if match for kind in get_args(KindName) if kind == match[2]]
    assert len(kinds) == len(found), f"a kind of field that forms do not know: {cell}"
    return Form(
        tuple(Field(match[1], match[1], kind, private=bool(match[3]), required=not match[4]) for match, kind in kinds)
    )


def step(line: str) -> Step:
    verb, who, states, asks, needs, tells, clock = (cell.strip() for cell in line.strip()[1:-1].split("|"))
    name, label = verb.removeprefix("`").split("` ")
    before, after = states.split(" → ")
    conditions = [part.removeprefix("when ") for part in words(needs) if part.startswith("when ")]
    clocks = {verb: which for verb, _space, which in (part.partition(" ") for part in words(clock))}
    assert clocks.keys() <= {"starts", "ends", "stops"}, clock
    return Step(
        name,
        label,
        () if before == "—" else words(before),
        "" if after == "·" else after,
        words(who),
        form(asks),
        tuple(Need(need, lambda _act: True, need) for need in words(needs) if not need.startswith("when ")),
        when=When(conditions[0], lambda _act: True, conditions[0]) if conditions else None,
        tells=words(tells),
        starts=clocks.get("starts", ""),
        stops="stops" in clocks,
        runs_out=clocks.get("ends", ""),
    )


def papers() -> Iterator[Paper]:
    for section in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        rows = [line for line in section.splitlines() if line.startswith("| `")]
        if not rows:
            continue
        own = re.search(r"Roles of its own: (.*?)\.", section, re.DOTALL)
        steps = tuple(step(line) for line in rows)
        states = {name for one in steps for name in (*one.before, one.after) if name}
        final = {name for name in states if not any(name in one.before for one in steps)}
        yield Paper(
            title=section.splitlines()[0],
            own_roles=frozenset(re.findall(r"`(\w+)`", own[1])) if own else frozenset(),
            flow=Flow(
                name="paper/1",
                noun="paper",
                title=section.splitlines()[0],
                model=Case,
                states={name: State(name, final=name in final) for name in states},
                steps=steps,
                roles={},
                audiences={},
                clocks={},
            ),
        )


PAPERS = list(papers())
each = pytest.mark.parametrize("paper", PAPERS, ids=[paper.title for paper in PAPERS])


def standing(flow: Flow) -> set[tuple[str, str]]:
    """Every pair of state and running clock that steps can lead to."""
    found: set[tuple[str, str]] = set()
    coming = [(flow.begins.after, flow.begins.starts)]
    while coming:
        state, clock = now = coming.pop()
        if now in found:
            continue
        found.add(now)
        coming.extend(
            (one.after or state, "" if one.stops else one.starts or clock)
            for one in flow.from_state(state)
            if one.runs_out in ("", clock) or set(one.who) != {SYSTEM}
        )
    return found


def test_there_are_six_unlike_ones() -> None:
    assert len(PAPERS) == 6


@each
def test_a_table_has_at_most_twelve_rows(paper: Paper) -> None:
    assert 0 < len(paper.flow.steps) <= MOST_ROWS


@each
def test_a_flow_begins_by_exactly_one_row(paper: Paper) -> None:
    assert [one.verb for one in paper.flow.steps if not one.before] == [paper.flow.begins.verb]
    assert paper.flow.begins.when is None


@each
def test_every_role_is_one_that_the_record_answers(paper: Paper) -> None:
    known = {ANYONE, KNOWN, SYSTEM, *paper.own_roles} if paper.own_roles else CASE_ROLES
    assert {role for one in paper.flow.steps for role in (*one.who, *one.tells)} <= known


@each
def test_every_state_is_reached_and_left(paper: Paper) -> None:
    assert {state for state, _clock in standing(paper.flow)} == set(paper.flow.states)
    assert paper.flow.final


@each
def test_a_clock_runs_while_and_only_while_it_is_open(paper: Paper) -> None:
    for state, clock in standing(paper.flow):
        assert bool(clock) is not paper.flow.states[state].final, (state, clock)


@each
def test_the_system_knows_what_to_do_when_a_clock_runs_out(paper: Paper) -> None:
    for state, clock in standing(paper.flow):
        if clock:
            found = paper.flow.on_expiry(state, clock)
            assert found is not None, (state, clock)
            assert SYSTEM in found.who


@each
def test_the_last_row_of_a_verb_has_no_condition(paper: Paper) -> None:
    flow = paper.flow
    for state in flow.states:
        for verb in {one.verb for one in flow.from_state(state)}:
            rows = flow.rows(verb, state)
            assert rows[-1].when is None, verb
            assert all(row.when for row in rows[:-1]), verb
            assert len({row.asks for row in rows}) == 1 or len({row.who for row in rows}) > 1, verb
