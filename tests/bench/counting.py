"""How many events a second are counted into figures: all of them anew, and those that wait, one after the other."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from linli.ledger import counting, recount
from linli.ledger.models import Event
from linli.ledger.tallies import Mark, Tally, Uncounted
from tests.bench import samples
from tests.bench.town import STREET

if TYPE_CHECKING:
    from collections.abc import Iterator

AIM = 10_000
AGO = timedelta(days=100)
PARTS = (
    ("reading events", ("counting.py:_events",)),
    ("writing marks and sums", ("linli/ledger/bulk.py", "counting.py:_write")),
    ("facts from text", ("/json/",)),
    ("what counts", ("linli/cases/figures.py", "linli/wishes/figures.py", "linli/flows/table.py")),
    ("what the stream told", ("linli/ledger/told.py", "linli/ledger/figures.py", "counting.py:of_stream")),
    ("waiting rows, reader", ("counting.py:_waiting", "counting.py:_next_streams", "counting.py:count")),
)


@dataclass
class Counted:
    """A run: events counted, seconds of the clock, seconds of this process's processor."""

    events: int = 0
    seconds: float = field(default=0.0)
    processor: float = field(default=0.0)

    def __str__(self) -> str:
        rate, alone = self.events / self.seconds, self.events / self.processor
        mark = "" if rate >= AIM else f" (under {AIM:,})"
        return f"{rate:,.0f} events/s{mark}, {alone:,.0f} per second of the worker's processor"


def measure() -> Iterator[str]:
    """Count the street of the bench twice, and say how fast and where the time went."""
    counting.anew(STREET)
    with _clock() as anew:
        counting.catch_up([STREET])
    yield f"  figures anew: {anew.events:,} events, {Mark.objects.count():,} marks: {anew}"
    _let_all_wait()
    with _clock() as waiting:
        counting.catch_up([STREET])
    yield f"  figures as they come (streams read again): {waiting}"
    assert recount.differences(STREET) == []
    _let_all_wait()
    shares = samples.take(_batch, seconds=min(2.0, waiting.seconds / 2), parts=PARTS)
    yield "  of that: " + ", ".join(f"{part} {share:.0%}" for part, share in shares.items() if share >= 0.02)
    counting.catch_up([STREET])


@contextmanager
def _clock() -> Iterator[Counted]:
    run = Counted(events=Event.objects.filter(street=STREET).count())
    begun, before = time.monotonic(), time.process_time()
    yield run
    run.seconds, run.processor = time.monotonic() - begun, time.process_time() - before


def _let_all_wait() -> None:
    """As if every event had just been written."""
    for model in (Mark, Tally):
        model.objects.all().delete()
    keys = Event.objects.filter(street=STREET).values_list("id", "stream", "recorded")
    # Told ones lie some days ahead.
    rows = [Uncounted(id=key, street=STREET, stream=stream, due=due - AGO) for key, stream, due in keys]
    Uncounted.objects.bulk_create(rows, batch_size=5_000, ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _batch() -> None:
    counting.count(STREET, now=timezone.now())
