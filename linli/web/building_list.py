"""Which buildings the list holds: those of the person's communities that fit what the address bar chose."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import CharField, Count, Exists, OuterRef, Prefetch, Q, Value, Window
from django.db.models.functions import Coalesce, Length
from django.utils.translation import gettext as _

from linli.cases.reading.lists import PAGE, chosen
from linli.places.marks import in_parts, spellings
from linli.places.models import COMMUNITY_DIGITS, SPECIAL, Block, Building, Cover, Estate, Grid, Yard
from linli.places.naming import communities_of, place_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from linli.people.person import Seat

NONE = "none"
LONGEST, MOST_WORDS = 40, 5
NAMES = ("name", "estate__name", "yard__name", "yard__estate__name")
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Chosen:
    """The filters, and what may be chosen in each: (value, word), the first stands for all."""

    seats: Sequence[Seat]
    community: str
    communities: Choices
    around: str
    arounds: Choices
    grid: str
    grids: Choices
    block: str
    blocks: Choices
    words: str

    def buildings(self) -> QuerySet[Building]:
        """The buildings, by community and estate, 2号楼 before 10号楼."""
        rows = Building.objects.filter(within(self.seats, self.community))
        if self.around:
            rows = rows.filter(Q(estate=self.around) | Q(yard=self.around) | Q(yard__estate=self.around))
        if self.grid:
            rows = rows.filter(_under(self.grid))
        if self.block:
            rows = rows.filter(block__isnull=True) if self.block == NONE else rows.filter(block_id=self.block)
        for part in in_parts(self.words)[:MOST_WORDS]:
            rows = rows.filter(_called(part))
        around = Coalesce("yard__estate__name", "estate__name", Value(""))
        return rows.order_by("place", around, Coalesce("yard__name", Value("")), Length("name"), "name", "id")

    def shown(self) -> QuerySet[Building]:
        """The same with what stands around and lies over them."""
        scope = within(self.seats, self.community)
        covers = Prefetch("covers", Cover.objects.filter(scope).select_related("grid").order_by("kind", "id"))
        return self.buildings().select_related("estate", "yard__estate", "block").prefetch_related(covers)

    def page(self, asked: int) -> tuple[list[Building], int, int]:
        """The buildings of a page, which page that is, and how many there are in all; the last where it does not exist."""
        rows: QuerySet[Any] = self.shown().annotate(total=Window(Count("*")))
        found = list(rows[(asked - 1) * PAGE : asked * PAGE])
        if found:
            return found, asked, found[0].total
        total = self.buildings().count()
        last = max(1, -(-total // PAGE))
        return list(rows[(last - 1) * PAGE : last * PAGE]), last, total


def chosen_from(request: HttpRequest, seats: Sequence[Seat]) -> Chosen:
    """What the address bar asks for; a value that is none of those offered counts as nothing chosen. One statement."""
    communities = _communities(seats)
    community = chosen(request, "community", [code for code, _name in communities])
    there = _There.read(within(seats, community), several=len(communities) > 1 and not community)
    grids = [("", _("全部")), (NONE, _("还没有网格")), *there.grids]
    blocks = [("", _("全部")), (NONE, _("不在街区里")), *there.blocks] if there.blocks else []
    return Chosen(
        seats=seats,
        community=community,
        communities=[("", _("全部社区")), *communities] if len(communities) > 1 else [],
        around=chosen(request, "around", [key for key, _name in there.arounds]),
        arounds=[("", _("全部")), *there.arounds] if there.arounds else [],
        grid=chosen(request, "grid", [key for key, _name in grids]),
        grids=grids,
        block=chosen(request, "block", [key for key, _name in blocks]),
        blocks=blocks,
        words=" ".join(request.GET.get("words", "").replace("\x00", "")[:LONGEST].split()),
    )


def within(seats: Iterable[Seat], community: str = "") -> Q:
    """Rows of the communities in which these seats act, or of one of those."""
    condition = Q()
    for seat in seats:
        condition |= Q(street=seat.street, place__startswith=seat.code[:COMMUNITY_DIGITS])
    return condition & Q(place=community) if community else condition


@dataclass
class _There:
    """What stands and lies in the communities, as choices of a filter."""

    arounds: Choices = field(default_factory=list)
    grids: Choices = field(default_factory=list)
    blocks: Choices = field(default_factory=list)

    @classmethod
    def read(cls, scope: Q, *, several: bool) -> _There:
        """Read all three in one statement; where there are ``several`` communities each name says in which it is."""
        inside = Building.objects.filter(scope, street=OuterRef("street"), block=OuterRef("pk"))
        queries = [
            _named(Estate.objects.filter(scope), "around"),
            _named(Yard.objects.filter(scope, estate__isnull=True), "around"),
            _named(Grid.objects.filter(scope), "grid", of="kind"),
            _named(Block.objects.filter(Exists(inside)), "block", place=Value("", CharField())),
        ]
        there = cls()
        for what, place, name, key, kind in sorted(queries[0].union(*queries[1:], all=True)):
            words = f"{name}（{_('专属')}）" if kind == SPECIAL else name
            where = f"{place_name(place)} " if several and place else ""
            there.of(what).append((str(key), f"{where}{words}"))
        return there

    def of(self, what: str) -> Choices:
        return {"around": self.arounds, "grid": self.grids, "block": self.blocks}[what]


def _named(rows: QuerySet[Any], what: str, *, of: str = "", **more: Any) -> QuerySet[Any, tuple[Any, ...]]:
    kind: Any = {} if of else {"kind": Value("", CharField())}
    rows = rows.order_by().annotate(what=Value(what, CharField()), **more, **kind)
    return rows.values_list("what", "place", "name", "id", "kind")


def _under(grid: str) -> Q:
    covers = Cover.objects.filter(street=OuterRef("street"), building=OuterRef("pk"))
    return ~Q(Exists(covers)) if grid == NONE else Q(Exists(covers.filter(grid_id=grid)))


def _called(part: str) -> Q:
    """Ask whether a part of the words is the building's number, or stands in its name or that of what is around it."""
    if numbers := spellings(part):
        return Q(name__in=numbers)
    condition = Q()
    for name in NAMES:
        condition |= Q(**{f"{name}__icontains": part})
    return condition


def _communities(seats: Sequence[Seat]) -> Choices:
    codes = dict.fromkeys(seat.code[:COMMUNITY_DIGITS] for seat in seats)
    found = {code: place_name(code) for code in codes if len(code) == COMMUNITY_DIGITS}
    for street in (code for code in codes if len(code) < COMMUNITY_DIGITS):
        found |= dict(communities_of(street))
    return sorted(found.items())
