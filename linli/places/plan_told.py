"""What a plan would change, told for whoever confirms it: groups of what is new, changes from what to what, how much."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from linli.places.models import Block, Building, Cover, Estate, Unit, Yard

if TYPE_CHECKING:
    from linli.places.building_up import Plan
    from linli.places.estate_table import RowError

KINDS = {Estate: "estates", Yard: "yards", Building: "buildings", Unit: "units", Cover: "covers", Block: "blocks"}


@dataclass(slots=True)
class Group:
    """What is new in one estate or yard ('' for what stands in neither): the place itself, ``buildings``, number of ``units``."""

    name: str
    is_new: bool = False
    buildings: list[str] = field(default_factory=list)
    units: int = 0


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A change: ``kind`` (mode, block), of which place by its name, from ``old`` to ``new``."""

    kind: str
    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Told:
    """A plan in words and numbers. ``mark`` is the same as long as the plan would do the same."""

    counts: dict[str, int]
    groups: list[Group]
    blocks: list[str]
    changes: list[Otherwise]
    errors: list[RowError]

    @property
    def total(self) -> int:
        """How many rows would be made or changed."""
        return sum(self.counts.values()) + len(self.changes)

    @property
    def mark(self) -> str:
        """Thirty-two signs over everything that is told."""
        groups = [(each.name, each.is_new, each.buildings, each.units) for each in self.groups]
        changes = [(each.kind, each.name, each.old, each.new) for each in self.changes]
        told = (sorted(self.counts.items()), groups, self.blocks, changes, [each.line for each in self.errors])
        return sha256(repr(told).encode()).hexdigest()[:32]


def tell(made: Plan) -> Told:
    """Tell a plan; no statement."""
    names = _Names(made)
    counts = dict.fromkeys(KINDS.values(), 0)
    for row in made.new:
        counts[KINDS[type(row)]] += 1
    return Told(
        counts=counts,
        groups=_groups(made, names),
        blocks=[row.name for row in made.new if isinstance(row, Block)],
        changes=[Otherwise(each.kind, names.whole(each.row), each.old, each.new) for each in made.changes],
        errors=list(made.errors),
    )


def _groups(made: Plan, names: _Names) -> list[Group]:
    found: dict[Any, Group] = {}
    for row in made.new:
        if isinstance(row, Estate | Yard):
            key: Any = row.id
        elif isinstance(row, Building | Unit):
            key = names.around(row if isinstance(row, Building) else row.building)
        else:
            continue
        group = found.setdefault(key, Group(names.of(key)))
        group.is_new = group.is_new or isinstance(row, Estate | Yard)
        group.units += isinstance(row, Unit)
        if isinstance(row, Building):
            group.buildings.append(row.name)
    return sorted(found.values(), key=lambda group: (not group.name, group.name))


class _Names:
    """Names of estates and yards by key, without asking the database."""

    def __init__(self, made: Plan) -> None:
        self.estates = {each.id: each for each in made.estates.values()}
        self.yards = {each.id: each for each in made.yards.values()}

    def around(self, building: Building) -> Any:
        return building.yard_id or building.estate_id

    def whole(self, row: Estate | Building) -> str:
        return " ".join(filter(None, (self.of(self.around(row)), row.name))) if isinstance(row, Building) else row.name

    def of(self, key: Any) -> str:
        if (yard := self.yards.get(key)) is not None:
            estate = self.estates.get(yard.estate_id) if yard.estate_id else None
            return f"{estate.name} {yard.name}" if estate else yard.name
        return self.estates[key].name if key in self.estates else ""
