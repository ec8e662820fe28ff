"""Which grids cover a building: at most one basic one, any number of special ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from linli.places.buildings import Building
from linli.places.layers import BASIC, GRID_KINDS, Grid
from linli.places.placed import Placed, in_the_same_community, lies_in_its_street

if TYPE_CHECKING:
    from uuid import UUID


class Cover(Placed):
    """A grid covers a building of its community. ``kind`` is the grid's own, so that the database can count basic ones."""

    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="covers", db_index=False)
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in GRID_KINDS])

    if TYPE_CHECKING:
        building_id: UUID
        grid_id: UUID

    class Meta:
        constraints: ClassVar = [
            *lies_in_its_street("cover"),
            in_the_same_community("cover", "building"),
            in_the_same_community("cover", "grid", "kind"),
            models.UniqueConstraint(fields=["street", "building", "grid"], name="cover_once_per_grid"),
            models.UniqueConstraint(
                fields=["street", "building"], condition=Q(kind=BASIC), name="cover_by_one_basic_grid"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["street", "grid"], name="cover_by_grid")]

    def __str__(self) -> str:
        return f"cover {self.pk}"
