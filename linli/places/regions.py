"""Regions: reference rows from the national table of statistical codes (统计用区划代码)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from linli.kit.ids import uuid7
from linli.ledger.tenant import STREET_DIGITS

COMMUNITY_DIGITS = 12
DIGITS = {"province": 2, "city": 4, "district": 6, "street": STREET_DIGITS, "community": COMMUNITY_DIGITS}
LEVELS = {digits: level for level, digits in DIGITS.items()}
STATS = "stats"

OFFICES = ("居民委员会", "村民委员会", "居委会", "村委会")
MOST_MERGERS = 20

# What the last three digits say, by the rules of the statistical codes; ranges end before their last number.
STREET_KINDS = {"street": range(1, 100), "town": range(100, 200), "township": range(200, 400), "quasi": range(400, 600)}
COMMUNITY_KINDS = {"residents": range(200), "villagers": range(200, 400), "quasi": range(400, 600)}


def digits(field: str, count: int) -> Exact[int]:
    """Whether the text of a field has that many characters, as a condition for a constraint."""
    return Exact(Length(field), count)


def kind_of(code: str) -> str:
    """Say what a street's or community's code stands for: a key of `STREET_KINDS` or `COMMUNITY_KINDS`; '' for others."""
    kinds = {STREET_DIGITS: STREET_KINDS, COMMUNITY_DIGITS: COMMUNITY_KINDS}.get(len(code), {})
    last = code[-3:]
    number = int(last) if last.isascii() and last.isdigit() else -1
    return next((kind for kind, numbers in kinds.items() if number in numbers), "")


class RegionQuerySet(models.QuerySet["Region"]):
    """Finding regions by code."""

    def by_code(self, code: str) -> Region:
        """Return the region with this code; raises Region.DoesNotExist."""
        return self.get(scheme=STATS, code=code)

    def in_force(self) -> RegionQuerySet:
        """Return the regions whose code was not revoked."""
        return self.filter(valid_to__isnull=True)

    def communities_of(self, street: str) -> RegionQuerySet:
        """Return the communities of a street that are in force, in the order of their codes."""
        below = self.in_force().filter(scheme=STATS, level="community", parent=street)
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
        indexes: ClassVar = [
            models.Index(fields=["scheme", "parent"], name="region_below"),
            models.Index(fields=["scheme", "successor"], condition=~Q(successor=""), name="region_by_successor"),
        ]

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
    def kind(self) -> str:
        """Of a street: street, town, township or quasi; of a community: residents, villagers or quasi; else ''."""
        return kind_of(self.code)

    @property
    def is_quasi(self) -> bool:
        """Whether it is counted like a street or community without being one: a development zone, a farm, a prison."""
        return self.kind == "quasi"

    @property
    def is_open(self) -> bool:
        """Whether the code is in force: nothing new is opened under one that was revoked."""
        return self.valid_to is None

    @property
    def short_name(self) -> str:
        """The name as it is spoken: 林家庄社区 for 林家庄社区居委会."""
        for office in OFFICES:
            short = self.name.removesuffix(office)
            if short != self.name and short.endswith(("社区", "村")):
                return short
        return self.name

    def successor_in_force(self) -> Region | None:
        """Return the region that answers today: itself while in force, else the end of its successors, if one is told."""
        region: Region | None = self
        for _merger in range(MOST_MERGERS):
            if region is None or region.is_open:
                return region
            region = Region.objects.filter(scheme=self.scheme, code=region.successor).first()
        return None  # a circle: nobody answers until it is mended
