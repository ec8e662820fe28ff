"""Every kind of question there is, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from linli.forms.choosing import CHOICE, FLAG, SEVERAL
from linli.forms.measured import DATE, NUMBER
from linli.forms.own_words import ADDRESS, ID_NUMBER, LONG, NAME, TEL, TEXT
from linli.forms.standing import ORGANISATION, PLACE
from linli.forms.tables import TABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from linli.forms.values import Kind

KindName = Literal[
    "text", "long", "tel", "name", "address", "id_number", "choice", "several", "flag", "number", "date",
    "place", "organisation", "table",
]  # fmt: skip

KINDS: Mapping[KindName, Kind] = {
    "text": TEXT,
    "long": LONG,
    "name": NAME,
    "tel": TEL,
    "address": ADDRESS,
    "id_number": ID_NUMBER,
    "choice": CHOICE,
    "several": SEVERAL,
    "flag": FLAG,
    "number": NUMBER,
    "date": DATE,
    "place": PLACE,
    "organisation": ORGANISATION,
    "table": TABLE,
}

FREE: frozenset[KindName] = frozenset(name for name, kind in KINDS.items() if kind.free)
"""Kinds that hold a person's own words."""

MASKED: frozenset[KindName] = frozenset(name for name, kind in KINDS.items() if kind.hide and kind.free)
"""Kinds that tell who somebody is."""
