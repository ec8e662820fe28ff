"""The tables of this floor, each in the module of its idea."""

from linli.places.buildings import Building, Unit
from linli.places.calendars import CalendarYear
from linli.places.covers import Cover
from linli.places.estates import ENTRUSTED, HYBRID, MODES, SELF, Estate, Yard
from linli.places.layers import BASIC, GRID_DIGITS, GRID_KINDS, SPECIAL, Block, Grid
from linli.places.regions import (
    COMMUNITY_DIGITS,
    DIGITS,
    LEVELS,
    OFFICES,
    STATS,
    Region,
    RegionQuerySet,
    digits,
)

__all__ = [
    "BASIC",
    "COMMUNITY_DIGITS",
    "DIGITS",
    "ENTRUSTED",
    "GRID_DIGITS",
    "GRID_KINDS",
    "HYBRID",
    "LEVELS",
    "MODES",
    "OFFICES",
    "SELF",
    "SPECIAL",
    "STATS",
    "Block",
    "Building",
    "CalendarYear",
    "Cover",
    "Estate",
    "Grid",
    "Region",
    "RegionQuerySet",
    "Unit",
    "Yard",
    "digits",
]
