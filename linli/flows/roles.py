"""Roles towards a record: the few that every record knows, and those that the record itself answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.flows import table
from linli.ledger import actors
from linli.people.person import Person

if TYPE_CHECKING:
    from uuid import UUID

    from linli.flows.records import Record

SYSTEM = Person(account_id=None)
"""Clocks and reactions."""


def actor_of(person: Person) -> UUID:
    """The pseudonymous id that an event carries for ``person``."""
    if person is SYSTEM:
        return actors.SYSTEM
    return person.account_id or actors.NOBODY_NAMED


def roles_of(record: Record, person: Person, wanted: frozenset[str]) -> frozenset[str]:
    """Those of the ``wanted`` roles that ``person`` has towards ``record``."""
    if person is SYSTEM:
        return wanted & {table.SYSTEM}
    held = set(wanted & {table.ANYONE})
    if person.account_id is not None:
        held |= wanted & {table.KNOWN}
    rest = wanted - {table.ANYONE, table.KNOWN, table.SYSTEM}
    return frozenset(held) | (record.roles(person, rest) if rest else frozenset())
