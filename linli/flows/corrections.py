"""Correcting words: the old ones are erased and the new ones stand beside the event that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from linli.flows import erasure
from linli.flows.answers import Incomplete, Stale
from linli.flows.doors import note
from linli.forms.fields import Form
from linli.ledger.events import Words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from linli.flows.act import Act
    from linli.flows.records import Record
    from linli.people.person import Person

R = TypeVar("R", bound="Record")

VERB = "correct"


def form_of(record: Record) -> Form:
    """What can be corrected: the private answers with which the record began, asked as they were asked then."""
    return Form(tuple(asked for asked in record.table.begins.asks.fields if asked.private))


def correct(
    record: R, *, by: Person, at: datetime, words: Mapping[str, Any], version: int | None = None, token: str = ""
) -> R:
    """Put ``words`` (field → what is typed for it, '' for none) in the place of what stands there; unchanged fields are left out.

    Why somebody looked stays readable for the person: it is they who check it.
    Whoever calls has asked who may. Raises Incomplete where the form would not take it, Stale, AlreadySent.
    """
    asked = Form(tuple(each for each in form_of(record).fields if each.name in words))
    checked = asked.check(words)
    if checked.errors:
        raise Incomplete(checked.errors)

    def does(act: Act) -> bool:
        if version is not None and version != act.record.version:
            raise Stale(act.record)
        old = {key: one for key, one in erasure.pieces(act.record).items() if one.field in checked.values}
        act.facts |= {"erases": erasure.delete(act.record, old), "why": "corrected"}
        for each in asked.fields:
            if text := each.kept(checked.values[each.name]):
                act.words.append(Words(each.name, text, each.audience, each.findable))
        return bool(words)

    return note(record, VERB, by=by, at=at, does=does, token=token)
