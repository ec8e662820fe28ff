"""Reading evidence that may have been damaged: one row that cannot be read must not hide the others.

On SQLite a column holds anything; on PostgreSQL a moment may be infinite. Such rows are found by the database,
named, and left out of what follows.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction
from django.db.models.expressions import RawSQL

from linli.ledger.report import Damage

if TYPE_CHECKING:
    from collections.abc import Iterator

SOUND_SQLITE = {
    "UUIDField": "(typeof({0}) = 'text' AND length({0}) = 32 AND {0} NOT GLOB '*[^0-9a-f]*')",
    "DateTimeField": (
        "(typeof({0}) = 'text' AND {0} GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9] [0-2][0-9]:*'"
        " AND {0} NOT GLOB '*[^0-9:. -]*' AND length({0}) BETWEEN 19 AND 26 AND julianday({0}) IS NOT NULL"
        " AND date({0}) = substr({0}, 1, 10))"
    ),
    "DateField": (
        "(typeof({0}) = 'text' AND {0} GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date({0}) IS {0})"
    ),
    "CharField": "typeof({0}) = 'text'",
    "TextField": "typeof({0}) = 'text'",
    "BinaryField": "typeof({0}) = 'blob'",
    "BooleanField": "{0} IN (0, 1)",
    "PositiveIntegerField": "typeof({0}) = 'integer'",
    "PositiveSmallIntegerField": "typeof({0}) = 'integer'",
}
SOUND_POSTGRESQL = {
    "DateTimeField": "{0} BETWEEN '1000-01-01' AND '2999-12-31'",
    "DateField": "{0} BETWEEN '1000-01-01' AND '2999-12-31'",
}


@contextmanager
def one_moment() -> Iterator[None]:
    """Read everything as it stood at one moment, while others go on writing. Inside a transaction: that one."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            _execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        # Not `atomic`, which would keep every writer waiting until the end.
        _execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            _execute("ROLLBACK")


@contextmanager
def any_text() -> Iterator[None]:
    """Let SQLite hand over text that is no UTF-8, as something that fits no hash, instead of failing."""
    raw: Any = connection.connection
    if connection.vendor != "sqlite":
        yield
        return
    raw.text_factory = lambda stored: stored.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        raw.text_factory = str


def damaged_rows(model: type[models.Model]) -> Iterator[Damage]:
    """The rows with a column that cannot be read as what it is."""
    sound = _conditions(model)
    if not sound:
        return
    columns = ", ".join(f"CASE WHEN {condition} THEN 0 ELSE 1 END" for condition in sound.values())
    options = model._meta
    key, table = (connection.ops.quote_name(name) for name in (_column(options.pk), options.db_table))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, {columns} FROM {table} WHERE NOT ({' AND '.join(sound.values())})")  # noqa: S608 - names from the models
        for row, *wrong in cursor:
            for column, is_wrong in zip(sound, wrong, strict=True):
                if is_wrong:
                    yield Damage(options.model_name or "", "unreadable", row=clean(row), column=column)


def sound_rows(model: type[models.Model], *, all_sound: bool) -> models.QuerySet[Any]:
    """All rows of ``model``, or where some are damaged those that can be read."""
    rows = model._default_manager.all()
    if all_sound:
        return rows
    condition = " AND ".join(_conditions(model).values())
    return rows.filter(RawSQL(f"({condition})", (), output_field=models.BooleanField()))  # noqa: S611 - names from the models


def clean(value: object) -> str:
    """A stored value for a report: short, and printable whatever it holds."""
    return str(value).encode("utf-8", "backslashreplace").decode()[:200]


def _conditions(model: type[models.Model]) -> dict[str, str]:
    known = SOUND_SQLITE if connection.vendor == "sqlite" else SOUND_POSTGRESQL
    table = connection.ops.quote_name(model._meta.db_table)
    found = {}
    for field in model._meta.concrete_fields:
        condition = known.get(_kind(field))
        if condition:
            column = f"{table}.{connection.ops.quote_name(_column(field))}"
            sound = condition.format(column)
            found[field.attname] = (
                f"({column} IS NULL OR {sound})" if field.null else f"({column} IS NOT NULL AND {sound})"
            )
    return found


def _kind(field: models.Field[Any, Any]) -> str:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return target.get_internal_type()


def _column(field: models.Field[Any, Any]) -> str:
    return str(field.column)


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
