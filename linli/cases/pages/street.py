"""The street's page: what is open, late, waiting, claimed and finished, by community; every number opens its list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count
from django.db.models.functions import Substr
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.cases.pages import case_pages
from linli.cases.reading import sets, shown
from linli.people.doorway import for_known
from linli.people.person import person_of
from linli.people.roles import HANDLERS
from linli.places.models import COMMUNITY_DIGITS
from linli.places.naming import communities_of, place_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

MOST_LATE = 20
COLUMNS = ("open", "late", "soon", "supervised", "pool", "held", "month")


@for_known
def street(request: HttpRequest) -> HttpResponse:
    """What is late and why, and the numbers of each community, for whoever leads the street."""
    person = person_of(request)
    seat = case_pages.seats_of(person, ("street", "auditor"))[0]
    counts = _count(seat.street)
    late = Case.objects.filter(sets.named("late"), street=seat.street).select_related("matter").order_by("due")
    context = {
        "place": {"name": place_name(seat.street)},
        "actions": [{"label": _("回访和要审的"), "url": reverse("follow_up")}] if seat.role in HANDLERS else [],
        "numbers": [_number(name, sum(row[name] for row in counts.values())) for name in COLUMNS],
        "columns": [sets.WORDS[name] for name in COLUMNS],
        "rows": [_row(code, name, counts.get(code, {})) for code, name in _communities(seat.street, counts)],
        "late": [row | {"why": _why(row)} for row in shown.rows(list(late[:MOST_LATE]), person)],
    }
    return render(request, "cases/street.html", context)


def _communities(street: str, counts: dict[str, dict[str, Any]]) -> list[tuple[str, str]]:
    """Those in force, and those of before in which something is counted: the rows add up to the whole."""
    names = dict(communities_of(street))
    for code, row in counts.items():
        if code not in names and any(row[name] for name in COLUMNS):
            names[code] = place_name(code)
    return sorted(names.items())


def _count(code: str) -> dict[str, dict[str, Any]]:
    """For each community the counts by name, in one query."""
    # Some sets are called like a column of the case: a count of that name would stand in its place.
    counts = {f"in_{name}": Count("id", filter=sets.named(name)) for name in COLUMNS}
    counted = Case.objects.filter(street=code).annotate(part=Substr("place", 1, COMMUNITY_DIGITS)).values("part")
    found: list[dict[str, Any]] = [{**row} for row in counted.annotate(**counts)]
    return {row["part"]: {name: row[f"in_{name}"] for name in COLUMNS} for row in found}


def _number(name: str, value: int) -> dict[str, Any]:
    return {
        "label": sets.WORDS[name],
        "value": value,
        "unit": _("件"),
        "url": _list(name),
        "hot": bool(name == "late" and value),
    }


def _row(code: str, community: str, counts: Mapping[str, Any]) -> dict[str, Any]:
    cells = [{"value": counts.get(name, 0), "url": _list(name, code), "hot": name == "late"} for name in COLUMNS]
    return {"name": community, "url": _list("open", code), "cells": cells}


def _list(name: str, community: str = "") -> str:
    """The address of the list behind a number."""
    query = {"state": name} | ({"community": community} if community else {})
    return f"{reverse('desk')}?{urlencode(query)}"


def _why(row: Mapping[str, Any]) -> str:
    return _("过了时限，还在等：%(who)s") % {"who": row["turn"]}
