"""The one text that stands for a record in a list or above a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.flows.roles import roles_of
from linli.flows.table import ANYONE
from linli.ledger import texts
from linli.ledger.events import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linli.flows.records import Record
    from linli.flows.table import Flow
    from linli.ledger.models import Text
    from linli.people.person import Person


def headline(flow: Flow, held: frozenset[str], words: Sequence[Text]) -> str:
    """The first of ``words`` that somebody in the roles ``held`` may read; '' if there is none."""
    return next((words_of(text) for text in words if flow.may_read(text.audience, held | {ANYONE})), "")


def headline_for(record: Record, person: Person) -> str:
    """What ``person`` may read of the record in one line; '' if nothing."""
    flow = record.table
    held = roles_of(record, person, frozenset(flow.roles))
    found = texts.newest(
        streets=[record.street], streams=[record.id], fields=flow.headline, audiences=flow.readable(held)
    )
    return headline(flow, held, found.get(record.id, []))
