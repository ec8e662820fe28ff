"""Erasing words: what a person said goes, the ledger stays whole.

The event says which texts are gone, by the number of their event and their field; hashes, links and commitments stay
as they were, so the chain still holds and whoever checks it sees that something was erased, when, and why.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from linli.flows.doors import note
from linli.ledger.models import Receipt, Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

    from linli.flows.act import Act
    from linli.flows.records import Record
    from linli.kit.words import Words
    from linli.people.person import Person

R = TypeVar("R", bound="Record")

VERB = "erase"
WHY: dict[str, Words] = {
    "asked": _("本人要求删除"),
    "kept_long_enough": _("保存期满"),
    "corrected": _("更正"),
    "withdrawn": _("撤回了同意"),
    "moved": _("内容只在那边"),
}


SAID_BY = "said_by"
"""The fact of an event with words that were said elsewhere: field → the actor who said them."""


class Piece(NamedTuple):
    """A text without its words: the number of its event and who said it, its field and its audience."""

    number: int
    by: UUID
    field: str
    audience: str


_also: list[Callable[[str, UUID], object]] = []
_copies: list[Callable[[str, UUID], object]] = []


def declare(forget: Callable[[str, UUID], object]) -> None:
    """Let ``forget(street, stream)`` delete what else was kept of a record's words. Called from ``AppConfig.ready()``."""
    if forget not in _also:
        _also.append(forget)


def declare_copies(forget: Callable[[str, UUID], object]) -> None:
    """Let ``forget(street, stream)`` delete copies of a record's words where any of these go, corrected or erased.

    Called from ``AppConfig.ready()``.
    """
    if forget not in _copies:
        _copies.append(forget)


def everything(_piece: Piece) -> bool:
    """All that was said."""
    return True


def erase(
    record: R,
    *,
    by: Person,
    at: datetime,
    why: str,
    which: Callable[[Piece], bool] = everything,
    receipt: bool = True,
    traces: bool = True,
    token: str = "",
) -> R:
    """Erase those texts of ``record`` that ``which`` chooses, and its receipt; ``why`` is a key of ``WHY``.

    ``traces`` lets go what was kept beside the record that may speak of the person whose matter it is. Forms that were
    sent stay used: nothing of the person is in them, and an old one must not bring back what it once said.
    Where nothing of it is left, nothing is written: a second call changes nothing. Raises AlreadySent for a used token.
    """

    def does(act: Act) -> bool:
        gone = _delete_texts(act.record, which)
        code_gone = receipt and bool(_receipts(act.record).delete()[0])
        if not gone and not code_gone:
            return False
        if traces:
            _forget_traces(act.record)
        act.facts |= {"erases": gone, "why": why} | ({"erases_receipt": True} if code_gone else {})
        return True

    return note(record, VERB, by=by, at=at, does=does, token=token)


def _forget_traces(record: Record) -> None:
    for forget in _also:
        forget(record.street, record.id)


def pieces(record: Record) -> dict[UUID, Piece]:
    """What is kept of the record's words, by the key of the text. Nothing is opened."""
    rows = Text.objects.filter(street=record.street, stream=record.id).order_by("id")
    told = rows.annotate(number=F("event__number"), by=F("event__by"), facts=F("event__facts"))
    found = told.values_list("id", "number", "by", "field", "audience", "facts")
    return {
        key: Piece(number, _by(facts, field, by), field, audience) for key, number, by, field, audience, facts in found
    }


def _by(facts: str, field: str, by: UUID) -> UUID:
    said = json.loads(facts).get(SAID_BY, {}) if f'"{SAID_BY}"' in facts else {}
    return UUID(said[field]) if field in said else by


def delete(record: Record, gone: dict[UUID, Piece]) -> list[list[int | str]]:
    """Delete these texts and return how the event says so. Inside an act alone."""
    Text.objects.filter(street=record.street, stream=record.id, id__in=list(gone)).delete()
    for forget in _copies if gone else ():
        forget(record.street, record.id)
    return [[number, field] for number, field in sorted({(one.number, one.field) for one in gone.values()})]


def _delete_texts(record: Record, which: Callable[[Piece], bool]) -> list[list[int | str]]:
    gone = {key: piece for key, piece in pieces(record).items() if which(piece)}
    return delete(record, gone) if gone else []


def _receipts(record: Record) -> QuerySet[Receipt]:
    return Receipt.objects.filter(street=record.street, stream=record.id)
