"""Where the demo town lives: estates, yards, buildings, units, grids and blocks, brought in as an office would.

The communities are real; every estate, yard and building in them is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from linli.office import importing
from linli.places.estate_table import COLUMNS
from linli.places.grids import draw_grid
from linli.places.models import SPECIAL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from linli.people.person import Person
    from linli.people.serving.opening import OpenStreet

HYBRID, ENTRUSTED, SELF = "混合管理", "完全托管", "自行管理"
WEST, CENTRE, HILL = ("河西街区", "J01"), ("文化宫街区", "J02"), ("华林山街区", "J03")
BEGAN = timedelta(days=395)
FIRST_SPECIAL = 101
"""Special grids are numbered from here on, so that basic ones keep the numbers before."""


@dataclass(frozen=True)
class Area:
    """An estate, a yard in it or by itself, or ('' and '') what stands alone; ``grid`` is the number of its basic grid."""

    estate: str
    mode: str
    yard: str
    buildings: tuple[str, ...]
    units: int
    grid: int
    special: str = ""


def _numbered(last: int, kind: str = "号楼") -> tuple[str, ...]:
    return tuple(f"{number}{kind}" for number in range(1, last + 1))


AREAS: dict[str, tuple[tuple[str, str], tuple[Area, ...]]] = {
    "001": (
        WEST,
        (
            Area("和顺里小区", HYBRID, "", _numbered(8), 3, 1),
            Area("红柳苑", ENTRUSTED, "", _numbered(4), 2, 2),
            Area("", "", "育才家属院", _numbered(3), 2, 3),
            Area("", "", "井儿街10-24号楼院", ("甲楼", "乙楼"), 2, 3),
            Area("", "", "", ("星河小学教学楼",), 0, 3, "星河小学"),
        ),
    ),
    "002": (
        WEST,
        (
            Area("西园新村", SELF, "", _numbered(6), 3, 1),
            Area("西园新村", SELF, "东院", _numbered(2, "栋"), 2, 2),
            Area("", "", "粮站楼院", ("1号楼",), 3, 3),
        ),
    ),
    "003": (
        WEST,
        (
            Area("工林佳苑", ENTRUSTED, "", ("A座", "B座", "C座"), 2, 1),
            Area("", "", "机修厂家属院", _numbered(5), 3, 2),
            Area("", "", "", ("工林路市场",), 0, 3, "工林路市场"),
        ),
    ),
    "004": (
        CENTRE,
        (Area("春柳小区", HYBRID, "", _numbered(10), 3, 1), Area("翠柏小区", ENTRUSTED, "", _numbered(4), 2, 2)),
    ),
    "005": (WEST, (Area("河畔小区", HYBRID, "", _numbered(7), 3, 1), Area("", "", "雷坛河12号院", _numbered(2), 2, 2))),
    "006": (
        CENTRE,
        (Area("柏馨苑", ENTRUSTED, "", _numbered(5), 2, 1), Area("", "", "柏树巷36号院", ("1号楼",), 4, 2)),
    ),
    "007": (
        HILL,
        (Area("五星花园", ENTRUSTED, "", _numbered(9), 2, 1), Area("五星花园", "", "二期", _numbered(3), 2, 2)),
    ),
    "008": (
        HILL,
        (Area("半山人家", SELF, "", _numbered(5), 2, 1), Area("", "", "", ("华林敬老院",), 0, 2, "华林敬老院")),
    ),
    "009": (HILL, (Area("坪上小区", HYBRID, "", _numbered(6), 3, 1), Area("", "", "水泵厂家属院", _numbered(3), 3, 2))),
    "010": (CENTRE, (Area("文苑小区", HYBRID, "", _numbered(6), 3, 1), Area("", "", "", ("康乐宾馆",), 0, 2))),
}
"""By the last three digits of the community: its block, and what stands there."""


MENDED = """小区,管理模式,院落,楼栋,单元,网格,街区,民族,备注
和顺里小区,,,9号楼,1单元,第一网格,河西街区,,新交付
和顺里小区,,,9号楼,2单元,,,,
红柳苑,混合管理,,1栋,,,文化宫街区,,
,,河沿14号院,1号楼,1单元,3,河西街区,,
和顺里小区,,,三号楼,,第二网格,,,
,,,,5单元,,,,
"""


def build_up(street: OpenStreet, *, by: Person, now: datetime) -> None:
    """Bring everything in, community by community, by the administrator's own acts. ValueError for a row that does not fit."""
    for number, community in enumerate(street.communities):
        block, areas = AREAS[community.code[-3:]]
        places = [area.special for area in areas if area.special]
        for which, place in enumerate(places, FIRST_SPECIAL):
            draw_grid(community=community, number=which, name=place, kind=SPECIAL)
        _bring_in(community.code, _table(block, areas), by=by, token=f"{number:032x}", at=now - BEGAN)


def send_one_more(street: OpenStreet, *, by: Person, now: datetime) -> None:
    """Send a table that waits to be looked through: something new, a change, a row at fault, and a column that has no place."""
    importing.send(
        MENDED.encode(),
        name="下西园社区楼栋（补充）.csv",
        community=street.communities[0].code,
        street=street.code,
        by=_account(by),
        token="f" * 32,
        at=now,
    )


def _bring_in(community: str, table: bytes, *, by: Person, token: str, at: datetime) -> None:
    upload = importing.send(
        table,
        name="楼栋.csv",
        community=community,
        street=community[:9],
        by=_account(by),
        token=token,
        at=at,
    )
    looked = importing.look(upload)
    if looked.bad:
        message = f"{community}: {looked.bad}"
        raise ValueError(message)
    importing.confirm(upload, seen=looked.told.mark, by=by, token=token, at=at)


def _table(block: tuple[str, str], areas: tuple[Area, ...]) -> bytes:
    rows = [[words[0] for words in COLUMNS.values()], *(row for area in areas for row in _rows(block, area))]
    return "\n".join(",".join(row) for row in rows).encode()


def _rows(block: tuple[str, str], area: Area) -> Iterator[list[str]]:
    for building in area.buildings:
        for unit in [f"{number}单元" for number in range(1, area.units + 1)] or [""]:
            yield [area.estate, area.mode, area.yard, building, unit, str(area.grid), area.special, *block]


def _account(person: Person) -> UUID:
    if person.account_id is None:
        raise TypeError
    return person.account_id
