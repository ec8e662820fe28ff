"""Questions about a person, asked alike wherever somebody is named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.forms.fields import Field

if TYPE_CHECKING:
    from linli.kit.words import Words

NAME = Field("name", _("怎么称呼？"), kind="name", most=40, private=True)
PHONE = Field("phone", _("联系电话"), kind="tel", most=20, private=True, joins=True)
ADDRESS = Field("address", _("住在哪里？"), kind="address", most=120, private=True, joins=True)


def person(
    prefix: str = "", *, required: bool = True, address: bool = False, id_number: Words = ""
) -> tuple[Field, ...]:
    """Name and phone of somebody, with ``address`` where they live, with ``id_number`` (why the matter needs it) that too.

    ``prefix`` tells several people of one form apart: the names are then ``party_name``, ``party_phone`` …
    """
    asked = [NAME, PHONE, *([ADDRESS] if address else [])]
    if id_number:
        label = _("身份证号")
        asked.append(Field("id_number", label, kind="id_number", most=20, private=True, joins=True, because=id_number))
    start = f"{prefix}_" if prefix else ""
    return tuple(replace(each, name=f"{start}{each.name}", required=required) for each in asked)
