"""Regions (reference rows, from the national table) and grids (rows of a street)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from linli.kit.ids import uuid7
from linli.ledger.tenant import STREET_DIGITS, Tenant

if TYPE_CHECKING:
    from uuid import UUID

COMMUNITY_DIGITS = 12
GRID_DIGITS = 15
DIGITS = {"province": 2, "city": 4, "district": 6, "street": STREET_DIGITS, "community": COMMUNITY_DIGITS}
LEVELS = {digits: level for level, digits in DIGITS.items()}
STATS = "stats"

OFFICES = ("居民委员会", "村民委员会", "居委会", "村委会")
BASIC, SPECIAL = "basic", "special"


def digits(field: str, count: int) -> Exact[int]:
    """Whether the text of a field has that many characters, as a condition for a constraint."""
    return Exact(Length(field), count)


class RegionQuerySet(models.QuerySet["Region"]):
    """Finding regions by code."""

    def by_code(self, code: str) -> Region:
        """Return the region with this code; raises Region.DoesNotExist."""
        return self.get(scheme=STATS, code=code)

    def communities_of(self, street: str) -> RegionQuerySet:
        """Return the communities of a street that are in force, in the order of their codes."""
        below = self.filter(scheme=STATS, level="community", parent=street, valid_to__isnull=True)
        return below.order_by("code")


class Region(models.Model):
    """A province, city, district, street (街道, 镇, 乡) or community (居委会, 村委会) by its statistical code.

    Codes are revoked and merged: a closed one keeps its row, with ``valid_to`` and the code that
    follows it. ``parent`` is the code above, '' for a province.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scheme = models.CharField(max_length=16, default=STATS)
    code = models.CharField(max_length=COMMUNITY_DIGITS)
    name = models.CharField(max_length=100)
    level = models.CharField(max_length=16, choices=[(level, level) for level in DIGITS])
    parent = models.CharField(max_length=STREET_DIGITS, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    successor = models.CharField(max_length=COMMUNITY_DIGITS, blank=True, default="")

    objects = RegionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "code"], name="region_once_per_code"),
            models.CheckConstraint(
                condition=Q(
                    *[Q(level=level) & digits("code", count) for level, count in DIGITS.items()], _connector="OR"
                ),
                name="region_code_fits_its_level",
            ),
            models.CheckConstraint(
                condition=(Q(level="province") & Q(parent="")) | (~Q(parent="") & Q(code__startswith=F("parent"))),
                name="region_lies_in_its_parent",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="region_has_a_name"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="region_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(successor="") | Q(valid_to__isnull=False), name="region_is_followed_only_when_closed"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["scheme", "parent"], name="region_below")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def street_code(self) -> str:
        """The 9-digit code of the street it is or lies in; '' above the street."""
        return self.code[:STREET_DIGITS] if len(self.code) >= STREET_DIGITS else ""

    @property
    def is_street(self) -> bool:
        """Whether it is a 街道, 镇 or 乡."""
        return self.level == "street"

    @property
    def is_community(self) -> bool:
        """Whether it is a residents' or villagers' committee's area."""
        return self.level == "community"

    @property
    def short_name(self) -> str:
        """The name as it is spoken: 林家庄社区 for 林家庄社区居委会."""
        for office in OFFICES:
            short = self.name.removesuffix(office)
            if short != self.name and short.endswith(("社区", "村")):
                return short
        return self.name


class Grid(Tenant):
    """A grid (网格) of one community: an area, or a single place such as a school or a market.

    The code has 15 digits and begins with the community's: so it lies in exactly one.
    Draw one with `linli.places.grids.draw_grid`.
    """

    community = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=GRID_DIGITS)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=16, choices=[(BASIC, BASIC), (SPECIAL, SPECIAL)], default=BASIC)

    if TYPE_CHECKING:
        community_id: UUID

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["street", "code"], name="grid_once_per_code"),
            models.CheckConstraint(condition=digits("code", GRID_DIGITS), name="grid_code_has_15_digits"),
            models.CheckConstraint(condition=Q(code__startswith=F("street")), name="grid_lies_in_its_street"),
            models.CheckConstraint(condition=Q(kind__in=[BASIC, SPECIAL]), name="grid_kind_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="grid_has_a_name"),
        ]
        indexes: ClassVar = [models.Index(fields=["street", "community"], name="grid_by_community")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def community_code(self) -> str:
        """The 12-digit code of the community it lies in."""
        return self.code[:COMMUNITY_DIGITS]
