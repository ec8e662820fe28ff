"""Tables that come in or go out as a spreadsheet, each with its columns: what may not be kept cannot be declared.

Whoever reads or writes spreadsheets declares the table here, once, where the module is loaded; a test holds them to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils.functional import Promise

from linli.kit.refusals import Subject, refused_column

if TYPE_CHECKING:
    from linli.kit.words import Words

Way = Literal["in", "out"]


@dataclass(frozen=True)
class Table:
    """A spreadsheet: ``name`` like ``places.buildings``, which ``way`` it goes, what it is ``about``, its ``columns``.

    For a table that comes in, ``columns`` holds every header that is understood.
    """

    name: str
    way: Way
    about: Subject
    columns: tuple[Words, ...]

    def __post_init__(self) -> None:
        """A column that has no place is a ValueError where the table is declared, not a surprise in an office."""
        for column in self.columns:
            # Words that are translated are read later, by the test over all tables.
            if not isinstance(column, Promise) and (refusal := refused_column(column, about=self.about)):
                message = f"{self.name}: the column {column} has no place here ({refusal.code})"
                raise ValueError(message)


_tables: dict[str, Table] = {}


def declare(table: Table) -> Table:
    """Make the table known and give it back; another one of the same name is a ValueError."""
    if _tables.setdefault(table.name, table) != table:
        message = f"two tables are called {table.name}"
        raise ValueError(message)
    return table


def declared() -> tuple[Table, ...]:
    """All declared tables by name."""
    return tuple(_tables[name] for name in sorted(_tables))
