"""Posts of the demo town beyond windows and grids: who leads the first community and its first grid, who watches for residents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.people.models import Account
from linli.people.serving.founding import found_post
from linli.people.serving.grid_notices import announce
from linli.people.serving.tenures import appoint
from linli.places.models import Grid

if TYPE_CHECKING:
    from datetime import date

    from linli.demo.people import Cast
    from linli.people.serving.opening import OpenStreet

FIRST = 3
"""The neighbours before this one speak for organisations."""
NUMBER = "0931000000{}"
"""Invented: no local number begins with 0."""


def fill(street: OpenStreet, cast: Cast, *, since: date) -> None:
    """Found the posts and appoint neighbours; the notice of the first grid gets its numbers."""
    home = street.communities[0]
    grid = Grid.objects.get(street=street.code, code=f"{home.code}001")
    founded = [
        found_post(home, "secretary", street=street.code),
        found_post(grid, "grid_lead", street=street.code),
        found_post(home, "supervisor", street=street.code),
    ]
    keys = [neighbour.account_id for neighbour in cast.neighbours[FIRST:] if neighbour.account_id]
    for post, key in zip(founded, keys, strict=False):
        appoint(Account.objects.get(pk=key), to=post, since=since)
    announce(street.grid_post(grid.code), phone=NUMBER.format(1), shows_name=True)
    announce(founded[-1], phone=NUMBER.format(2), shows_name=False)
