"""Writing thousands of rows at once, in one statement per batch, by what each engine does fastest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import ForeignKey

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import Field

    from linli.ledger.tenant import Tenant

HOW_SQLITE_KEEPS: dict[str, Callable[[Any], Any]] = {
    "UUIDField": lambda key: key.hex,
    "DateField": lambda day: day.isoformat(),
    "DateTimeField": connection.ops.adapt_datetimefield_value,
}


def insert(model: type[Tenant], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert ``rows``: values of all fields of ``model``, in their order. IntegrityError where one is there already."""
    if not rows:
        return
    if connection.vendor == "postgresql":
        _copy(model, rows)
    else:
        _many(model, rows, "")


def add(model: type[Tenant], rows: Sequence[tuple[Any, ...]], *, to: str, key: Sequence[str]) -> None:
    """Insert ``rows``; where a row with the same ``key`` (a unique constraint) is there, add to its column ``to``."""
    if not rows:
        return
    quote = connection.ops.quote_name
    table, added = quote(model._meta.db_table), quote(to)
    same = ", ".join(quote(name) for name in key)
    sum_up = f" ON CONFLICT ({same}) DO UPDATE SET {added} = {table}.{added} + excluded.{added}"
    if connection.vendor == "postgresql":
        _unnest(model, rows, sum_up)
    else:
        _many(model, rows, sum_up)


# Names of our own tables and columns, quoted; every value is a parameter, or goes through COPY.


def _names(model: type[Tenant]) -> tuple[str, str]:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(each.column)) for each in model._meta.concrete_fields)
    return quote(model._meta.db_table), columns


def _copy(model: type[Tenant], rows: Sequence[tuple[Any, ...]]) -> None:
    table, columns = _names(model)
    text = "\n".join(["\t".join(map(str, row)) for row in rows])
    # What COPY reads otherwise: then each value is written by the driver.
    plain = (
        "\\" not in text and text.count("\t") == len(rows) * (len(rows[0]) - 1) and text.count("\n") == len(rows) - 1
    )
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        if plain:
            copy.write(text)
        else:
            for row in rows:
                copy.write_row(row)


def _unnest(model: type[Tenant], rows: Sequence[tuple[Any, ...]], sum_up: str) -> None:
    table, columns = _names(model)
    arrays = ", ".join(f"%s::{_type(each)}[]" for each in model._meta.concrete_fields)
    with connection.cursor() as cursor:
        values = [list(column) for column in zip(*rows, strict=True)]
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT * FROM unnest({arrays}){sum_up}", values)  # noqa: S608


def _many(model: type[Tenant], rows: Sequence[tuple[Any, ...]], sum_up: str) -> None:
    table, columns = _names(model)
    fields = model._meta.concrete_fields
    kept = [
        map(HOW_SQLITE_KEEPS[kind], column) if (kind := _kind(each)) in HOW_SQLITE_KEEPS else column
        for each, column in zip(fields, zip(*rows, strict=True), strict=True)
    ]
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        written = list(zip(*kept, strict=True))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks}){sum_up}", written)  # noqa: S608


def _kind(field: Field[Any, Any]) -> str:
    """What the column holds; a reference is kept like what it refers to."""
    return (field.target_field if isinstance(field, ForeignKey) else field).get_internal_type()


def _type(field: Field[Any, Any]) -> str:
    """The type of the column without its length."""
    return (field.db_type(connection) or "text").partition("(")[0]
