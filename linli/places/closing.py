"""Closing the codes that a newer table no longer has: never deleting, never many at once without being told to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from linli.places.importing import BATCH, PROVINCE
from linli.places.models import STATS, Region
from linli.places.naming import forget_names
from linli.places.regions import DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from linli.places.importing import Taken

MOST_PERCENT = 10
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Missing:
    """Codes in force that a table does not have, of one province, and why they are left open, if they are."""

    province: str
    codes: tuple[str, ...]
    known: int
    left_open: str = ""


def missing(taken: Taken, *, as_of: date, confirmed: bool) -> Iterator[Missing]:
    """Give what a table lacks, province by province, for the provinces of which it has a row.

    What began after ``as_of`` is not missed. Left open is a province of which more than MOST_PERCENT would be closed,
    and all of them where a line did not say its code; unless ``confirmed``.
    """
    for province in _provinces(taken):
        codes, known = _of_province(taken, province, as_of)
        if not codes:
            continue
        reason = ""
        if taken.has_rows_without_code:
            reason = "some rows of the table do not say their code"
        elif len(codes) * HUNDRED > known * MOST_PERCENT:
            reason = f"more than {MOST_PERCENT} % of the codes in force would be closed"
        yield Missing(province, tuple(codes), known, "" if confirmed else reason)


def close(codes: tuple[str, ...], *, as_of: date) -> int:
    """Close these codes in short transactions; how many were still open."""
    return sum(_close(codes[start : start + BATCH // 4], as_of) for start in range(0, len(codes), BATCH // 4))


@transaction.atomic
def _close(codes: tuple[str, ...], as_of: date) -> int:
    closed = Region.objects.in_force().filter(scheme=STATS, code__in=codes).update(valid_to=as_of)
    transaction.on_commit(forget_names)
    return closed


def _provinces(taken: Taken) -> list[str]:
    below = 10 ** (DIGITS[taken.table.level] - PROVINCE)
    return sorted(str(province) for province in Counter(code // below for code in taken.codes))


def _of_province(taken: Taken, province: str, as_of: date) -> tuple[list[str], int]:
    # From code to code, not "begins with": an index over codes serves the one on every engine, the other on none.
    after = str(int(province) + 1)
    rows = Region.objects.in_force().filter(scheme=STATS, code__gte=province, code__lt=after, level=taken.table.level)
    known, codes = 0, []
    for code, since in rows.order_by("code").values_list("code", "valid_from").iterator(chunk_size=BATCH):
        known += 1
        if since <= as_of and not taken.names(code):
            codes.append(code)
    return codes, known
