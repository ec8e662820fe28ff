"""Dates and time left, as people here write them (6月12日 周五 14:30, 还剩 3 天)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

MONTHS = (
    gettext_noop("1月"),
    gettext_noop("2月"),
    gettext_noop("3月"),
    gettext_noop("4月"),
    gettext_noop("5月"),
    gettext_noop("6月"),
    gettext_noop("7月"),
    gettext_noop("8月"),
    gettext_noop("9月"),
    gettext_noop("10月"),
    gettext_noop("11月"),
    gettext_noop("12月"),
)
WEEKDAYS = (
    gettext_noop("周一"),
    gettext_noop("周二"),
    gettext_noop("周三"),
    gettext_noop("周四"),
    gettext_noop("周五"),
    gettext_noop("周六"),
    gettext_noop("周日"),
)


MIDNIGHT = dt.time()
INSTANT = dt.timedelta(microseconds=1)


def _local(moment: dt.datetime) -> dt.datetime:
    """Give a time on the clock of the place: there is one, whoever reads."""
    return moment.astimezone(timezone.get_default_timezone()) if timezone.is_aware(moment) else moment


def day(moment: dt.date | dt.datetime | None, now: dt.datetime | None = None) -> str:
    """Write a day, and its time where it has one; the year only when it is not this one.

    6月12日 周五 14:30, or in English "Fri 12 Jun 14:30". Nothing gives an empty text.
    """
    if moment is None:
        return ""
    timed = isinstance(moment, dt.datetime)
    here = _local(moment) if isinstance(moment, dt.datetime) else moment
    this_year = here.year == _local(now or timezone.now()).year
    text = _day(get_language(), here.year, here.month, here.day, with_year=not this_year)
    return f"{text} {here:%H:%M}" if timed else text


@lru_cache(maxsize=1024)
def _day(_language: str, year: int, month: int, date: int, *, with_year: bool) -> str:
    """Write a day in the language in use: a list names the same few days again and again."""
    weekday = WEEKDAYS[dt.date(year, month, date).weekday()]
    parts = {"year": year, "month": _(MONTHS[month - 1]), "day": date, "weekday": _(weekday)}
    return (_("%(year)s年%(month)s%(day)s日 %(weekday)s") if with_year else _("%(month)s%(day)s日 %(weekday)s")) % parts


def month(number: int) -> str:
    """Name a month by its number from 1 on."""
    return _(MONTHS[number - 1])


def weekday(number: int) -> str:
    """Name a day of the week, Monday as 0."""
    return _(WEEKDAYS[number])


def until(due: dt.datetime | None, now: dt.datetime | None = None) -> str:
    """Write until when something may be done; a limit at midnight ends the day before, and is written as that day."""
    if due is None:
        return ""
    return day(last_day(due), now) if _local(due).time() == MIDNIGHT else day(due, now)


def last_day(due: dt.datetime) -> dt.date:
    """Give the last day on which there is still time."""
    return (_local(due) - INSTANT).date()


def machine(moment: dt.date | dt.datetime) -> str:
    """Write the same moment for the `datetime` attribute of a `time` element."""
    return _local(moment).isoformat(timespec="minutes") if isinstance(moment, dt.datetime) else moment.isoformat()


def noted_later(at: dt.datetime, recorded: dt.datetime | None) -> dt.date | None:
    """Give the day on which something was written down, if that is a later one than the day on which it was done."""
    if recorded is None:
        return None
    noted = _local(recorded).date()
    return noted if noted > _local(at).date() else None


def noted_once(events: Iterable[Mapping[str, Any]]) -> dt.date | None:
    """Give the one day on which all that was done before it was written down; None where there are several or none.

    Each event has `at` and `recorded`, which is None where it was written down at once.
    """
    noted = [(_local(event["at"]).date(), noted_later(event["at"], event["recorded"])) for event in events]
    days = {later for _done, later in noted if later}
    if len(days) != 1 or len(noted) == 1:
        return None
    (day_of_noting,) = days
    return day_of_noting if all(later or done >= day_of_noting for done, later in noted) else None


def is_late(due: dt.datetime | None, now: dt.datetime | None = None) -> bool:
    """Tell whether the due time has passed."""
    return due is not None and due < (now or timezone.now())


def left(due: dt.datetime | None, now: dt.datetime | None = None, *, working: int | None = None) -> str:
    """Say how much time is left, or by how much it is exceeded: days of the calendar, hours on the day itself.

    `working` says how many working days are left, where it is these that count.
    """
    if due is None:
        return ""
    now = now or timezone.now()
    last = last_day(due) if due >= now else _local(due).date()
    days = (last - _local(now).date()).days
    if days > 0:
        return _left(get_language(), "workdays", working) if working else _left(get_language(), "days", days)
    if due >= now or days == 0:
        return hours_left(due, now)
    return _left(get_language(), "late days", -days)


def hours_left(due: dt.datetime, now: dt.datetime) -> str:
    """The same in hours, however many."""
    hours = abs(int((due - now).total_seconds())) // 3600
    return _left(get_language(), "hours" if due >= now else "late hours", hours)


@lru_cache(maxsize=1024)
def _left(_language: str, unit: str, count: int) -> str:
    """Say it in the language in use: a list says the same few things again and again."""
    if not count:
        return _("今天到期") if unit == "hours" else _("刚刚超时")
    words = {
        "days": ngettext("还剩 %(count)s 天", "还剩 %(count)s 天", count),
        "workdays": ngettext("还剩 %(count)s 个工作日", "还剩 %(count)s 个工作日", count),
        "hours": ngettext("还剩 %(count)s 小时", "还剩 %(count)s 小时", count),
        "late hours": ngettext("已超 %(count)s 小时", "已超 %(count)s 小时", count),
        "late days": ngettext("已超 %(count)s 天", "已超 %(count)s 天", count),
    }
    return words[unit] % {"count": count}
