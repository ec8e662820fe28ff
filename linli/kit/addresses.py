"""Addresses of rows: a list shows dozens of one route, in which only street and key differ."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.urls import reverse

STREET = "street-stands-here"
KEY = UUID(int=0)


def of_row(route: str, *parts: object, street: str, key: UUID) -> str:
    """The address of ``route`` with its ``parts`` in order, among them ``STREET`` and ``KEY`` for those of the row."""
    return _pattern(route, parts).format(street=street, key=key)


@lru_cache(maxsize=256)
def _pattern(route: str, parts: tuple[object, ...]) -> str:
    made = reverse(route, args=parts)
    return made.replace("{", "{{").replace("}", "}}").replace(STREET, "{street}").replace(str(KEY), "{key}")
