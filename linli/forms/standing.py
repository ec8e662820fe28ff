"""Answers that name what is known here: a building, and an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.forms.choosing import NOT_OFFERED
from linli.forms.own_words import NEEDED, fault_of, one_line
from linli.forms.values import Kind, Read
from linli.ledger.tenant import STREET_DIGITS
from linli.people.models import Organisation
from linli.places.finding import find
from linli.places.models import Building
from linli.places.spoken import building_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from linli.forms.fields import Field
    from linli.forms.values import Value
    from linli.places.finding import Place

NAMED_AT_MOST = 5


def _read_place(asked: Field, typed: Mapping[str, Any], asking: object) -> Read:
    """A building within ``asked.within``, as ``street/key``, from an address in words; the room is not kept."""
    text = one_line(asked, typed)
    if not text or (fault := fault_of(asked, text)):
        return Read(text, NEEDED if asked.required and not text else fault if text else "")
    scope = asked.within(asking) if asked.within else ""
    if _building(text, scope):
        return Read(text)
    found = find(text, place=scope)
    if found.is_clear and (building := found.places[0].building):
        return Read(f"{building.street}/{building.id}")
    likely = [each for each in found.places if each.building]
    if not likely:
        return Read(text, _("这里没有找到这栋楼。请写小区（或院落）和楼号，例如“春柳小区3号楼”。"))
    names = gettext("、").join(dict.fromkeys(_words_of(each) for each in likely[:NAMED_AT_MOST]))
    return Read(text, _("可能是：%(names)s。请写清楚是哪一栋。") % {"names": names})


def _words_of(place: Place) -> str:
    return building_words(place.building) if place.building else ""


def _building(text: str, scope: str) -> Building | None:
    """The building that a kept answer names, if it lies within ``scope`` (a street's or community's code)."""
    street, _slash, key = text.partition("/")
    try:
        rows = Building.objects.filter(street=street, pk=UUID(key), place__startswith=scope)
    except ValueError:
        return None
    return rows.select_related("estate", "yard__estate").first()


def _place_words(_asked: Field, value: Value) -> str:
    building = _building(str(value), "")
    return building_words(building) if building else str(value)


def organisations(place: str) -> tuple[tuple[str, str], ...]:
    """Active organisations of the street in which ``place`` lies: key and name, by name."""
    rows = Organisation.objects.filter(place__startswith=place[:STREET_DIGITS], active=True).order_by("name", "id")
    return tuple((str(key), name) for key, name in rows.values_list("id", "name"))


def _read_organisation(asked: Field, typed: Mapping[str, Any], asking: object) -> Read:
    key = one_line(asked, typed)
    if not key:
        return Read("", NEEDED if asked.required else "")
    known = any(key == offered for offered, _name in asked.options(asking))
    return Read(key, "" if known else NOT_OFFERED)


def _organisation_words(_asked: Field, value: Value) -> str:
    try:
        row = Organisation.objects.filter(pk=UUID(str(value))).first()
    except ValueError:
        return str(value)
    return row.name if row else str(value)


PLACE = Kind(_read_place, _place_words, lambda asked: {"type": "string", "maxLength": asked.most})
ORGANISATION = Kind(
    _read_organisation,
    _organisation_words,
    lambda _asked: {"type": "string", "format": "uuid"},
    options=lambda asked, asking: organisations(asked.within(asking)) if asked.within else (),
)
