"""The calendar of this and the next year at a place: days off, make-up days, what the place adds, what is not yet known."""

from __future__ import annotations

from calendar import Calendar as Weeks
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.cases.pages.case_pages import seats_of
from linli.people.doorway import for_known
from linli.people.person import person_of
from linli.people.roles import HANDLERS, WATCHERS
from linli.places.calendar_days import year_of
from linli.places.models import COMMUNITY_DIGITS
from linli.places.naming import place_name
from linli.ui import dates
from linli.ui.wording import listed

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from linli.places.calendar_days import Year

ROLES = HANDLERS | WATCHERS | {"system"}
MONTHS = 12
WEEKS = Weeks()


@require_safe
@for_known
def calendar(request: HttpRequest) -> HttpResponse:
    """For whoever works in a place: the calendar by which its limits are counted."""
    places = list(dict.fromkeys(seat.code[:COMMUNITY_DIGITS] for seat in seats_of(person_of(request), ROLES)))
    asked = request.GET.get("place", "")
    place = asked if asked in places else places[0]
    today = timezone.localdate()
    context = {
        "place": place_name(place),
        "places": [(code, place_name(code)) for code in places] if len(places) > 1 else [],
        "chosen": place,
        "years": [_shown(year_of(place, year), today) for year in (today.year, today.year + 1)],
        "weekdays": [dates.weekday(number) for number in range(7)],
    }
    return render(request, "cases/calendar.html", context)


def _shown(year: Year, today: date) -> dict[str, Any]:
    return {
        "number": year.year,
        "known": year.known,
        "national": [each for each in year.special if not each.place],
        "local": [each for each in year.special if each.place],
        "bases": listed(dict.fromkeys(year.bases)),
        "months": [_month(year, month, today) for month in range(1, MONTHS + 1)],
    }


def _month(year: Year, month: int, today: date) -> dict[str, Any]:
    """A month in weeks from Monday on; a day of another month is none."""
    weeks = [
        [_day(year, day, today) if day.month == month else None for day in week]
        for week in WEEKS.monthdatescalendar(year.year, month)
    ]
    return {"name": dates.month(month), "weeks": weeks}


def _day(year: Year, day: date, today: date) -> dict[str, Any]:
    special = year.of_day(day)
    return {
        "number": day.day,
        "works": year.calendar.is_working(day),
        "special": special is not None,
        "local": special is not None and special.place != "",
        "today": day == today,
    }
