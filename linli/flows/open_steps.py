"""What a person may do with a record now: the buttons of every page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils import timezone

from linli.flows.act import Act
from linli.flows.roles import roles_of
from linli.flows.table import flow_named
from linli.kit import addresses

if TYPE_CHECKING:
    from linli.flows.records import Record
    from linli.flows.table import Step
    from linli.kit.words import Words
    from linli.people.person import Person


@dataclass(frozen=True)
class OpenStep:
    """A button: its verb, words and address; ``plain`` for a lesser one."""

    verb: str
    label: Words
    plain: bool
    record: Record

    @property
    def url(self) -> str:
        """The address; made only where the button is shown, as a list shows one of several."""
        return step_url(self.record, self.verb)


def open_steps(record: Record, person: Person, held: frozenset[str] | None = None) -> tuple[OpenStep, ...]:
    """The steps that ``person`` may take now, each verb once, in the order of the table.

    ``held`` saves the look-up where the person's roles are known. Guards that need the answers do not hide a button.
    """
    if held is None:
        rows = record.table.from_state(record.state)
        held = roles_of(record, person, frozenset(role for row in rows for role in row.who))
    found: dict[str, Step] = {}
    for row in _open_to(record.flow, record.state, held):
        if row.verb not in found and _may(row, record, person):
            found[row.verb] = row
    return tuple(OpenStep(verb, row.label, row.plain, record) for verb, row in found.items())


@lru_cache(maxsize=1024)
def _open_to(flow: str, state: str, held: frozenset[str]) -> tuple[Step, ...]:
    """The rows of the table for whoever holds one of these roles: the same for most records of a list."""
    return tuple(row for row in flow_named(flow).from_state(state) if held.intersection(row.who))


def _may(row: Step, record: Record, person: Person) -> bool:
    """Whether every guard holds that can be asked before the answers are known."""
    needs = [need for need in row.needs if not need.asks]
    if not needs:
        return True
    now = timezone.now()
    act = Act(record=record, verb=row.verb, by=person, at=now, recorded=now, answers={})
    return all(need.holds(act) for need in needs)


def step_url(record: Record, verb: str) -> str:
    """The address of the page on which a step is taken."""
    parts = (record.table.noun, addresses.STREET, addresses.KEY, verb)
    return addresses.of_row("step", *parts, street=record.street, key=record.id)
