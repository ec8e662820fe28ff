"""An address in words, and what stands there: unit, building, yard, estate, grids and block of one street or community.

The room is given back apart and is looked up nowhere: whoever keeps it keeps it encrypted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from linli.ledger.tenant import STREET_DIGITS
from linli.places.addresses import CONFIDENCE, LIKELY, POSSIBLE, Reading, gate_of, readings
from linli.places.marks import building_mark, is_numbered, plain, unit_mark
from linli.places.models import COMMUNITY_DIGITS, Building, Cover, Estate, Grid, Unit, Yard

if TYPE_CHECKING:
    from uuid import UUID

MOST = 10
KIND_OF_ESTATE = re.compile(r"(?:小区|家属院|大院)$")
"""What people leave out of a name."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place that the words may mean. ``unknown`` are the parts (estate, building, unit) that were not found here."""

    reading: Reading
    confidence: str
    estate: Estate | None = None
    yard: Yard | None = None
    building: Building | None = None
    unit: Unit | None = None
    grids: tuple[Grid, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The places that an address may mean, the likeliest first; ``room`` is detail that belongs to a person."""

    places: tuple[Place, ...]
    room: str = field(default="", repr=False)

    @property
    def is_clear(self) -> bool:
        """Whether the words mean exactly one place that is known."""
        return len(self.places) == 1 and not self.places[0].unknown


def find(text: str, *, place: str) -> Found:
    """Find what an address means within the street or community with this code; at most six statements."""
    here = _Here.around(place)
    found = [each for reading in readings(text) for each in here.places(reading)]
    matched = [each for each in found if each.estate or each.yard or each.building]
    ordered = sorted(matched or found[:1], key=lambda each: (len(each.unknown), CONFIDENCE.index(each.confidence)))
    best = [each for each in ordered if len(each.unknown) == len(ordered[0].unknown)][:MOST]
    rooms = [each.reading.room for each in best if each.reading.room]
    return Found(_with_units_and_grids(best, place), rooms[0] if rooms else "")


@dataclass(frozen=True, slots=True)
class _Here:
    """All that stands in a street or community, read once."""

    estates: dict[UUID, Estate]
    yards: dict[UUID, Yard]
    buildings: list[Building]

    @classmethod
    def around(cls, place: str) -> _Here:
        scope = _scope(place)
        estates, yards = Estate.objects.filter(**scope), Yard.objects.filter(**scope)
        buildings = Building.objects.filter(**scope).select_related("block").order_by("place", "name", "id")
        return cls({each.id: each for each in estates}, {each.id: each for each in yards}, list(buildings))

    def places(self, reading: Reading) -> list[Place]:
        """Give the places that one reading may mean."""
        yards = self._yards(reading.area)
        estates = _named(reading.area, self.estates.values())
        if not estates and not yards and (estates := _called(reading.area, self.estates.values())):
            reading = replace(reading, confidence=max(reading.confidence, LIKELY, key=CONFIDENCE.index))
        if not reading.building:
            return self._without_building(reading, estates, yards)
        unsure = reading.area and not estates and not yards
        return [
            self._place(reading, building, unknown=("area",) if unsure else ())
            for building in self.buildings
            if building_mark(building.name) == reading.building and (unsure or self._stands(building, estates, yards))
        ] or [self._without_its_building(reading, estates, yards)]

    def _without_its_building(self, reading: Reading, estates: list[Estate], yards: list[Yard]) -> Place:
        """What was named where the building in it is not known; the one place that is left when nothing is."""
        if len(yards) + len(estates) != 1:
            return Place(reading, POSSIBLE, unknown=("building",) if yards or estates else ("area", "building"))
        yard = next(iter(yards), None)
        estate = next(iter(estates), None) or (self.estates.get(yard.estate_id) if yard and yard.estate_id else None)
        return Place(reading, POSSIBLE, estate=estate, yard=yard, unknown=("building",))

    def _without_building(self, reading: Reading, estates: list[Estate], yards: list[Yard]) -> list[Place]:
        # A number is read from the words with its kind; sought as a piece of them it would stand in every larger one.
        with_names = [building for building in self.buildings if not is_numbered(building.name)]
        by_name = [each for each in _named(reading.area, with_names) if self._stands(each, estates, yards)]
        if by_name:
            return [self._place(reading, building) for building in by_name]
        around = [
            Place(reading, reading.confidence, estate=self.estates.get(yard.estate_id or yard.id), yard=yard)
            for yard in yards
        ]
        around = around or [Place(reading, reading.confidence, estate=estate) for estate in estates]
        return around or [Place(reading, POSSIBLE, unknown=("area",))]

    def _place(self, reading: Reading, building: Building, unknown: tuple[str, ...] = ()) -> Place:
        yard = self.yards.get(building.yard_id) if building.yard_id else None
        key = yard.estate_id if yard else building.estate_id
        confidence = reading.confidence if not unknown else POSSIBLE
        estate = self.estates.get(key) if key else None
        return Place(reading, confidence, estate=estate, yard=yard, building=building, unknown=unknown)

    def _stands(self, building: Building, estates: list[Estate], yards: list[Yard]) -> bool:
        """Whether a building stands in what was named, or anywhere where nothing was."""
        if not estates and not yards:
            return True
        yard = self.yards.get(building.yard_id) if building.yard_id else None
        if yards:
            return yard in yards
        return (yard.estate_id if yard else building.estate_id) in {estate.id for estate in estates}

    def _yards(self, area: str) -> list[Yard]:
        named = _named(area, self.yards.values())
        gate = gate_of(area)
        if named or gate is None:
            return named
        return [yard for yard in self.yards.values() if (own := gate_of(yard.name)) and own.covers(gate)]


def _named(area: str, rows: Any) -> list[Any]:
    """Those whose name stands in the words; a longer name hides a shorter one within it."""
    told = plain(area).upper()
    found = [(name, row) for row in rows if len(name := plain(row.name).upper()) > 1 and name in told]
    return [row for name, row in found if not any(name != other and name in other for other, _row in found)]


def _called(area: str, rows: Any) -> list[Any]:
    """Those whose name without its kind stands in the words: 和顺里 for 和顺里小区."""
    told = plain(area)
    short = [(KIND_OF_ESTATE.sub("", plain(row.name)), row) for row in rows]
    return [row for name, row in short if len(name) > 1 and name in told]


def _scope(place: str) -> dict[str, str]:
    scope = {"street": place[:STREET_DIGITS]}
    return scope | {"place": place} if len(place) == COMMUNITY_DIGITS else scope


def _with_units_and_grids(places: list[Place], code: str) -> tuple[Place, ...]:
    keys = {each.building.id for each in places if each.building}
    if not keys:
        return tuple(places)
    street = code[:STREET_DIGITS]
    units: dict[UUID, list[Unit]] = {}
    for unit in Unit.objects.filter(street=street, building__in=keys):
        units.setdefault(unit.building_id, []).append(unit)
    grids: dict[UUID, list[Grid]] = {}
    for cover in Cover.objects.filter(street=street, building__in=keys).select_related("grid").order_by("kind", "id"):
        grids.setdefault(cover.building_id, []).append(cover.grid)
    return tuple(_completed(each, units, grids) for each in places)


def _completed(place: Place, units: dict[UUID, list[Unit]], grids: dict[UUID, list[Grid]]) -> Place:
    if place.building is None:
        return place
    key, asked = place.building.id, place.reading.unit
    unit = next((each for each in units.get(key, []) if unit_mark(each.name) == asked), None) if asked else None
    unknown = (*place.unknown, "unit") if asked and unit is None else place.unknown
    confidence = LIKELY if unknown and place.confidence not in {LIKELY, POSSIBLE} else place.confidence
    return replace(place, unit=unit, unknown=unknown, confidence=confidence, grids=tuple(grids.get(key, [])))
