"""The direct count: every event of a street read again, beside what was counted. The test of all figures."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from linli.ledger import counting
from linli.ledger.models import Event
from linli.ledger.readable import one_moment
from linli.ledger.tallies import Mark, Tally, Uncounted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

Key = tuple[str, "date", str, str]
"""Figure, day, place, split."""


class Difference(NamedTuple):
    """A sum that is not what the events say."""

    key: Key
    events: int
    marks: int
    tally: int


def differences(street: str) -> list[Difference]:
    """Where the sums of a street are not what its events say; those that still wait to be counted are left out."""
    with one_moment():
        direct = direct_count(street)
        marks = _stored(Mark, street)
        tallies = _stored(Tally, street)
    return [
        Difference(key, direct[key], marks[key], tallies[key])
        for key in sorted(direct.keys() | marks.keys() | tallies.keys())
        if not direct[key] == marks[key] == tallies[key]
    ]


def direct_count(street: str) -> Counter[Key]:
    """The sums of all events of a street that were counted, from the events alone."""
    waiting = set(Uncounted.objects.filter(street=street).values_list("id", flat=True))
    sums: Counter[Key] = Counter()
    for events in _streams(street):
        counted = {row[1] for row in events} - waiting
        for one in counting.of_stream(events, counted):
            sums[one.figure, one.day, one.place, one.split] += one.by
    return sums


def _streams(street: str) -> Iterator[list[counting.Row]]:
    rows = Event.objects.filter(street=street).order_by("stream", "number").values_list(*counting.COLUMNS)
    for _stream, own in groupby(rows.iterator(chunk_size=counting.MOST), key=itemgetter(0)):
        yield list(own)


def _stored(model: type[Mark | Tally], street: str) -> Counter[Key]:
    sums: Counter[Key] = Counter()
    rows = model.objects.filter(street=street).values_list("figure", "day", "place", "split", "value")
    for figure, day, place, split, value in rows.iterator(chunk_size=counting.MOST):
        sums[figure, day, place, split] += value
    return sums
