"""Damaging a ledger as somebody with the database in hand would, one thing at a time, and what `verify` makes of it."""

from __future__ import annotations

import random
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, models, transaction

from linli.kit.crypto import EncryptedText
from linli.kit.ids import uuid7
from linli.ledger.models import Event, Receipt, Root, Text
from linli.ledger.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linli.ledger.report import Damage, Report

    Field = models.Field[Any, Any]

UNUSED_STREET = "654202001"
LONG_CLOSED = timedelta(days=3)
Place = dict[str, Any]


@contextmanager
def taken_back() -> Iterator[None]:
    """Undo everything at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Damaging:
    """Damages one thing after the other, and keeps what `verify` did not find or did not name."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.chance = random.Random(20260601)  # noqa: S311 - which row is hit is no secret
        self.missed: list[str] = []
        self.done: list[str] = []

    def expect(self, what: str, place: Place, *, days_later: int = 0) -> Report:
        """One of the damages that `verify` finds must name the place."""
        report = verify(now=self.now + timedelta(days=days_later))
        self.done.append(what)
        if not any(names(damage, place) for damage in report.damages):
            self.missed.append(f"{what}: not named by {[str(damage) for damage in report.damages[:5]]}")
        return report

    def flip(self, row: models.Model, field: Field, place: Place, *, column_is_named: bool) -> None:
        """Change one column of one row; nothing else of its table may be blamed."""
        what = f"{place['table']}.{field.attname} of {row.pk}"
        with taken_back():
            store(row, field, other_value(row, field))
            report = self.expect(what, place)
        blamed = {damage.column for damage in report.damages if damage.column and damage.table == place["table"]}
        if blamed - {field.attname}:
            self.missed.append(f"{what}: {blamed} are blamed for it")
        if column_is_named and not blamed:
            self.missed.append(f"{what}: the column is not named")

    def choose(self, model: type[models.Model], field: Field) -> Any:
        """A row of a day that is closed for long; where its key is changed, one that nothing points to."""
        rows: models.QuerySet[Any] = model._default_manager.all()
        if model is Event:
            rows = rows.filter(recorded__lt=self.now - LONG_CLOSED)
            rows = rows.filter(verb="wish.claim") if field.primary_key else rows.filter(number__lt=5)
        elif model in (Text, Receipt):
            rows = rows.filter(event__recorded__lt=self.now - LONG_CLOSED)
        keys = list(rows.order_by("id").values_list("id", flat=True))
        return rows.get(id=self.chance.choice(keys))

    def pick(self, rows: models.QuerySet[Any]) -> Any:
        """One of the rows, by chance."""
        return rows[self.chance.randrange(rows.count())]


def names(damage: Damage, place: Place) -> bool:
    """Whether the damage names the place: table, street and whatever else is known of it."""
    return all(getattr(damage, name) == value for name, value in place.items())


def place_of(row: Any, field: Field | None = None) -> Place:
    """What must be named: table, street, and stream and number, or of a root its number.

    The last root of a street that is said to be another street's is missed only later: it is named by its key.
    """
    if isinstance(row, Root) and field is not None and field.attname == "street":
        return {"table": "root", "row": str(row.id), "number": row.number}
    place = {"table": row._meta.model_name, "street": row.street, "number": getattr(row, "number", None)}
    if not isinstance(row, Root):
        place["stream"] = str(row.stream)
    if isinstance(row, Text | Receipt):
        place["number"] = row.event.number
    return place


def other_value(row: models.Model, field: Field) -> Any:
    """Another value of the same type that the database's own rules let through, ready to be stored."""
    value = getattr(row, field.attname)
    if isinstance(field, EncryptedText):
        sealed = stored(row, field)
        return sealed[:-1] + bytes([sealed[-1] ^ 1])
    if isinstance(field, models.ForeignKey):
        others: Any = field.related_model
        value = others._default_manager.exclude(pk=value).order_by("pk").values_list("pk", flat=True)[0]
    elif field.attname == "street":
        value = UNUSED_STREET
    else:
        value = _other(value)
    return field.get_db_prep_save(value, connection)


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value - 1 if value == 5 else value + 1000  # a rating stays one of five
    if isinstance(value, UUID):
        return uuid7()
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, date):
        return value - timedelta(days=1000)
    at = max((at for at, sign in enumerate(value) if sign.isascii() and sign.isalnum()), default=0)
    return value[:at] + ("1" if value[at : at + 1] != "1" else "2") + value[at + 1 :]


def store(row: models.Model, field: Field, value: Any) -> None:
    """Write one column past all our code."""
    table, key = row._meta.db_table, row._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {field.column} = %s WHERE {key.column} = %s",  # noqa: S608 - names from the models
            [value, key.get_db_prep_save(row.pk, connection)],
        )
        assert cursor.rowcount == 1


def stored(row: models.Model, field: Field) -> bytes:
    """Read one binary column as it is stored."""
    table, key = row._meta.db_table, row._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {field.column} FROM {table} WHERE {key.column} = %s",  # noqa: S608 - names from the models
            [key.get_db_prep_save(row.pk, connection)],
        )
        return bytes(cursor.fetchone()[0])
