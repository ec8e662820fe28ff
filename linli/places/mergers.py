"""A community is merged into another: its code is closed, and what lies in it lies in the other from then on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused
from linli.places.estates import NAME_LENGTH
from linli.places.grids import MOST, numbered
from linli.places.models import COMMUNITY_DIGITS, STATS, Building, Cover, Estate, Grid, Region, Unit, Yard
from linli.places.naming import forget_names
from linli.places.successors import leads_to

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from linli.kit.words import Words

PLACED = (Estate, Yard, Building, Unit, Cover)


@dataclass(frozen=True)
class Merger:
    """``old`` is merged into ``new`` on a day; both are communities."""

    old: Region
    new: Region
    on: date

    @property
    def within(self) -> dict[str, str]:
        """What lies in the old one, as a condition."""
        return {"street": self.old.street_code, "place": self.old.code}

    @property
    def in_one_street(self) -> bool:
        """Whether both lie in the same street."""
        return self.old.street_code == self.new.street_code


@dataclass
class Moved:
    """How much went over, by name of the table, and what has another name since: (before, now)."""

    counts: Counter[str] = field(default_factory=Counter)
    renamed: list[tuple[str, str]] = field(default_factory=list)


def agreed(old: str, new: str, *, on: date) -> Merger:
    """The merger of two communities by their codes. Refused where it cannot be; the same once more is no mistake.

    ``unknown_place``, ``no_community``, ``into_itself``, ``not_in_force``, ``merged_before``, ``not_that_day``.
    """
    merger = Merger(_known(old), _known(new), on)
    for code, wrong, words, advice in _mistakes(merger):
        if wrong:
            raise Refused(code, words, advice=advice)
    return merger


@transaction.atomic
def close(merger: Merger) -> bool:
    """Close the old code on the day and name its successor; whether that was still to be done."""
    told = {"valid_to": merger.on, "successor": merger.new.code}
    changed = Region.objects.filter(pk=merger.old.pk).exclude(**told).update(**told)
    merger.old.valid_to, merger.old.successor = merger.on, merger.new.code
    transaction.on_commit(forget_names)
    return bool(changed)


@transaction.atomic
def move(merger: Merger) -> Moved:
    """Let grids, estates, yards, buildings and units lie in the new one, all at once; a second call finds none."""
    moved = Moved()
    _move_grids(merger, moved)
    standing: list[QuerySet[Any]] = [
        Estate.objects.all(),
        Yard.objects.filter(estate=None),
        Building.objects.filter(estate=None, yard=None),
    ]
    for rows in standing:
        _rename(rows.filter(**merger.within), rows, merger, moved)
    for model in PLACED:
        moved.counts[str(model._meta.model_name)] += model._default_manager.filter(**merger.within).update(
            place=merger.new.code
        )
    transaction.on_commit(forget_names)
    return moved


def _known(code: str) -> Region:
    region = Region.objects.filter(scheme=STATS, code=code).first()
    if region is None:
        raise Refused("unknown_place", _("没有代码为 %(code)s 的地方。") % {"code": code})
    if not region.is_community:
        raise Refused(
            "no_community",
            _("%(place)s不是社区，这里只合并社区。") % {"place": region.name},
            advice=_("请写 12 位的社区代码。"),
        )
    return region


def _mistakes(merger: Merger) -> Iterable[tuple[str, bool, Words, Words]]:
    old, new, on = merger.old, merger.new, merger.on
    names = {"old": old.name, "new": new.name, "day": on.isoformat()}
    yield "into_itself", old.code == new.code, _("%(old)s不能并入它自己。") % names, ""
    yield (
        "into_itself",
        leads_to(new, old.code),
        _("方向反了：%(new)s已经并入%(old)s。") % names,
        _("请把两个代码换过来。"),
    )
    after = new.successor_in_force()
    yield (
        "not_in_force",
        not new.is_open,
        _("%(new)s的代码已经撤销。") % names,
        _("它并入了%(after)s，请直接写 %(code)s。") % {"after": after.name, "code": after.code} if after else "",
    )
    other = old.successor not in {"", new.code}
    yield (
        "merged_before",
        other or (old.successor == new.code and old.valid_to != on),
        _("%(old)s在 %(when)s 已经并入 %(into)s。") % {**names, "when": old.valid_to, "into": old.successor},
        _("请照那次的代码和日期再写一遍。"),
    )
    yield (
        "not_that_day",
        on > timezone.localdate(),
        _("%(day)s 还没到。") % names,
        _("请到那天再办。"),
    )
    begins = max(old.valid_from, new.valid_from)
    yield (
        "not_that_day",
        on < begins,
        _("%(day)s 的时候这两个社区还没有都在。") % names,
        _("最早是 %(day)s。") % {"day": begins.isoformat()},
    )


def _move_grids(merger: Merger, moved: Moved) -> None:
    """Each keeps its number where that is free, else it gets the next free one, and its usual name goes with it."""
    there = Grid.objects.filter(street=merger.new.street_code, place=merger.new.code)
    numbers = {_number(grid) for grid in there}
    names = {grid.name for grid in there}
    for grid in Grid.objects.filter(**merger.within).order_by("code"):
        before, was = grid.name, _number(grid)
        now = was if was not in numbers else _free(numbers)
        usual = before == numbered(was)
        grid.name = numbered(now) if usual else before
        grid.name = _unlike(grid.name, names, merger)
        grid.before, grid.code = grid.code, f"{merger.new.code}{now:03}"
        grid.place, grid.community = merger.new.code, merger.new
        grid.save(update_fields=["name", "before", "code", "place", "community"])
        numbers.add(now)
        names.add(grid.name)
        moved.counts["grid"] += 1
        if grid.name != before:
            moved.renamed.append((before, grid.name))


def _number(grid: Grid) -> int:
    return int(grid.code[COMMUNITY_DIGITS:])


def _free(numbers: set[int]) -> int:
    free = next((number for number in range(1, MOST + 1) if number not in numbers), None)
    if free is None:
        raise Refused("too_many_grids", _("合并以后网格超过 %(most)s 个。") % {"most": MOST})
    return free


def _rename(rows: QuerySet[Any], there: QuerySet[Any], merger: Merger, moved: Moved) -> None:
    """Give those of the old community another name whose own the new one has already."""
    taken = set(there.filter(street=merger.new.street_code, place=merger.new.code).values_list("name", flat=True))
    for row in rows.order_by("name", "id"):
        before = row.name
        row.name = _unlike(before, taken, merger)
        if row.name != before:
            row.save(update_fields=["name"])
            moved.renamed.append((before, row.name))
        taken.add(row.name)


def _unlike(name: str, taken: set[str], merger: Merger) -> str:
    """The name, with where it came from behind it where it is taken."""
    tried, more = name, 1
    while tried in taken:
        tail = f"（原{merger.old.short_name}{more if more > 1 else ''}）"
        tried, more = f"{name[: NAME_LENGTH - len(tail)]}{tail}", more + 1
    return tried
