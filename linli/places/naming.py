"""Names of places by code, kept in memory for a few minutes: every page shows them, they hardly change."""

from __future__ import annotations

import time

from linli.ledger.tenant import STREET_DIGITS
from linli.places.models import COMMUNITY_DIGITS, GRID_DIGITS, STATS, Grid, Region

KEPT_SECONDS = 300.0

_kept: dict[str, tuple[str, float, bool]] = {}
"""By code: the spoken name, until when it is kept, and whether the code is in force."""


def place_name(code: str) -> str:
    """Return the spoken name of a region or grid; a code that nobody knows stands for itself.

    A miss reads the whole street at once, so a page over one street costs at most one statement
    (two where it names grids).
    """
    name = _fresh(code)
    if name is None and code:
        _read(code)
        name = _fresh(code)
    return code if name is None else name


def communities_of(street: str) -> list[tuple[str, str]]:
    """Return code and spoken name of a street's communities in force in the order of their codes, as kept."""
    place_name(street)
    return sorted(
        (code, name)
        for code, (name, _until, in_force) in _kept.items()
        if in_force and len(code) == COMMUNITY_DIGITS and code.startswith(street)
    )


def forget_names() -> None:
    """Drop what is kept, after a place was renamed."""
    _kept.clear()


def _fresh(code: str) -> str | None:
    name, until, _in_force = _kept.get(code, ("", 0.0, False))
    return name if until > time.monotonic() else None


def _read(code: str) -> None:
    until = time.monotonic() + KEPT_SECONDS
    if len(code) == GRID_DIGITS:
        grids = Grid.objects.filter(street=code[:STREET_DIGITS]).values_list("code", "name")
        _kept.update({grid: (f"{place_name(grid[:COMMUNITY_DIGITS])}{name}", until, True) for grid, name in grids})
        return
    regions = Region.objects.filter(scheme=STATS)
    if len(code) >= STREET_DIGITS:
        regions = regions.filter(code__startswith=code[:STREET_DIGITS])
    else:
        regions = regions.filter(code=code)
    _kept.update({region.code: (region.short_name, until, region.is_open) for region in regions})
