"""What lies around a place, from the nearest to the street: who answers for it is looked for in this order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from linli.places.models import Block, Building, Cover, Estate, Grid, Region, Unit, Yard

if TYPE_CHECKING:
    from uuid import UUID

    Place = Region | Grid | Block | Estate | Yard | Building | Unit


@dataclass(frozen=True, slots=True)
class Around:
    """A place and what lies around it, each by its key; ``community`` is a code, '' for a whole street or a block.

    ``grids`` cover the building, the basic one first.
    """

    street: str
    community: str = ""
    unit: UUID | None = None
    building: UUID | None = None
    yard: UUID | None = None
    estate: UUID | None = None
    grids: tuple[UUID, ...] = ()
    block: UUID | None = None


def around(place: Place) -> Around:
    """Tell what lies around a place; at most two statements. ValueError for a region above a street."""
    if isinstance(place, Region):
        return _region(place)
    if isinstance(place, Building):
        return _building(place)
    if isinstance(place, Unit):
        return replace(_building(_building_of(place)), unit=place.id)
    return Around(place.street, getattr(place, "place", ""), **_itself(place))


def _itself(place: Grid | Block | Estate | Yard) -> dict[str, Any]:
    if isinstance(place, Grid):
        return {"grids": (place.id,)}
    if isinstance(place, Yard):
        return {"yard": place.id, "estate": place.estate_id}
    return {"block" if isinstance(place, Block) else "estate": place.id}


def _region(region: Region) -> Around:
    if not region.street_code:
        message = f"{region} is above a street: nobody answers for it here"
        raise ValueError(message)
    return Around(region.street_code, region.code if region.is_community else "")


def _building_of(unit: Unit) -> Building:
    found: Building = Building.objects.select_related("yard").get(street=unit.street, pk=unit.building_id)
    return found


def _building(building: Building) -> Around:
    covers = Cover.objects.filter(street=building.street, building=building).order_by("kind", "id")
    return Around(
        building.street,
        building.place,
        building=building.id,
        yard=building.yard_id,
        estate=building.yard.estate_id if building.yard else building.estate_id,
        grids=tuple(covers.values_list("grid_id", flat=True)),
        block=building.block_id,
    )
