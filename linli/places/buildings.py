"""Buildings (楼栋) and their units (单元). Households and who lives in them are not kept: this is no census."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from linli.kit.agreeing import Agrees
from linli.places.estates import NAME_LENGTH, Estate, Yard
from linli.places.layers import Block
from linli.places.placed import Placed, in_the_same_community, lies_in_its_street, named, pointed_at

if TYPE_CHECKING:
    from uuid import UUID


class Building(Placed):
    """A building: in a yard, in an estate, or directly in its community.

    It names the nearest of them only: the estate of a building in a yard is the yard's. ``name`` is as it is written
    (3号楼, 康乐宾馆). Grids cover it by `linli.places.layers.Cover`; ``block`` is the 街区 in which it stands.
    """

    name = models.CharField(max_length=NAME_LENGTH)
    estate = models.ForeignKey(
        Estate, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    yard = models.ForeignKey(Yard, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False)
    block = models.ForeignKey(Block, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False)

    if TYPE_CHECKING:
        estate_id: UUID | None
        yard_id: UUID | None
        block_id: UUID | None

    class Meta:
        constraints: ClassVar = [
            *lies_in_its_street("building"),
            named("building"),
            pointed_at("building"),
            in_the_same_community("building", "estate"),
            in_the_same_community("building", "yard"),
            Agrees(to="block", fields=["street"], name="building_lies_where_its_block_lies"),
            models.CheckConstraint(
                condition=Q(estate__isnull=True) | Q(yard__isnull=True), name="building_names_the_nearest"
            ),
            models.UniqueConstraint(fields=["street", "place", "estate", "name"], name="building_once_per_estate"),
            models.UniqueConstraint(fields=["street", "place", "yard", "name"], name="building_once_per_yard"),
            models.UniqueConstraint(
                fields=["street", "place", "name"],
                condition=Q(estate__isnull=True) & Q(yard__isnull=True),
                name="building_once_by_itself",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["street", "estate"], name="building_by_estate"),
            models.Index(fields=["street", "yard"], name="building_by_yard"),
            models.Index(fields=["street", "block"], name="building_by_block"),
        ]

    def __str__(self) -> str:
        return self.name


class Unit(Placed):
    """A unit (单元) of a building: one stairwell. ``name`` is as it is written: 2单元."""

    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=NAME_LENGTH)

    if TYPE_CHECKING:
        building_id: UUID

    class Meta:
        constraints: ClassVar = [
            *lies_in_its_street("unit"),
            named("unit"),
            pointed_at("unit"),
            in_the_same_community("unit", "building"),
            models.UniqueConstraint(fields=["street", "building", "name"], name="unit_once_per_building"),
        ]

    def __str__(self) -> str:
        return self.name
