"""Checking the database against the roots that were published outside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.ledger import check_roots, roots_file
from linli.ledger.models import Root
from linli.ledger.readable import clean, sound_rows
from linli.ledger.report import Damage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.db import models

    from linli.ledger.roots_file import Line


def check(path: Path, readable: dict[type[models.Model], bool]) -> Iterator[Damage]:
    """Every published root is in the database as it was published. Raises Refused where the file cannot be used."""
    before: dict[str, Line] = {}
    for line in roots_file.read(path):
        document = line.document
        if not line.holds:
            yield _at(line, "published_unsigned")
            continue
        last = before.get(document.street)
        if last and (document.number != last.document.number + 1 or document.previous != last.hash):
            yield _at(line, "previous", detail=f"after {last.document.number}")
        before[document.street] = line
        root = sound_rows(Root, all_sound=readable[Root]).filter(street=document.street, number=document.number).first()
        if root is None:
            yield _at(line, "published_missing")
        elif (root.document, root.hash) != (line.text, line.hash):
            yield _at(line, "published_differs")
        else:
            continue  # its events were checked with the root itself
        yield from check_roots.check_document(document, readable, table="published")


def _at(line: Line, what: str, *, detail: str = "") -> Damage:
    document = line.document
    return Damage(
        "published",
        what,
        street=clean(document.street),
        number=document.number,
        day=document.day.isoformat(),
        detail=detail,
    )
