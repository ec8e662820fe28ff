"""Bringing a table of estates in: first a plan, in which a row fits as a whole or not at all, then the writing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kit.refused import Refused
from linli.places.estate_table import COLUMNS, RowError
from linli.places.marks import building_mark, plain, unit_mark
from linli.places.models import BASIC, SPECIAL, STATS, Block, Building, Cover, Estate, Grid, Region, Unit, Yard

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import Model

    from linli.places.estate_table import EstateRow

BATCH = 500
ORDER: tuple[type[Model], ...] = (Block, Estate, Yard, Building, Unit, Cover)
CHANGING: dict[type[Model], list[str]] = {Estate: ["mode"], Building: ["block"]}
Around = tuple[str, "UUID | None"]
"""What a building stands in: yard, estate or community, and its key."""


class _DoesNotFit(Exception):  # noqa: N818 - an answer about a row
    """A row contradicts what is there; the words say how."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is otherwise afterwards: ``kind`` (mode, block), of which row, from ``old`` to ``new``; '' where there was none."""

    kind: str
    row: Estate | Building
    old: str
    new: str


@dataclass(slots=True)
class Plan:
    """What a table would change in one community. `carry_out` writes it; until then nothing is written."""

    community: Region
    estates: dict[str, Estate] = field(default_factory=dict)
    yards: dict[tuple[UUID | None, str], Yard] = field(default_factory=dict)
    buildings: dict[tuple[Around, str], Building] = field(default_factory=dict)
    units: dict[tuple[UUID, str], Unit] = field(default_factory=dict)
    covers: dict[tuple[UUID, UUID], Cover] = field(default_factory=dict)
    basic: dict[UUID, UUID] = field(default_factory=dict)
    grids: dict[str, Grid] = field(default_factory=dict)
    blocks: dict[str, Block] = field(default_factory=dict)
    new: list[Any] = field(default_factory=list)
    fresh: set[UUID] = field(default_factory=set)
    changed: dict[UUID, Any] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    told_modes: dict[UUID, str] = field(default_factory=dict)
    told_blocks: dict[UUID, UUID] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)

    @property
    def here(self) -> dict[str, str]:
        """Street and community of every row."""
        return {"street": self.community.street_code, "place": self.community.code}

    @property
    def counts(self) -> Counter[str]:
        """How many rows of which table are new, and how many are changed."""
        return Counter(type(row).__name__.lower() for row in self.new) + Counter(changed=len(self.changed))


def plan(rows: Iterable[EstateRow], *, community: str) -> Plan:
    """Say what a table would change; Refused (``place_not_open``) for a code that is no community in force."""
    region = Region.objects.in_force().filter(scheme=STATS, code=community, level="community").first()
    if region is None:
        raise Refused(
            "place_not_open",
            gettext_lazy("没有这个社区，或者它的代码已经停用。"),
            advice=gettext_lazy("请检查 12 位代码。"),
        )
    made = Plan(region)
    _read(made)
    for row in rows:
        try:
            _fit(made, row)
        except _DoesNotFit as reason:
            made.errors.append(RowError(row.line, str(reason)))
    return made


def carry_out(made: Plan) -> None:
    """Write a plan, all of it or nothing; Refused (``stale``) where somebody wrote the same meanwhile."""
    if not made.new and not made.changed:
        return
    try:
        with transaction.atomic():
            for model in ORDER:
                rows: list[Any] = [row for row in made.new if isinstance(row, model)]
                model._default_manager.bulk_create(rows, batch_size=BATCH)
            for model, names in CHANGING.items():
                rows = [row for row in made.changed.values() if isinstance(row, model)]
                model._default_manager.bulk_update(rows, names, batch_size=BATCH)
    except IntegrityError:
        raise Refused(
            "stale",
            gettext_lazy("有人同时改了这个社区的楼栋。"),
            advice=gettext_lazy("请再导入一次，已经有的不会重复。"),
        ) from None


def _read(made: Plan) -> None:
    """Read what is in the community already; seven statements."""
    here, street = made.here, made.here["street"]
    made.estates = {_key(each.name): each for each in Estate.objects.filter(**here)}
    made.yards = {(each.estate_id, _key(each.name)): each for each in Yard.objects.filter(**here)}
    made.buildings = {(_around(each), building_mark(each.name)): each for each in Building.objects.filter(**here)}
    made.units = {(each.building_id, unit_mark(each.name)): each for each in Unit.objects.filter(**here)}
    made.covers = {(each.building_id, each.grid_id): each for each in Cover.objects.filter(**here)}
    made.basic = {key[0]: key[1] for key, cover in made.covers.items() if cover.kind == BASIC}
    for grid in Grid.objects.filter(**here):
        made.grids |= {grid.code: grid, _key(grid.name): grid, str(int(grid.code[-3:])): grid}
    made.blocks = {_key(each.name): each for each in Block.objects.filter(street=street)}


def _fit(made: Plan, row: EstateRow) -> None:
    """Add one row to the plan. Everything that may not fit is asked before anything is added."""
    grids = [grid for name, kind in ((row.grid, BASIC), (row.special, SPECIAL)) if (grid := _grid(made, name, kind))]
    estate = made.estates.get(_key(row.estate)) if row.estate else None
    yard = (
        made.yards.get((estate.id if estate else None, _key(row.yard)))
        if row.yard and (estate or not row.estate)
        else None
    )
    building = _known_building(made, row, estate, yard)
    _ask_mode(made, estate, row)
    _ask_grids(made, building, grids)
    block = _block(made, row, building)
    if row.estate:
        estate = _estate(made, estate, row)
    if row.yard:
        yard = yard or _add(made, Yard(**made.here, name=row.yard, estate=estate))
        made.yards[yard.estate_id, _key(yard.name)] = yard
    if not row.building:
        return
    if building is None:
        name = f"{row.building}号楼" if row.building.isascii() and row.building.isdigit() else row.building
        building = _add(made, Building(**made.here, name=name, estate=None if yard else estate, yard=yard))
        made.buildings[_around(building), building_mark(building.name)] = building
    _lay(made, building, grids, block)
    _unit(made, building, row.unit)


def _grid(made: Plan, name: str, kind: str) -> Grid | None:
    if not name:
        return None
    grid = made.grids.get(_key(name)) or made.grids.get(name.lstrip("0"))
    if grid is None:
        raise _DoesNotFit(_("这个社区没有网格“%(name)s”") % {"name": name})
    if grid.kind != kind:
        raise _DoesNotFit(_("网格“%(name)s”写错了列：基础网格和专属网格要分开") % {"name": name})
    return grid


def _known_building(made: Plan, row: EstateRow, estate: Estate | None, yard: Yard | None) -> Building | None:
    if not row.building or (row.yard and yard is None) or (row.estate and estate is None):
        return None
    around: Around = ("yard", yard.id) if yard else ("estate", estate.id) if estate else ("", None)
    return made.buildings.get((around, building_mark(row.building)))


def _ask_mode(made: Plan, estate: Estate | None, row: EstateRow) -> None:
    if estate and row.mode and made.told_modes.get(estate.id, row.mode) != row.mode:
        raise _DoesNotFit(_("同一个小区写了两种管理模式"))


def _ask_grids(made: Plan, building: Building | None, grids: list[Grid]) -> None:
    for grid in grids:
        if building and grid.kind == BASIC and made.basic.get(building.id, grid.id) != grid.id:
            raise _DoesNotFit(_("这栋楼已经在另一个基础网格里"))


def _block(made: Plan, row: EstateRow, building: Building | None) -> Block | None:
    if not row.block:
        return None
    block = made.blocks.get(_key(row.block))
    if block is None and not row.block_code:
        raise _DoesNotFit(
            _("没有街区“%(name)s”；新街区要加一列：%(column)s")
            % {"name": row.block, "column": COLUMNS["block_code"][0]}
        )
    if block is None:
        if any(each.code == row.block_code for each in made.blocks.values()):
            raise _DoesNotFit(_("街区编码已经用在别的街区"))
        block = Block(street=made.here["street"], code=row.block_code, name=row.block)
    if building and made.told_blocks.get(building.id, block.id) != block.id:
        raise _DoesNotFit(_("同一栋楼写了两个街区"))
    if _key(row.block) not in made.blocks:
        made.blocks[_key(row.block)] = _add(made, block)
    return block


def _estate(made: Plan, estate: Estate | None, row: EstateRow) -> Estate:
    if estate is None:
        estate = made.estates[_key(row.estate)] = _add(made, Estate(**made.here, name=row.estate, mode=row.mode))
    elif row.mode and estate.mode != row.mode:
        _change(made, estate, Change("mode", estate, estate.mode, row.mode))
        estate.mode = row.mode
    if row.mode:
        made.told_modes[estate.id] = row.mode
    return estate


def _lay(made: Plan, building: Building, grids: list[Grid], block: Block | None) -> None:
    for grid in grids:
        if (building.id, grid.id) not in made.covers:
            cover = _add(made, Cover(**made.here, building=building, grid=grid, kind=grid.kind))
            made.covers[building.id, grid.id] = cover
        if grid.kind == BASIC:
            made.basic[building.id] = grid.id
    if block is not None:
        made.told_blocks[building.id] = block.id
        if building.block_id != block.id:
            old = next((each.name for each in made.blocks.values() if each.id == building.block_id), "")
            _change(made, building, Change("block", building, old, block.name))
            building.block = block


def _unit(made: Plan, building: Building, name: str) -> None:
    if name and (building.id, unit_mark(name)) not in made.units:
        written = f"{name}单元" if name.isascii() and name.isdigit() else name
        made.units[building.id, unit_mark(name)] = _add(made, Unit(**made.here, name=written, building=building))


def _add(made: Plan, row: Any) -> Any:
    made.new.append(row)
    made.fresh.add(row.id)
    return row


def _change(made: Plan, row: Any, change: Change) -> None:
    if row.id not in made.fresh:
        made.changed[row.id] = row
        made.changes.append(change)


def _around(building: Building) -> Around:
    if building.yard_id:
        return ("yard", building.yard_id)
    return ("estate", building.estate_id) if building.estate_id else ("", None)


def _key(name: str) -> str:
    return plain(name).upper()
