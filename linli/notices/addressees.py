"""Who is told: records answer which persons are in a role at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from linli.flows.table import declared
from linli.ledger import texts
from linli.ledger.events import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from linli.flows.records import Record
    from linli.ledger.models import Event


@dataclass(frozen=True)
class Addressee:
    """A person in a role: an account, or (None) whoever holds the record's receipt.

    ``by_post``: because of a post that they hold or stand in for, not because the matter is theirs. ``way``: how whoever
    holds the receipt chose to be told, '' for no choice; an account chooses in its mailbox.
    """

    role: str
    account: UUID | None
    by_post: bool = False
    way: str = ""


_finders: dict[type[Record], Callable[[Record, frozenset[str], Event], Iterable[Addressee]]] = {}


def declare(model: type[Record], find: Callable[[Record, frozenset[str], Event], Iterable[Addressee]]) -> None:
    """Let ``find(record, roles, event)`` say who is told of records of this model. Called from ``AppConfig.ready()``."""
    _finders[model] = find


def of(record: Record, roles: frozenset[str], event: Event) -> list[Addressee]:
    """Everybody in one of the ``roles``, each once and in their own matter first; nobody where no floor has said who."""
    find = _finders.get(type(record))
    found: dict[UUID | None, Addressee] = {}
    for one in sorted(find(record, roles, event) if find else (), key=lambda one: one.by_post):
        found.setdefault(one.account, one)
    return list(found.values())


def phone_of_receipt(*, flow: str, street: str, stream: UUID) -> str:
    """The number that was left with a record when it began, as it was corrected last; '' where there is none."""
    table = next((each for each in declared() if each.name == flow), None)
    names = {each.name for each in table.begins.asks.fields if each.kind == "tel"} if table else set()
    said = [text for text in texts.of_stream(street=street, stream=stream) if text.field in names]
    return words_of(said[-1]) if said else ""
