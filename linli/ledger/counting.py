"""The reader's cursor: each event is counted once, whatever crashes, however many count.

What waits to be counted is written with its event, in one commit, and deleted in the transaction that counts it. So
nothing depends on the order of commits: an event that becomes visible late brings its own mark along. In a street one
counts at a time. What an event adds follows from its stream up to itself: whoever counts it later counts the same.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from linli.kit.ids import uuid7
from linli.ledger import bulk, figures, outbox, roots
from linli.ledger.days import day_of
from linli.ledger.models import Effect, Event
from linli.ledger.tallies import FIRST, KEY, Mark, Reader, Tally, Uncounted
from linli.ledger.told import Told

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from linli.ledger.figures import Figure, Increment

logger = logging.getLogger(__name__)

MOST = 2000
EVENTS_OF_A_STREAM = 4
"""About how many events a stream has: how many streams are read at once when all is counted anew."""
READ_AGAIN = timedelta(hours=1)
"""When a stream is tried again that could not be read."""
SLOW = timedelta(minutes=10)
COLUMNS = ("stream", "id", "number", "verb", "at", "facts")

Row = tuple[Any, ...]
"""COLUMNS of one event."""


class Added(NamedTuple):
    """What one event adds to one figure."""

    stream: UUID
    number: int
    figure: str
    day: date
    place: str
    split: str
    by: int


class Stood(NamedTuple):
    """How a stream adds to a figure by now: since which day, in which place, how it is split, and the ``values`` that say so."""

    day: date
    place: str
    split: str
    values: Mapping[str, str] | None


@dataclass
class Counting:
    """The worker's job. It looks once for streets of which nothing was counted yet, then only for what waits."""

    _looked: bool = field(default=False, init=False)

    def step(self) -> int:
        """Count one batch in each street where something waits; how many events were counted."""
        if not self._looked:
            know(roots.streets())
            self._looked = True
        now = timezone.now()
        return sum(count(street, now=now) for street in sorted(_behind(now)))


def know(streets: Iterable[str]) -> None:
    """Make a reader for each street that has none."""
    known = set(Reader.objects.values_list("street", flat=True))
    for street in streets:
        if street not in known:
            # Another worker may be faster.
            with suppress(IntegrityError), transaction.atomic():
                Reader(street=street).save(force_insert=True)


def catch_up(streets: Collection[str]) -> None:
    """Count all that waits in these streets, before somebody reads the sums."""
    know(streets)
    for street in streets:
        while count(street, now=timezone.now()):
            pass


def anew(street: str) -> None:
    """Let everything in a street be counted anew."""
    know([street])
    Reader.objects.filter(street=street).update(vocabulary="")


def not_well(now: datetime) -> str:
    """'' when everything is counted or will be in a moment, else the first reason found."""
    late = Uncounted.objects.filter(Q(due__gt=now + SLOW) | Q(due__lt=now - SLOW)).order_by("due").first()
    return f"{late.street}: stream {late.stream} is not counted yet; the worker's log says why" if late else ""


def count(street: str, *, now: datetime, most: int = MOST) -> int:
    """Count a batch of a street in one transaction; how many events. 0 where nothing waits or somebody else is at it."""
    with transaction.atomic():
        reader = Reader.objects.select_for_update(skip_locked=True).filter(street=street).first()
        if reader is None:
            return 0
        if reader.vocabulary != figures.vocabulary():
            _begin_anew(reader)
        if reader.through is not None:
            done = _next_streams(reader, now, max(1, most // EVENTS_OF_A_STREAM))
            if done:
                return done
        return _waiting(street, now, most)


def _behind(now: datetime) -> set[str]:
    waiting = Uncounted.objects.filter(due__lte=now).order_by("street").values_list("street", flat=True).distinct()
    streets = set(waiting)
    know(streets)
    counted = Reader.objects.filter(through=None, vocabulary=figures.vocabulary()).values_list("street", flat=True)
    return streets | set(Reader.objects.values_list("street", flat=True)) - set(counted)


def _begin_anew(reader: Reader) -> None:
    for model in (Mark, Tally):
        model.objects.filter(street=reader.street).delete()
    reader.vocabulary, reader.through = figures.vocabulary(), FIRST
    reader.save(update_fields=["vocabulary", "through"])


def _next_streams(reader: Reader, now: datetime, most: int) -> int:
    """Count the next streams whole, in the order of their ids, and whatever of them waited. 0 at the end."""
    street = reader.street
    later = Event.objects.filter(street=street, number=1, stream__gt=reader.through).order_by("stream")
    streams = list(later.values_list("stream", flat=True)[:most])
    events = _events(street, streams)
    # Those that were read and no others: what is committed from here on waits for its turn.
    read = [row[1] for row in events]
    waiting = set(Uncounted.objects.filter(street=street, id__in=read).values_list("id", flat=True))
    Uncounted.objects.filter(street=street, id__in=read).delete()
    _hand_on(street, events, waiting, now)
    _count(street, events, set(read), now)
    reader.through = streams[-1] if streams else None
    reader.save(update_fields=["through"])
    return len(events)


def _waiting(street: str, now: datetime, most: int) -> int:
    due = Uncounted.objects.filter(street=street, due__lte=now).order_by("due", "id")
    waiting = dict(due.values_list("id", "stream")[:most])
    if not waiting:
        return 0
    # Read after them: so all that came before in their streams is there to be read.
    events = _events(street, sorted(set(waiting.values())))
    Uncounted.objects.filter(street=street, id__in=list(waiting)).delete()
    _hand_on(street, events, set(waiting), now)
    _count(street, events, set(waiting), now)
    return len(waiting)


def _hand_on(street: str, events: list[Row], waiting: set[UUID], now: datetime) -> None:
    """Write into the outbox what follows these events wherever they happen, unless it is there: a stream may be read again."""
    there = set(Effect.objects.filter(street=street, event__in=waiting).values_list("event_id", "reaction"))
    owed = [
        (uuid7(), street, key, name, now, 0)
        for _stream, key, _number, verb, _at, _facts in sorted(events, key=itemgetter(0, 2))
        if key in waiting
        for name in outbox.reactions_wherever(verb)
        if (key, name) not in there
    ]
    # In the order of the model's fields: key, street, event, reaction, due, attempts.
    bulk.insert(Effect, owed)


def _events(street: str, streams: list[UUID]) -> list[Row]:
    found = Event.objects.filter(street=street, stream__in=streams).order_by("stream", "number")
    return list(found.values_list(*COLUMNS)) if streams else []


def _count(street: str, events: list[Row], wanted: set[UUID], now: datetime) -> None:
    added: list[Added] = []
    again: list[Row] = []
    for stream, own in groupby(events, key=itemgetter(0)):
        rows = list(own)
        try:
            added += of_stream(rows, wanted)
        except Exception:
            # One stream that cannot be read must not keep all others from being counted.
            logger.exception("stream %s of %s could not be counted", stream, street)
            again += [(row[1], street, stream, now + READ_AGAIN) for row in rows if row[1] in wanted]
    bulk.insert(Uncounted, again)
    _write(street, added)


def _write(street: str, added: list[Added]) -> None:
    # In the order of the model's fields: key, street, figure, day, place, split, value, stream, number.
    bulk.insert(
        Mark,
        [(uuid7(), street, one.figure, one.day, one.place, one.split, one.by, one.stream, one.number) for one in added],
    )
    sums: Counter[tuple[str, date, str, str]] = Counter()
    for one in added:
        sums[one.figure, one.day, one.place, one.split] += one.by
    rows = [(uuid7(), street, *key, value) for key, value in sorted(sums.items()) if value]
    bulk.add(Tally, rows, to="value", key=KEY)


def of_stream(events: Iterable[Row], wanted: Collection[UUID]) -> list[Added]:
    """What the ``wanted`` events of one stream add; ``events`` are all of it, in the order of their numbers."""
    told = Told()
    stood: dict[str, Stood] = {}
    added: list[Added] = []
    for stream, key, number, verb, at, facts in events:
        told.learn(verb, number, day_of(at), json.loads(facts))
        wants = key in wanted
        for figure in figures.of_noun(told.noun):
            if figure.says is not None:
                if figure.needs and figure.needs not in told.latest:
                    continue
                # Also of events not wanted now: what stood before those that are must be known.
                values, before = figure.says(told), stood.get(figure.name)
                if values is (before and before.values) and (before is None or before.place == told.place):
                    continue  # neither stood nor stands, or stands as it did
                for day, place, split, by in _changed(figure, values, told, stood):
                    if wants:
                        added.append(Added(stream, number, figure.name, day, place, split, by))
            elif wants and figure.counts and (increments := figure.counts(told)):
                for split, by in _summed(figure, increments):
                    added.append(Added(stream, number, figure.name, told.day, told.place, split, by))
    return added


def _summed(figure: Figure, increments: Sequence[Increment]) -> Iterable[tuple[str, int]]:
    """The increments of one event, each split once."""
    if len(increments) == 1:
        return ((figure.split(increments[0].split), increments[0].by),)
    sums: Counter[str] = Counter()
    for each in increments:
        sums[figure.split(each.split)] += each.by
    return sums.items()


def _changed(
    figure: Figure, values: Mapping[str, str] | None, told: Told, stood: dict[str, Stood]
) -> Sequence[tuple[date, str, str, int]]:
    """What an event changes of a figure to which a stream adds once: −1 as it was, +1 as it is now."""
    before = stood.get(figure.name)
    day, place = told.day if figure.happens else told.reached, told.place
    if figure.happens and before:
        day, place = before.day, before.place
    now = None if values is None else Stood(day, place, figure.split(values), values)
    if (now and now[1:3]) == (before and before[1:3]):
        return ()
    if now is None:
        del stood[figure.name]
    else:
        stood[figure.name] = now
    return [(day, key.place, key.split, by) for key, by in ((before, -1), (now, 1)) if key is not None]
