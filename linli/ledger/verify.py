"""Verify: read the whole ledger and say what was changed, where, and what cannot be known.

In mind: somebody who writes the database and lacks the keys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from django.db import connection
from django.utils import timezone

from linli.kit.refused import Refused
from linli.ledger import check_published, check_roots, check_streams, streams
from linli.ledger import roots_file as published
from linli.ledger.models import Event, Receipt, Root, Text
from linli.ledger.readable import any_text, clean, damaged_rows, one_moment
from linli.ledger.report import Damage, Report

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from django.db import models

    from linli.ledger.streams import Stream

EVIDENCE: tuple[type[models.Model], ...] = (Event, Text, Receipt, Root)


class Check(Protocol):
    """What a higher floor adds: it sees every stream once, and then looks for what no stream speaks of.

    A new one is made for each run. The streams of a batch belong to one street.
    """

    def batch(self, batch: list[Stream]) -> Iterable[Damage]:
        """What is wrong around these streams."""

    def rest(self) -> Iterable[Damage]:
        """What is wrong besides."""


class MakeCheck(Protocol):
    """Makes the check of a higher floor for one run."""

    def __call__(self) -> Check:
        """Make it."""


_checks: list[MakeCheck] = []


def declare(check: MakeCheck) -> None:
    """Add a higher floor's check. Called from ``AppConfig.ready()``."""
    if check not in _checks:
        _checks.append(check)


def verify(roots_file: Path | None = None, *, own_files: bool = False, now: datetime | None = None) -> Report:
    """Check everything as it stands at one moment, also against ``roots_file`` (see `linli.ledger.roots_file`).

    ``own_files``: without such a file, against those that this installation published itself, where there are any.
    Raises Refused where ``roots_file`` cannot be used. Memory does not grow with the ledger, but with its longest stream
    and with a street's busiest day.
    """
    report = Report(against=str(roots_file or ""))
    connection.ensure_connection()
    with any_text(), one_moment():
        readable = {model: _readable(model, report) for model in EVIDENCE}
        _check_streams(report, readable)
        report.add(check_roots.check(report, readable, now=now or timezone.now()))
        if roots_file:
            report.add(check_published.check(roots_file, readable))
        elif own_files:
            _check_own_files(report, readable)
    return report


def _check_own_files(report: Report, readable: dict[type[models.Model], bool]) -> None:
    for path in published.here():
        report.own_files.append(str(path))
        try:
            report.add(check_published.check(path, readable))
        except Refused as refused:
            report.add([Damage("published", "unreadable", row=clean(path.name), detail=clean(refused.words))])


def _readable(model: type[models.Model], report: Report) -> bool:
    before = report.total
    report.add(damaged_rows(model))
    return report.total == before


def _check_streams(report: Report, readable: dict[type[models.Model], bool]) -> None:
    checks = [make() for make in _checks]
    for batch in streams.batches(readable):
        for stream in batch:
            report.counts["streams"] += 1
            report.counts["events"] += len(stream.events)
            report.counts["texts"] += sum(map(len, stream.texts.values()))
            report.counts["receipts"] += sum(map(len, stream.receipts.values()))
            report.add(check_streams.check(stream))
        for check in checks:
            report.add(check.batch(batch))
    for model in (Text, Receipt):
        report.add(check_streams.stray(row) for row in streams.strays(readable, model))
    for check in checks:
        report.add(check.rest())
