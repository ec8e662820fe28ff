"""Who reads which words of a record: the one predicate of every page, list and form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.flows.roles import roles_of
from linli.flows.table import ANYONE, HANDLERS, PUBLIC
from linli.ledger import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from linli.flows.records import Record
    from linli.ledger.models import Text
    from linli.ledger.texts import Said
    from linli.people.person import Person


def readable(record: Record, words: Iterable[Text], held: frozenset[str]) -> list[Text]:
    """Those of a record's ``words`` (in the order of their writing) that somebody in the roles ``held`` may read now.

    Public words are public only as their newest version and only while the record is published: what was taken down
    or replaced is left to the handlers, since it was taken down for a reason.
    """
    words = list(words)
    newest = {text.field: text.id for text in words}
    return [text for text in words if _may_read(record, text.audience, held, standing=newest[text.field] == text.id)]


def headline(record: Record, words: Sequence[Said], held: frozenset[str]) -> str:
    """The first of ``words`` (the newest of each field) that may be read; '' if there is none."""
    return next((text.words for text in words if _may_read(record, text.audience, held, standing=True)), "")


def headline_for(record: Record, person: Person) -> str:
    """What ``person`` may read of the record in one line; '' if nothing."""
    flow = record.table
    held = roles_of(record, person, frozenset(flow.roles))
    found = texts.newest(
        streets=[record.street], streams=[record.id], fields=flow.headline, audiences=flow.readable(held)
    )
    return headline(record, found.get(record.id, []), held)


def _may_read(record: Record, audience: str, held: frozenset[str], *, standing: bool) -> bool:
    taken_down = audience == PUBLIC and not (standing and record.is_published)
    return record.table.may_read(HANDLERS if taken_down else audience, held | {ANYONE})
