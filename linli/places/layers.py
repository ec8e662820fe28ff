"""Layers over buildings: grids (网格) of one community and blocks (街区) of a street. No level of an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from linli.ledger.tenant import Tenant
from linli.places.placed import HERE, Placed, pointed_at
from linli.places.regions import COMMUNITY_DIGITS, Region, digits

if TYPE_CHECKING:
    from uuid import UUID

GRID_DIGITS = 15
BASIC, SPECIAL = "basic", "special"
GRID_KINDS = (BASIC, SPECIAL)


class Grid(Placed):
    """A grid (网格) of one community: an area, or a single place such as a school or a market.

    The code has 15 digits and begins with the community's: so it lies in exactly one. ``before`` is the code that it
    had before its community was merged into another, '' for none: it stands on paper.
    Draw one with `linli.places.grids.draw_grid`.
    """

    community = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=GRID_DIGITS)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in GRID_KINDS], default=BASIC)
    before = models.CharField(max_length=GRID_DIGITS, blank=True, default="")

    if TYPE_CHECKING:
        community_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "code"], name="grid_once_per_code"),
            models.CheckConstraint(condition=digits("code", GRID_DIGITS), name="grid_code_has_15_digits"),
            models.CheckConstraint(condition=Q(code__startswith=F("street")), name="grid_lies_in_its_street"),
            models.CheckConstraint(condition=Q(kind__in=GRID_KINDS), name="grid_kind_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="grid_has_a_name"),
            models.CheckConstraint(
                condition=digits("place", COMMUNITY_DIGITS) & Q(code__startswith=F("place")),
                name="grid_lies_in_a_community",
            ),
            pointed_at("grid", "kind"),
            models.UniqueConstraint(fields=[*HERE, "id"], name="grid_by_its_community"),
        ]
        indexes: ClassVar = [models.Index(fields=["street", "community"], name="grid_by_community")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Block(Tenant):
    """A block (街区) of a street: buildings of one or several communities under one lead."""

    code = models.CharField(max_length=GRID_DIGITS)
    name = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "code"], name="block_once_per_code"),
            models.UniqueConstraint(fields=["street", "name"], name="block_once_per_name"),
            models.UniqueConstraint(fields=["street", "id"], name="block_in_its_street"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(code=""), name="block_has_a_name_and_a_code"),
        ]

    def __str__(self) -> str:
        return self.name
