"""The place that a figure is asked for, and the codes that are summed up for it.

What was counted stays under the code of its time. Asked for a place, the figures of communities and streets that were
merged into it from elsewhere are summed up with its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused
from linli.ledger.tenant import STREET_DIGITS
from linli.people.models import Post
from linli.places.models import COMMUNITY_DIGITS, GRID_DIGITS, STATS, Grid, Region
from linli.places.naming import place_name
from linli.places.successors import led_here

DISTRICT_DIGITS = 6
LENGTHS = (DISTRICT_DIGITS, STREET_DIGITS, COMMUNITY_DIGITS, GRID_DIGITS)


@dataclass(frozen=True)
class Place:
    """A district, street, community or grid by its code, and the codes ``merged`` into it."""

    code: str
    merged: tuple[str, ...]

    @property
    def name(self) -> str:
        """As it is spoken."""
        return place_name(self.code)

    @property
    def codes(self) -> tuple[str, ...]:
        """What begins with one of these is counted."""
        return (self.code, *self.merged)


def place_of(code: str) -> Place:
    """The place with this code. Refused (``place_unclear``, ``place_unknown``, ``place_not_in_use``) where there is none."""
    if not (code.isascii() and code.isdigit() and len(code) in LENGTHS):
        raise Refused(
            "place_unclear",
            _("“%(code)s”不是地区代码。") % {"code": code[:40]},
            advice=_("区县6位，街道9位，社区12位，网格15位。"),
        )
    if not _is_known(code):
        words = _("没有代码是 %(code)s 的地方。") % {"code": code}
        raise Refused("place_unknown", words, advice=_("请检查代码，或先导入全国区划表。"))
    place = Place(code, led_here(code) if len(code) < GRID_DIGITS else ())
    if not streets_of(place):
        raise Refused("place_not_in_use", _("%(place)s还没有街道在用邻里。") % {"place": place.name})
    return place


def streets_of(place: Place) -> list[str]:
    """The streets in use that lie in the place, or in which it lies."""
    here = Q(pk__in=[])
    for code in place.codes:
        street = code[:STREET_DIGITS]
        here |= Q(street__gte=street, street__lt=str(int(street) + 1).zfill(len(street)))
    return list(Post.objects.filter(here).order_by("street").values_list("street", flat=True).distinct())


def _is_known(code: str) -> bool:
    if len(code) == GRID_DIGITS:
        return Grid.objects.filter(street=code[:STREET_DIGITS], code=code).exists()
    return Region.objects.filter(scheme=STATS, code=code).exists()
