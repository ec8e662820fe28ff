"""What stands in the home community of the test town: an estate, a yard of it, two buildings, a unit, a block, a cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from linli.places.models import Block, Building, Cover, Estate, Unit, Yard
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from linli.places.models import Grid, Region
    from tests.town import Town

HERE = {"street": STREET, "place": HOME}


@dataclass(frozen=True, slots=True)
class Homes:
    """The places, each of which lies in the next wider one; the basic grid of the town covers the building."""

    street: Region
    community: Region
    grid: Grid
    block: Block
    estate: Estate
    yard: Yard
    building: Building
    unit: Unit

    def __getitem__(self, kind: str) -> Any:
        return getattr(self, kind)


@pytest.fixture
def homes(town: Town) -> Homes:
    """井儿街10号院 in an estate, its 2号楼 with 1单元, in a block."""
    estate = Estate.objects.create(**HERE, name="井儿街小区", mode="hybrid")
    yard = Yard.objects.create(**HERE, name="井儿街10号院", estate=estate)
    block = Block.objects.create(street=STREET, code="B01", name="井儿街街区")
    building = Building.objects.create(**HERE, name="2号楼", yard=yard, block=block)
    Building.objects.create(**HERE, name="3号楼", yard=yard, block=block)
    unit = Unit.objects.create(**HERE, name="1单元", building=building)
    Cover.objects.create(**HERE, building=building, grid=town.grid, kind=town.grid.kind)
    return Homes(town.street.region, town.home, town.grid, block, estate, yard, building, unit)
