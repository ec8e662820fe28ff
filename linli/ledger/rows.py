"""Writing rows of a street: one statement each, put into words once, and every one names the street."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Field

    from linli.ledger.tenant import Tenant


def insert(rows: Sequence[Tenant]) -> None:
    """Insert new ``rows``, all of one model, in one statement. IntegrityError where one is there already."""
    model = type(rows[0])
    fields, sql = _insert(model, len(rows))
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias


def update(row: Tenant, columns: tuple[str, ...]) -> None:
    """Write these ``columns`` (attribute names, ``x_id`` for keys) of ``row``; DoesNotExist where there is no such row."""
    fields, sql = _update(type(row), columns)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        if cursor.rowcount != 1:
            raise type(row).DoesNotExist


def update_each(rows: Sequence[Tenant], columns: tuple[str, ...]) -> None:
    """The same for several ``rows`` of one model, sent at once. DoesNotExist where one of them is not there."""
    fields, sql = _update(type(rows[0]), columns)
    values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)
        if cursor.rowcount != len(rows):
            raise type(rows[0]).DoesNotExist


@lru_cache(maxsize=256)
def _insert(model: type[Tenant], count: int) -> tuple[tuple[Field[Any, Any], ...], str]:
    fields = tuple(model._meta.concrete_fields)
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    # Names of our own tables and columns, quoted; every value is a parameter.
    return fields, f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES {', '.join([row] * count)}"  # noqa: S608


@lru_cache(maxsize=256)
def _update(model: type[Tenant], columns: tuple[str, ...]) -> tuple[tuple[Field[Any, Any], ...], str]:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    changes = ", ".join(f"{quote(str(by_name[name].column))} = %s" for name in columns)
    where = f"{quote('street')} = %s AND {quote('id')} = %s"
    fields = tuple(by_name[name] for name in (*columns, "street", "id"))
    return fields, f"UPDATE {quote(model._meta.db_table)} SET {changes} WHERE {where}"  # noqa: S608
