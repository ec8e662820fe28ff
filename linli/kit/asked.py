"""Queries that are put into SQL once: what almost every request asks is built and compiled the first time only.

Building and compiling a query costs several times what SQLite or PostgreSQL need to answer it. The query stays
Django's own, with its conditions, joins and conversions; only the values differ from one asking to the next.
"""

from __future__ import annotations

import json
from collections.abc import Callable  # noqa: TC003 - the classes below are generic at run time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from django.db import connection
from django.db.models import BooleanField, Expression, F
from django.db.models.query import ModelIterable, get_related_populators

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Field, Model, QuerySet
    from django.db.models.sql.compiler import SQLCompiler

R = TypeVar("R")


class Slot(Expression):
    """A value that comes with each asking, under ``name``, and is written as ``column`` of ``model`` writes its values.

    It may stand on the right of ``exact``, ``in``, ``lt`` and the like, not of ``startswith`` and ``contains``, which
    would have to escape it. ``place`` counts within a list of values.
    """

    def __init__(self, name: str, model: type[Model], column: str = "", place: int | None = None) -> None:
        super().__init__(output_field=cast("Field[Any, Any]", model._meta.get_field(column or name)))
        self.name = name
        self.place = place

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Stand among the parameters itself, until there is a value."""
        del compiler, connection
        return "%s", (self,)

    def value(self, values: dict[str, Any]) -> Any:
        """The parameter for this asking."""
        value = values[self.name] if self.place is None else values[self.name][self.place]
        return self.output_field.get_db_prep_value(value, connection)


def slots(count: int, name: str, model: type[Model], column: str) -> list[Any]:
    """A list of ``count`` values under one name."""
    return [Slot(name, model, column, place) for place in range(count)]


class Among(Expression):
    """The condition that ``column`` of the query's model is one of the values under ``name``, however many there are.

    They travel as one parameter, so that the statement stays the same: drivers and databases keep what they know of it.
    """

    conditional = True

    def __init__(self, name: str, model: type[Model], column: str) -> None:
        super().__init__(output_field=BooleanField())
        self.name = name
        self.written = cast("Field[Any, Any]", model._meta.get_field(column))
        self.column: Any = F(column)

    def get_source_expressions(self) -> list[Any]:
        """Give the column, to be found in the query."""
        return [self.column]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """Take the column as it stands in the query."""
        (self.column,) = exprs

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Ask in the words of SQLite, for which a list is JSON."""
        del connection
        sql, parameters = compiler.compile(self.column)
        return f"{sql} IN (SELECT value FROM json_each(%s))", (*parameters, self)  # noqa: S608 - a column's name

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Ask in the words of PostgreSQL, which knows arrays."""
        del connection
        sql, parameters = compiler.compile(self.column)
        return f"{sql} = ANY(%s)", (*parameters, self)

    def value(self, values: dict[str, Any]) -> Any:
        """The parameter for this asking."""
        parameters = [self.written.get_db_prep_value(value, connection) for value in values[self.name]]
        return parameters if connection.vendor == "postgresql" else json.dumps(parameters)


class Asked(Generic[R]):
    """A query that ``build`` makes when it is first asked; calling it asks, with a value for every slot.

    Rows come as the query says: instances, with what ``select_related`` and ``only`` say, or tuples of ``values_list``.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, R]]) -> None:
        self._build = build
        self._compiled: _Compiled | None = None

    def __call__(self, **values: Any) -> list[R]:
        """All rows."""
        with connection.cursor() as cursor:
            self.send(cursor, values)
            return self.receive(cursor)

    def send(self, cursor: Any, values: dict[str, Any]) -> None:
        """Ask, and leave the answer with the cursor."""
        compiled = self._compiled or self._compile()
        cursor.execute(compiled.sql, compiled.fill(values))

    def receive(self, cursor: Any) -> list[R]:
        """The rows of what was asked with this cursor."""
        compiled = self._compiled or self._compile()
        rows: Iterable[Any] = cursor.fetchall()
        if compiled.converters:
            rows = compiled.compiler.apply_converters(rows, compiled.converters)
        return [compiled.make(row) for row in rows]

    def first(self, **values: Any) -> R | None:
        """The first row, or None; the query itself should ask for no more."""
        return next(iter(self(**values)), None)

    def _compile(self) -> _Compiled:
        queryset = self._build()
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, parameters = compiler.as_sql()
        select: list[Any] = compiler.select or []
        converters = compiler.get_converters([column for column, *_rest in select])
        instances = issubclass(queryset._iterable_class, ModelIterable)  # noqa: SLF001 - how a queryset says it
        make = _maker(compiler, select, queryset.db) if instances else tuple
        self._compiled = _Compiled(sql, tuple(parameters), compiler, converters, make)
        return self._compiled


def together(*several: tuple[Asked[Any], dict[str, Any]]) -> list[list[Any]]:
    """Ask several questions, none of which needs the answer of another; their rows in order.

    PostgreSQL is sent all of them before the first answer is waited for; not behind a pooler that hands connections
    around per transaction, which may not know how to pass that on.
    """
    pooled_outside = connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS", False)
    if connection.vendor != "postgresql" or pooled_outside:
        return [asked(**values) for asked, values in several]
    connection.ensure_connection()
    with cast("Any", connection.connection).pipeline(), ExitStack() as stack:
        cursors = [stack.enter_context(connection.cursor()) for _asked in several]
        for (asked, values), cursor in zip(several, cursors, strict=True):
            asked.send(cursor, values)
        return [asked.receive(cursor) for (asked, _values), cursor in zip(several, cursors, strict=True)]


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    parameters: tuple[Any, ...]
    compiler: SQLCompiler
    converters: Any
    make: Callable[[Any], Any]

    def fill(self, values: dict[str, Any]) -> list[Any]:
        return [each.value(values) if isinstance(each, Slot | Among) else each for each in self.parameters]


def _maker(compiler: SQLCompiler, select: list[Any], database: str) -> Callable[[Any], Any]:
    """What makes an instance of a row, as Django's own iterable does."""
    told = compiler.klass_info
    first, last = told["select_fields"][0], told["select_fields"][-1] + 1
    names = [column.target.attname for column, *_rest in select[first:last]]
    populators = get_related_populators(told, select, database)  # type: ignore[call-arg] # stubs of the next Django

    def make(row: Any) -> Model:
        made: Model = told["model"].from_db(database, names, row[first:last])
        for populator in populators:
            populator.populate(row, made)
        return made

    return make
