"""Rows around a record (participants, assignments, consents): part of its ledger, changed only by its acts."""

from __future__ import annotations

from typing import ClassVar

from linli.ledger.tenant import Tenant


class Row(Tenant):
    """A row that belongs to one record. ``row_name`` is its name in facts, ``owner`` the column that holds the record."""

    row_name: ClassVar[str]
    owner: ClassVar[str]
    ledgered: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True
