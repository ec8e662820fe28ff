"""Which code answers today for one that was revoked: following it, and taking it in from a file (old,new,date)."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from linli.kit import tables
from linli.kit.tables import Table
from linli.ledger.tenant import STREET_DIGITS
from linli.places.models import COMMUNITY_DIGITS, GRID_DIGITS, STATS, Grid, Region
from linli.places.naming import forget_names
from linli.places.national import BadRow, NoTableError
from linli.places.regions import MOST_MERGERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COLUMNS = ("old", "new", "date")
TABLE = tables.declare(Table("places.successors", "in", "places", COLUMNS))
UNREADABLE = "not three columns: old, new, date (2026-07-01)"


def follow(code: str) -> str:
    """Return the code in force that ``code`` leads to, itself while it is in force; '' where nobody follows or nobody knows it."""
    region = Region.objects.filter(scheme=STATS, code=code).first()
    after = region.successor_in_force() if region else None
    return after.code if after else ""


def answers_for(code: str) -> str:
    """The code that answers for a community's or grid's ``code`` that stands on paper; itself where none follows.

    A grid that was drawn again in the successor leads to its own new code, any other to the successor.
    """
    community = code[:COMMUNITY_DIGITS]
    after = follow(community) if len(code) in (COMMUNITY_DIGITS, GRID_DIGITS) else ""
    if after == community or len(after) != COMMUNITY_DIGITS:
        return code
    again = (
        Grid.objects.filter(street=after[:STREET_DIGITS], place=after, before=code)
        if len(code) == GRID_DIGITS
        else Grid.objects.none()
    )
    return next((grid.code for grid in again), after)


def led_here(code: str) -> tuple[str, ...]:
    """Return the revoked codes from elsewhere that lead to ``code`` or to a place below it, over any number of mergers.

    What is below one of them belongs to it. One statement for each merger in a row, at least one.
    """
    found: list[str] = []
    ends = [code]
    for _merger in range(MOST_MERGERS):
        leads = Q(pk__in=[])
        for end in ends:
            leads |= Q(successor__gte=end, successor__lt=str(int(end) + 1).zfill(len(end)))
        before = Region.objects.filter(leads, scheme=STATS).exclude(successor="").values_list("code", flat=True)
        ends = [old for old in before.order_by("code") if not old.startswith((code, *found))]
        found += ends
        if not ends:
            break
    return tuple(found)


def take_in_file(path: Path, *, still_named: Callable[[str], bool]) -> tuple[int, int, list[BadRow]]:
    """Close each old code on its date and name its successor; how many rows, how many changed, what was wrong.

    ``still_named`` says whether a table of the same run has a code: such a one is not closed. Raises NoTableError, OSError.
    """
    rows, changed, bad = 0, 0, []
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        if tuple(cell.strip() for cell in file.readline().split(",")) != COLUMNS:
            message = f"{path}: its first line does not say old,new,date"
            raise NoTableError(message)
        for line, text in enumerate(file, start=2):
            if text.strip():
                rows += 1
                reason = _take_in(text, still_named)
                changed += reason is None
                if reason:
                    bad.append(BadRow(path.name, line, reason))
    return rows, changed, bad


def _take_in(text: str, still_named: Callable[[str], bool]) -> str | None:
    """Note one successor: None where something changed, '' where it was known, else what is wrong."""
    try:
        old, new, day = (cell.strip() for cell in next(csv.reader([text.rstrip("\r\n")], strict=True)))
        ends = date.fromisoformat(day)
    except (ValueError, csv.Error):
        return UNREADABLE
    if old.isascii() and old.isdigit() and still_named(old):
        return "the table still has the old code"
    return _note(old, new, ends)


@transaction.atomic
def _note(old: str, new: str, ends: date) -> str | None:
    found = {each.code: each for each in Region.objects.filter(scheme=STATS, code__in=[old, new])}
    before, after = found.get(old), found.get(new)
    if reason := _wrong(before, after, ends):
        return reason
    assert before is not None  # noqa: S101 - _wrong has seen to it
    if (before.valid_to, before.successor) == (ends, new):
        return ""
    Region.objects.filter(pk=before.pk).update(valid_to=ends, successor=new)
    transaction.on_commit(forget_names)
    return None


def _wrong(before: Region | None, after: Region | None, ends: date) -> str:
    if before is None or after is None:
        return f"nobody knows the {'old' if before is None else 'new'} code"
    if before.code == after.code or leads_to(after, before.code):
        return "the old code would follow itself"
    if before.level != after.level:
        return f"a {before.level} cannot be followed by a {after.level}"
    if ends < before.valid_from:
        return f"the old code began only on {before.valid_from}"
    return ""


def leads_to(region: Region, code: str) -> bool:
    """Whether ``code`` is among those that follow the region."""
    seen: set[str] = set()
    step: Region | None = region
    while step is not None and step.successor and step.code not in seen:
        if step.successor == code:
            return True
        seen.add(step.code)
        step = Region.objects.filter(scheme=STATS, code=step.successor).first()
    return False
