"""Buildings and what they stand in, as people call them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from linli.places.models import Building, Estate, Yard

PARTS = {"area": _("小区或院落"), "building": _("楼栋"), "unit": _("单元")}
"""What of an address may not have been found."""


def building_words(building: Building, *, between: str = "") -> str:
    """A building with what it stands in: 春柳小区3号楼, 井儿街10-24号楼院2号楼. Its estate and yard are read with it."""
    yard = building.yard
    return joined(yard.estate if yard else building.estate, yard, building, between=between)


def joined(*parts: Estate | Yard | Building | None, between: str = "") -> str:
    """The names of those parts that there are, from the outside in."""
    return between.join(str(part) for part in parts if part)


def missed(unknown: Iterable[str]) -> str:
    """The parts of an address that were not found, each once; '' when all were."""
    return "、".join(str(PARTS[part]) for part in dict.fromkeys(unknown))
