"""Rows around a record (participants, assignments, consents): part of its ledger, changed only by its acts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps

from linli.ledger.tenant import Tenant

if TYPE_CHECKING:
    from django.db import models


class Row(Tenant):
    """A row that belongs to one record. ``row_name`` is its name in facts, ``owner`` the column that holds the record.

    ``anew`` are columns that begin anew where the record goes on in another stream, with what they then hold.
    """

    row_name: ClassVar[str]
    owner: ClassVar[str]
    ledgered: ClassVar[tuple[str, ...]]
    anew: ClassVar[dict[str, Any]] = {}

    class Meta:
        abstract = True


@cache
def rows_of(model: type[models.Model]) -> tuple[type[Row], ...]:
    """The models of the rows around ``model``, from whatever floor or capability they come."""
    rows = [row for row in apps.get_models() if issubclass(row, Row)]
    return tuple(row for row in rows if row._meta.get_field(row.owner.removesuffix("_id")).related_model is model)
