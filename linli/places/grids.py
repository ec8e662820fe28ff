"""Drawing grids over a community."""

from __future__ import annotations

from linli.places.models import BASIC, COMMUNITY_DIGITS, GRID_DIGITS, Grid, Region

MOST = 10 ** (GRID_DIGITS - COMMUNITY_DIGITS) - 1
NUMERALS = "零一二三四五六七八九"
TEN = 10


def numbered(number: int) -> str:
    """The usual name of the grid with this number: 第十二网格; beyond 99 with digits."""
    return f"第{ordinal(number) if number < TEN * TEN else number}网格"


def ordinal(number: int) -> str:
    """Write 1 to 99 as grids are numbered: 一, 十二, 三十."""
    tens, ones = divmod(number, TEN)
    head = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return head + (NUMERALS[ones] if ones else "")


def draw_grid(*, community: Region, number: int, name: str, kind: str = BASIC) -> Grid:
    """Draw grid ``number`` (1-999) of a community; its code is the community's and the number.

    Raises ValueError for a region that is no community or a number that has no code, and
    IntegrityError where the grid is already there.
    """
    if not community.is_community:
        message = f"{community} is no community: a grid lies in exactly one"
        raise ValueError(message)
    if not 1 <= number <= MOST:
        message = f"a grid's number runs from 1 to {MOST}, not {number}"
        raise ValueError(message)
    code = f"{community.code}{number:03}"
    return Grid.objects.create(
        street=community.street_code, place=community.code, community=community, code=code, name=name, kind=kind
    )
