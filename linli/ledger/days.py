"""Days of the ledger: they begin and end at 00:00 Asia/Shanghai, whatever the clock of a machine shows."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from linli.kit.working_time import HERE

__all__ = ["HERE", "day_of", "end_of", "start_of"]


def day_of(moment: datetime) -> date:
    """The day in which ``moment`` lies."""
    return moment.astimezone(HERE).date()


def start_of(day: date) -> datetime:
    """The moment at which ``day`` begins."""
    return datetime(day.year, day.month, day.day, tzinfo=HERE)


def end_of(day: date) -> datetime:
    """The moment at which ``day`` is over: the first one that is no longer in it."""
    return start_of(day + timedelta(days=1))
