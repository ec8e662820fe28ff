"""Matters: what may be asked, as versioned rows that an office edits without a deploy."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models.functions import Length
from django.utils import translation

from linli.kit.asked import Asked, Slot, slots
from linli.kit.canonical import digest
from linli.kit.ids import uuid7
from linli.kit.working_time import Span, Unit
from linli.places.calendars import prefixes_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID


_kept: dict[UUID, Matter] = {}
NORMAL = "normal"


class MatterQuerySet(models.QuerySet["Matter"]):
    """Finding the version that holds."""

    def in_force(self, code: str, *, place: str) -> Matter:
        """The newest version of the matter ``code`` for the most specific prefix of ``place``.

        Raises Matter.DoesNotExist where the matter is not offered.
        """
        places = prefixes_of(place)
        found = _in_force(len(places)).first(code=code, places=places)
        if found is None:
            raise Matter.DoesNotExist
        return found

    def shipped(self, flow: str) -> list[Matter]:
        """The newest version of each matter of ``flow`` that holds wherever no place has its own."""
        newest = {matter.code: matter for matter in self.filter(flow=flow, place="").order_by("version")}
        return list(newest.values())


class Matter(models.Model):
    """A reference row: one version of one thing that may be asked in the places whose code begins with ``place``.

    ``limits`` maps a clock's name to how long it runs, ``{"hours" | "days" | "workdays": int, "confirmed": bool}``, or to
    ``{"profile": {urgency: {"hours": …}, …}, "confirmed": bool}`` (`linli.cases.timing.profiles`). ``pause`` and ``extend`` say for
    which clocks and how (`linli.cases.timing.pauses`, `linli.cases.timing.extensions`). What no office has confirmed shows so.
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

    def limit(self, clock: str, urgency: str = "") -> Span:
        """How long the clock runs for a case of this urgency, of none as for a normal one; KeyError without a limit."""
        limit = self.limits[clock]
        return span_of(limit["profile"][urgency or NORMAL] if "profile" in limit else limit)

    def allows(self, act: str, clock: str) -> dict[str, Any] | None:
        """What is said of ``pause`` or ``extend`` where the clock may be paused or extended, else None."""
        rule: dict[str, Any] = self.limits.get(act, {})
        return rule if clock in rule.get("clocks", ()) else None


def span_of(limit: Mapping[str, Any]) -> Span:
    """How long a limit is; KeyError for one that names no unit."""
    unit = next((unit for unit in Unit if unit in limit), None)
    if unit is None:
        raise KeyError(limit)
    return Span(limit[unit], unit)


@lru_cache
def _in_force(places: int) -> Asked[Matter]:
    found = Matter.objects.filter(code=Slot("code", Matter), place__in=slots(places, "places", Matter, "place"))
    return Asked(lambda: found.order_by(Length("place").desc(), "-version")[:1])
