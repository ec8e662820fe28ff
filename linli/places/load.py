"""Loading regions from a table of codes. A second run changes nothing."""

from __future__ import annotations

import csv
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING

from django.db import transaction

from linli.places.importing import region
from linli.places.models import STATS, Region
from linli.places.naming import forget_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

AS_OF = date(2023, 6, 30)  # the day that the table speaks for; when a code began is not in it


def load_five_streets() -> int:
    """Load the five streets that come with Linli and all their communities; returns how many rows changed."""
    table = resources.files("linli.places") / "data" / "five_streets.csv"
    with table.open(encoding="utf-8") as lines:
        return load_regions(_rows(lines), as_of=AS_OF)


@transaction.atomic
def load_regions(rows: Iterable[tuple[str, str]], *, as_of: date) -> int:
    """Bring (code, name) rows in, new or renamed; a code that is missing from them is left alone."""
    wanted = dict(rows)
    known = {each.code: each for each in Region.objects.filter(scheme=STATS, code__in=wanted)}
    new = [region(code=code, name=name, since=as_of) for code, name in wanted.items() if code not in known]
    renamed = [each for code, each in known.items() if each.name != wanted[code]]
    for each in renamed:
        each.name = wanted[each.code]
    Region.objects.bulk_create(new, batch_size=500)
    Region.objects.bulk_update(renamed, ["name"], batch_size=500)
    if new or renamed:
        transaction.on_commit(forget_names)
    return len(new) + len(renamed)


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    told = csv.DictReader(line for line in lines if not line.startswith("#"))
    return ((row["code"], row["name"]) for row in told)
