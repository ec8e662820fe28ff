"""A row and the row that it points to must agree in some columns: held by the database, as a foreign key over several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.models.constraints import BaseConstraint

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.models import Model


def _columns(model: Any, fields: Iterable[str]) -> list[str]:
    return [str(model._meta.get_field(field).column) for field in fields]


class Agrees(BaseConstraint):
    """The row behind the foreign key ``to`` has the same values in ``fields`` as this one; no row behind it is fine.

    The other model needs a unique constraint over exactly these fields and its key, in this order: `pointed_at` makes
    it. It is checked at the commit, so that both rows may move in one transaction. As each begins with the street,
    the key stays one that can be kept where streets lie on different machines.
    """

    def __init__(self, *, to: str, fields: Sequence[str], name: str) -> None:
        super().__init__(name=name)
        self.to = to
        self.fields = tuple(fields)

    def constraint_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> str:  # type: ignore[override]
        """Give the part of CREATE TABLE."""
        pointing: Any = model._meta.get_field(self.to)
        other = pointing.remote_field.model
        own = [*_columns(model, self.fields), pointing.column]
        theirs = [*_columns(other, self.fields), other._meta.pk.column]
        quoted = schema_editor.quote_name
        return (
            f"CONSTRAINT {quoted(self.name)} FOREIGN KEY ({', '.join(map(quoted, own))})"
            f" REFERENCES {quoted(other._meta.db_table)} ({', '.join(map(quoted, theirs))})"
            " DEFERRABLE INITIALLY DEFERRED"
        )

    def create_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> str:  # type: ignore[override]
        """Give the statement for a table that is there."""
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: type[Model], schema_editor: BaseDatabaseSchemaEditor) -> str:  # type: ignore[override]
        """Give the statement that takes it away."""
        quoted = schema_editor.quote_name
        return f"ALTER TABLE {quoted(model._meta.db_table)} DROP CONSTRAINT {quoted(self.name)}"

    def validate(
        self,
        model: type[Model],
        instance: Model,
        exclude: Iterable[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Ask before saving what the database would say at the commit."""
        pointing: Any = model._meta.get_field(self.to)
        key = getattr(instance, pointing.attname)
        if key is None or {self.to, *self.fields} & set(exclude or ()):
            return
        same = {field: getattr(instance, field) for field in self.fields}
        others = pointing.remote_field.model._default_manager.using(using)
        if not others.filter(pk=key, **same).exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self) -> Any:
        """Say how it is made again in a migration."""
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "to": self.to, "fields": self.fields}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Agrees):
            return NotImplemented
        return (self.name, self.to, self.fields) == (other.name, other.to, other.fields)

    def __hash__(self) -> int:
        return hash((self.name, self.to, self.fields))

    def __repr__(self) -> str:
        return f"<Agrees: to={self.to!r} fields={self.fields!r} name={self.name!r}>"
