"""Reading an address as people write it: building, unit and room, with every reading that the words allow.

Pure: it knows no street. The room (户) is detail: whoever keeps it keeps it encrypted; here it is only set apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from linli.places.marks import BUILDING, NUMBER, UNIT, number_of, plain

LONGEST = 120
SURE, LIKELY, POSSIBLE = "sure", "likely", "possible"
CONFIDENCE = (SURE, LIKELY, POSSIBLE)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an address: ``area`` are the words before, ``rest`` those after, which say nothing that is known.

    ``building`` and ``unit`` are marks, '' where left out.
    """

    area: str
    building: str = ""
    unit: str = ""
    room: str = field(default="", repr=False)
    rest: str = ""
    confidence: str = SURE


@dataclass(frozen=True, slots=True)
class Gate:
    """A house number: 井儿街10-24号 is 井儿街 from 10 to 24."""

    road: str
    first: int
    last: int

    def covers(self, other: Gate) -> bool:
        """Whether the other number lies within this one, on the same road."""
        return (
            bool(self.road and other.road)
            and (self.road.endswith(other.road) or other.road.endswith(self.road))
            and self.first <= other.first <= other.last <= self.last
        )


_AREA = r"(?P<area>.*?)"
_B = rf"第?(?P<building>{NUMBER})"
_U = rf"第?(?P<unit>{NUMBER})"
_FLOOR = rf"(?:{NUMBER}层|\d{{1,2}}楼)?"
_ROOM = rf"(?P<room>{_FLOOR}\d{{1,4}}[A-Za-z]?(?:室|号房|号|户|房)?|{_FLOOR})"
_DOOR = r"(?P<room>\d{3,4}[A-Za-z]?)(?:室|号|户|房)?"
_RULES = [
    (SURE, rf"{_AREA}{_B}{BUILDING}-?(?:{_U}{UNIT}-?)?{_ROOM}"),
    (SURE, rf"{_AREA}{_B}{BUILDING}-?(?P<unit>\d{{1,2}})-{_DOOR}"),
    (SURE, rf"{_AREA}(?<![\d-]){_B}-(?P<unit>\d{{1,2}})(?:{UNIT})?-{_DOOR}"),
    (LIKELY, rf"{_AREA}(?<![\d-])(?P<building>\d{{1,3}})-{_DOOR}"),
    (POSSIBLE, rf"{_AREA}(?<![\d-])(?P<building>\d{{1,3}})-(?P<unit>\d)(?P<room>\d{{2}})"),
    (LIKELY, rf"{_AREA}(?<![\d-])(?P<building>\d{{1,3}})-(?P<unit>\d)"),
    (LIKELY, rf"{_AREA}(?<![\d-]){_B}号-?{_U}{UNIT}-?{_ROOM}"),
    (POSSIBLE, rf"{_AREA}(?<![\d-])(?P<building>\d{{1,3}})号(?:{_DOOR})?"),
    (POSSIBLE, rf"{_AREA}(?<![\d-])(?P<building>\d{{1,3}})楼{_ROOM}"),
    (LIKELY, rf"{_AREA}(?<![\d-]){_U}单元-?{_ROOM}"),
    (LIKELY, rf"{_AREA}(?<![\d-])(?P<room>\d{{3,4}})室"),
]
_TRAILING = rf"{_AREA}{_B}{BUILDING}-?(?:{_U}{UNIT}-?)?{_ROOM}(?P<rest>[^\d]{{1,20}})"
RULES = [(confidence, re.compile(rule, re.ASCII)) for confidence, rule in _RULES]
TRAILING = re.compile(_TRAILING, re.ASCII)
YARD = re.compile(r"\d+(?:-\d+)?号(?:楼院|大院|院)", re.ASCII)
GATE = re.compile(r"(?P<road>[^\d\W_]{1,20})(?P<first>\d{1,4})(?:-(?P<last>\d{1,4}))?号(?!楼(?!院)|栋)")


def readings(text: str) -> tuple[Reading, ...]:
    """Give the readings of an address, the surest first; at least one, which may say nothing but its area."""
    told = _told(text)
    yard = YARD.search(told)
    kept = yard.end() if yard else 0
    found = [
        _reading(match, confidence, told[:kept]) for confidence, rule in RULES if (match := rule.fullmatch(told[kept:]))
    ]
    if not found and (match := TRAILING.fullmatch(told[kept:])):
        found = [_reading(match, LIKELY, told[:kept])]
    if not found:
        return (Reading(told),)
    sure = [reading for reading in found if reading.confidence == SURE]
    if not sure and all(reading.confidence == POSSIBLE and not reading.room for reading in found):
        found.append(Reading(told, confidence=POSSIBLE))  # 井儿街12号 may be a gate as well as a building
    ordered = sorted(sure or found, key=lambda reading: CONFIDENCE.index(reading.confidence))
    different = {(each.area, each.building, each.unit, each.room): each for each in reversed(ordered)}
    return tuple(reversed(different.values()))


def gate_of(text: str) -> Gate | None:
    """Read the road and house number in a name or an address, None where there is none."""
    found = None
    for found in GATE.finditer(plain(text)[:LONGEST]):  # noqa: B007 - the last one counts
        pass
    if found is None:
        return None
    first = int(found["first"])
    return Gate(found["road"], first, max(first, int(found["last"] or first)))


def _told(text: str) -> str:
    """Bring the words to one form; a blank or comma between two numbers parts them, any other falls away."""
    cut = re.sub(r"(?<=[0-9０-９])[\s,，、]+(?=[0-9０-９])", "-", text[:LONGEST])
    return re.sub(r"[,，、。.；;:：()（）]", "", plain(cut))


def _reading(match: re.Match[str], confidence: str, before: str) -> Reading:
    told = match.groupdict()
    return Reading(
        area=before + told["area"].rstrip("-"),
        building=number_of(told.get("building") or "") if told.get("building") else "",
        unit=number_of(told.get("unit") or "") if told.get("unit") else "",
        room=told.get("room") or "",
        rest=told.get("rest") or "",
        confidence=confidence,
    )
