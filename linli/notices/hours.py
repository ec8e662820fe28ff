"""When something may leave the house: quiet hours, the daily digest, pauses between tries. Pure: values in, values out."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)

SEND_AGAIN = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 180, 360))
"""After each try that may be repeated; after the last one it is given up."""

ASK_AGAIN = tuple(timedelta(minutes=each) for each in (2, 10, 30, 120, 720, 1440))
"""When the gateway is asked what became of a message, counted from the last question; after that nobody asks."""


def not_before(at: datetime, *, quiet_from: int, quiet_until: int) -> datetime:
    """The first moment from ``at`` on that is not in the quiet hours (whole hours of the day, here)."""
    here = at.astimezone(HERE)
    if not _is_quiet(here.hour, quiet_from, quiet_until):
        return at
    morning = datetime.combine(here.date(), time(quiet_until % 24), tzinfo=HERE)
    return morning if morning > here else morning + DAY


def next_at(at: datetime, hour: int) -> datetime:
    """The next moment after ``at`` at which it is ``hour`` o'clock here."""
    here = at.astimezone(HERE)
    moment = datetime.combine(here.date(), time(hour % 24), tzinfo=HERE)
    return moment if moment > here else moment + DAY


def _is_quiet(hour: int, quiet_from: int, quiet_until: int) -> bool:
    first, last = quiet_from % 24, quiet_until % 24
    if first <= last:
        return first <= hour < last
    return hour >= first or hour < last
