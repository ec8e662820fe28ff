"""What the address bar asks: which of the person's places, from which day to which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.figures.places import Place
from linli.kit.refused import Refused
from linli.ledger.summing import Period
from linli.people.roles import HANDLERS, WATCHERS
from linli.places.models import COMMUNITY_DIGITS
from linli.places.naming import communities_of, place_name
from linli.places.successors import led_here

if TYPE_CHECKING:
    from django.http import HttpRequest

    from linli.kit.words import Words
    from linli.people.person import Person, Seat

READERS = (HANDLERS - {"grid"}) | WATCHERS
"""The roles that read the figures of their place. A grid's would be those of one worker."""

A_DAY = timedelta(days=1)
FIRST_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class Asked:
    """A place within the person's reach, the period, the one just before it, and what was wrong with what was asked."""

    place: Place
    places: tuple[tuple[str, str], ...]
    period: Period
    refusal: Refused | None = None

    @property
    def before(self) -> Period:
        """As many days as the period has, just before it."""
        days = self.period.until - self.period.since + A_DAY
        return Period(self.period.since - days, self.period.since - A_DAY)


def asked(request: HttpRequest, person: Person) -> Asked:
    """What is asked, as far as it can be understood; 403 for whoever has no place. What is not understood is said."""
    seats = tuple(seat for seat in person.seats if seat.role in READERS)
    if not seats:
        raise PermissionDenied
    places = tuple(dict.fromkeys(_places(seats)))
    code = request.GET.get("place", "")
    place = code if code in dict(places) else places[0][0]
    period, refusal = _period(request)
    return Asked(_within_reach(place, seats), places, period, refusal)


def spans(today: date) -> list[tuple[Words, Period]]:
    """The periods that are asked for most."""
    month = today.replace(day=1)
    last = month - A_DAY
    return [
        (_("本月"), Period(month, today)),
        (_("上月"), Period(last.replace(day=1), last)),
        (_("今年"), Period(today.replace(month=1, day=1), today)),
    ]


def _places(seats: tuple[Seat, ...]) -> list[tuple[str, str]]:
    found = []
    for seat in seats:
        found.append((seat.code, place_name(seat.code)))
        if len(seat.code) < COMMUNITY_DIGITS:
            found += communities_of(seat.code)
    return found


def _within_reach(code: str, seats: tuple[Seat, ...]) -> Place:
    """The place, with what was merged into it as far as these seats reach: a number never says more than its list shows."""
    merged = (before for before in led_here(code) if any(seat.covers(before) for seat in seats))
    return Place(code, tuple(merged))


def _period(request: HttpRequest) -> tuple[Period, Refused | None]:
    today = timezone.localdate()
    default = Period(today.replace(day=1), today)
    typed = [request.GET.get(name, "").strip() for name in ("from", "to")]
    if not any(typed):
        return default, None
    try:
        since, until = (date.fromisoformat(day) for day in typed)
    except ValueError:
        words = _("日期没有看懂，先给您看本月的。")
        return default, Refused("days_unclear", words, advice=_("请选起止两个日期，像2026-06-01。"))
    if not FIRST_DAY <= since <= until:
        return default, Refused("days_turned", _("开始的日子在结束之后，先给您看本月的。"), advice=_("请改一下日期。"))
    return Period(since, until), None
