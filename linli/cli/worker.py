"""The worker: goes round the jobs until it is told to stop, and leaves a sign of life."""

from __future__ import annotations

import logging
import signal
import threading
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from linli.cli import refusals
from linli.cli.jobs import JOBS
from linli.kit.keys import key_ring
from linli.web.health import WORKER
from linli.web.models import Heartbeat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linli.cli.jobs import Job

log = logging.getLogger("linli.worker")

BEAT_SECONDS = 10
IDLE_SECONDS = 0.5


def work(*, once: bool = False, jobs: Sequence[Job] = JOBS) -> int:
    """Do what is due until SIGTERM or SIGINT; the batch in hand is finished first. ``once``: until nothing is due."""
    reasons = refusals.of_configuration()
    if settings.LINLI_PRODUCTION and not reasons:
        reasons = refusals.of_data()
    if refusals.refused(reasons):
        return 1
    key_ring()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    rounds = Rounds(jobs, stop)
    return rounds.once() if once else rounds.forever()


class Rounds:
    """The jobs and when each is due again, in seconds of the monotonic clock."""

    def __init__(self, jobs: Sequence[Job], stop: threading.Event) -> None:
        self.jobs = jobs
        self.stop = stop
        self.due = dict.fromkeys((job.name for job in jobs), 0.0)
        self.beat_due = 0.0

    def once(self) -> int:
        """Do each job until it finds nothing more; 1 when one of them failed."""
        self._beat()
        wrong = 0
        for job in self.jobs:
            while (done := self._do(job)) and not self.stop.is_set():
                pass
            wrong += done is None
        return 1 if wrong else 0

    def forever(self) -> int:
        """Go round until told to stop. A failing job is logged and tried again later; the others go on."""
        log.info("started", extra={"fields": {"jobs": [job.name for job in self.jobs]}})
        while not self.stop.is_set():
            self._beat()
            busy = False
            for job in self.jobs:
                if self.stop.is_set():
                    break
                if self.due[job.name] <= time.monotonic():
                    busy = bool(self._do(job)) or busy
            if not busy:
                self.stop.wait(IDLE_SECONDS)
        log.info("stopped")
        return 0

    def _do(self, job: Job) -> int | None:
        """Run one batch; the number of items, or None when it failed."""
        close_old_connections()
        try:
            done = job.run()
        except Exception:
            log.exception("job failed", extra={"fields": {"job": job.name}})
            done = None
        self.due[job.name] = time.monotonic() + (0 if done else job.every)
        return done

    def _beat(self) -> None:
        if self.beat_due > time.monotonic():
            return
        self.beat_due = time.monotonic() + BEAT_SECONDS
        try:
            Heartbeat.objects.update_or_create(name=WORKER, defaults={"at": timezone.now()})
        except DatabaseError:
            log.exception("no sign of life could be written")
