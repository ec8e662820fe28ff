"""Estates (小区) and yards (院落): what stands around buildings."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from linli.places.placed import Placed, in_the_same_community, lies_in_its_street, named, pointed_at

if TYPE_CHECKING:
    from uuid import UUID

NAME_LENGTH = 60
HYBRID, ENTRUSTED, SELF = "hybrid", "entrusted", "self"
MODES = (HYBRID, ENTRUSTED, SELF)


class Estate(Placed):
    """An estate (小区) of one community.

    ``mode`` is who looks after it: hybrid (混合管理, "1+3+N"), entrusted (完全托管), self (自行管理), '' where nobody said.
    """

    name = models.CharField(max_length=NAME_LENGTH)
    mode = models.CharField(max_length=16, choices=[(mode, mode) for mode in MODES], blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            *lies_in_its_street("estate"),
            named("estate"),
            pointed_at("estate"),
            models.UniqueConstraint(fields=["street", "place", "name"], name="estate_once_per_name"),
            models.CheckConstraint(condition=Q(mode__in=["", *MODES]), name="estate_mode_is_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Yard(Placed):
    """A yard (院落), which lies in an estate or stands by itself: 井儿街10-24号楼院."""

    name = models.CharField(max_length=NAME_LENGTH)
    estate = models.ForeignKey(
        Estate, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )

    if TYPE_CHECKING:
        estate_id: UUID | None

    class Meta:
        constraints: ClassVar = [
            *lies_in_its_street("yard"),
            named("yard"),
            pointed_at("yard"),
            in_the_same_community("yard", "estate"),
            models.UniqueConstraint(fields=["street", "place", "estate", "name"], name="yard_once_per_estate"),
            models.UniqueConstraint(
                fields=["street", "place", "name"], condition=Q(estate__isnull=True), name="yard_once_without_estate"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["street", "estate"], name="yard_by_estate")]

    def __str__(self) -> str:
        return self.name
