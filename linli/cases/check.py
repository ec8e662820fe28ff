"""What `linli verify` checks on this floor: the matter of every case is as it was when the case began."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from linli.cases.matters import Matter
from linli.ledger.readable import clean, damaged_rows, sound_rows
from linli.ledger.report import Damage
from linli.ledger.streams import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linli.ledger.streams import Stream


class Check:
    """Remembers which matters the streams tell of, and how; there are few of them, however many cases there are."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], Stream] = {}

    def batch(self, batch: list[Stream]) -> Iterator[Damage]:
        """Each different telling of a matter is kept once, with the first stream that has it."""
        for stream in batch:
            told = facts(stream.events[0])
            columns = told.get("set")
            if "matter" in told and isinstance(columns, dict):
                self._told.setdefault((str(columns.get("matter_id")), repr(told["matter"])), stream)
        yield from ()

    def rest(self) -> Iterator[Damage]:
        """Matters that cannot be read, and those that differ from what was told, each with one of its cases."""
        unreadable = list(damaged_rows(Matter))
        stored: dict[str, str] = {}
        for key in list(sound_rows(Matter, all_sound=not unreadable).values_list("id", flat=True)):
            try:
                stored[str(key)] = repr(Matter.objects.get(id=key).told)
            except ValueError:  # limits that are no JSON, or no JSON of ours
                unreadable.append(Damage("matter", "unreadable", row=str(key), column="limits"))
        yield from unreadable
        named = {damage.row.replace("-", "") for damage in unreadable}
        for (key, told), stream in self._told.items():
            if key.replace("-", "") not in named and stored.get(key) != told:
                yield _differs(stream, key, told, stored.get(key))


def _differs(stream: Stream, key: str, told: str, stored: Any) -> Damage:
    return Damage(
        "matter",
        "matter_differs" if stored else "missing",
        street=clean(stream.street),
        stream=str(stream.id),
        row=clean(key),
        detail=clean(f"the case says {told}, database {stored}"),
    )
