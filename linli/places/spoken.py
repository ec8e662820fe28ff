"""Buildings as people call them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from linli.places.models import Building


def building_words(building: Building) -> str:
    """A building with what it stands in: 春柳小区3号楼, 井儿街10-24号楼院2号楼. Its estate and yard are read with it."""
    yard = building.yard
    estate = yard.estate if yard else building.estate
    return "".join(part.name for part in (estate, yard, building) if part)
