"""Words written before anything was found by them: what a form asks to be found by gets its keyed hash afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.flows.table import declared
from linli.kit.crypto import keyed_hash
from linli.kit.unreadable import Unreadable
from linli.ledger.events import FOUND, words_of
from linli.ledger.models import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from linli.flows.table import Flow

AT_ONCE = 500
"""How many texts are read at a time."""


class CatchingUp:
    """The worker's job: once through all texts after a start, in the order of their keys; then nothing any more."""

    def __init__(self) -> None:
        self._after: UUID | None = None
        self._done = False

    def step(self) -> int:
        """Look through one batch; 0 when all was looked through."""
        if self._done:
            return 0
        names = {name for flow in declared() for name in findable(flow)}
        rows = Text.objects.filter(found="", field__in=names).order_by("id")
        batch = list((rows if self._after is None else rows.filter(id__gt=self._after))[:AT_ONCE])
        if not batch:
            self._done = True
            return 0
        self._after = batch[-1].id
        _find_again(batch)
        return len(batch)


def findable(flow: Flow) -> set[str]:
    """The names of what ``flow`` asks to be found by."""
    return {asked.name for step in flow.steps for asked in step.asks.fields if asked.findable}


def _find_again(batch: Sequence[Text]) -> None:
    by_stream = _fields_by_stream(batch)
    for text in batch:
        words = words_of(text)
        if text.field in by_stream.get(text.stream, ()) and not isinstance(words, Unreadable):
            same = Text.objects.filter(street=text.street, id=text.id, found="")
            same.update(found=keyed_hash(FOUND, words))


def _fields_by_stream(batch: Sequence[Text]) -> dict[UUID, set[str]]:
    """What the flow of each of these streams asks to be found by: one name may mean different things in two flows."""
    fields = {flow.name: findable(flow) for flow in declared()}
    streets, streams = {text.street for text in batch}, {text.stream for text in batch}
    found: dict[UUID, set[str]] = {}
    for model in {flow.model for flow in declared()}:
        rows = model._default_manager.filter(street__in=streets, id__in=streams).values_list("id", "flow")
        found |= {stream: fields.get(flow, set()) for stream, flow in rows}
    return found
