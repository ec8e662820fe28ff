"""Matters: what may be asked, as versioned rows that an office edits without a deploy."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models.functions import Length
from django.utils import translation

from linli.kit.asked import Asked, Slot, slots
from linli.kit.canonical import digest
from linli.kit.ids import uuid7

if TYPE_CHECKING:
    from uuid import UUID


_kept: dict[UUID, Matter] = {}


class MatterQuerySet(models.QuerySet["Matter"]):
    """Finding the version that holds."""

    def in_force(self, code: str, *, place: str) -> Matter:
        """The newest version of the matter ``code`` for the most specific prefix of ``place``.

        Raises Matter.DoesNotExist where the matter is not offered.
        """
        prefixes = ["", *(place[:length] for length in (2, 4, 6, 9, 12) if len(place) >= length)]
        found = _in_force(len(prefixes)).first(code=code, places=prefixes)
        if found is None:
            raise Matter.DoesNotExist
        return found

    def shipped(self, flow: str) -> list[Matter]:
        """The newest version of each matter of ``flow`` that holds wherever no place has its own."""
        newest = {matter.code: matter for matter in self.filter(flow=flow, place="").order_by("version")}
        return list(newest.values())


class Matter(models.Model):
    """A reference row: one version of one thing that may be asked in the places whose code begins with ``place``.

    ``limits`` maps a clock's name to ``{"days": int, "confirmed": bool}``; what no office has confirmed shows so.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40)
    place = models.CharField(max_length=12, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    flow = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=80)
    limits = models.JSONField(default=dict)

    objects = MatterQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "place", "version"], name="matter_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code}@{self.place or 'everywhere'}/{self.version}"

    @property
    def words(self) -> str:
        """The title in the language of the page."""
        return self.title_en if (translation.get_language() or "").startswith("en") else self.title

    @property
    def told(self) -> list[str | int]:
        """What the ledger keeps of it: code, place, version, and the digest of everything that may not change."""
        parts = ("code", "place", "version", "flow", "title", "title_en", "limits")
        whole = digest("linli/matter/1", {name: getattr(self, name) for name in parts})
        return [self.code, self.place, self.version, whole]

    @classmethod
    def kept(cls, key: UUID) -> Matter:
        """The version with this key, kept in memory: a version never changes, an edit makes the next one."""
        if key not in _kept:
            _kept[key] = cls.objects.get(id=key)
        return _kept[key]

    def days(self, clock: str) -> int:
        """How many calendar days the clock runs; KeyError for a clock without a limit."""
        days: int = self.limits[clock]["days"]
        return days


@lru_cache
def _in_force(places: int) -> Asked[Matter]:
    found = Matter.objects.filter(code=Slot("code", Matter), place__in=slots(places, "places", Matter, "place"))
    return Asked(lambda: found.order_by(Length("place").desc(), "-version")[:1])
