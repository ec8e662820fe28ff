"""Which matters are taken in from a table, what a row may answer, and what tells one row from another."""

from __future__ import annotations

from collections.abc import Callable, Mapping  # noqa: TC003 - dataclass fields are read at run time
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from linli.cases.actions import Action
from linli.cases.actions import declare as offer
from linli.forms.form import Form
from linli.kit import tables

if TYPE_CHECKING:
    from linli.forms.fields import Field
    from linli.kit.words import Words
    from linli.people.person import Seat

ROLE = "desk"
"""Who takes a table in, and only for the own community: what is taken in waits for that very desk."""


def nothing_wrong(_values: Mapping[str, Any]) -> Mapping[str, Words]:
    """Find nothing beyond what the form itself checks."""
    return {}


@dataclass(frozen=True)
class Finished:
    """Rows that tell what is over: those in which the question ``day`` is answered.

    They are cases of another ``matter``, whose flow looks back, with the answers to ``asks`` alone: what was kept for
    finding somebody again is not needed any more. ``words`` say what becomes of such a row.
    """

    matter: str
    asks: Form
    day: str
    words: Words
    wrong: Callable[[Mapping[str, Any]], Mapping[str, Words]] = nothing_wrong


@dataclass(frozen=True)
class Bulk:
    """How a table of ``matter`` is read: a row answers ``asks``, and ``on`` is the question for the day on which it was asked.

    ``filled`` answers the flow's first step besides. The same words for the questions ``same`` on the same day are the
    same case. ``wrong`` finds what is wrong with a row beyond its form, by question.
    """

    matter: str
    title: Words
    asks: Form
    on: Field
    same: tuple[str, ...]
    filled: Mapping[str, str] = field(default_factory=dict)
    wrong: Callable[[Mapping[str, Any]], Mapping[str, Words]] = nothing_wrong
    finished: Finished | None = None

    @cached_property
    def columns(self) -> Form:
        """Every question that a column may answer, each once."""
        more = self.finished.asks.fields if self.finished else ()
        asked: dict[str, Field] = {}
        for each in (*self.asks.fields, self.on, *more):
            asked.setdefault(each.name, each)
        return Form(tuple(asked.values()))

    def form(self, *, finished: bool) -> Form:
        """What one row is checked against."""
        return self.finished.asks if finished and self.finished else Form((*self.asks.fields, self.on))


_declared: dict[str, Bulk] = {}


def declare(bulk: Bulk) -> None:
    """Let a desk take tables of the matter in. Called from ``AppConfig.ready()``."""
    if bulk.matter not in _declared:
        heads = tuple(asked.label for asked in bulk.columns.fields)
        tables.declare(tables.Table(f"bulk.{bulk.matter}", "in", "answers", heads))
        offer(Action(bulk.title, lambda seat: _address(bulk.matter, seat)))
    _declared[bulk.matter] = bulk


def bulk_of(matter: str) -> Bulk:
    """How tables of the matter are read; KeyError where none is taken in."""
    return _declared[matter]


def _address(matter: str, seat: Seat) -> str:
    return reverse("bulk", args=[matter, seat.code]) if seat.role == ROLE else ""
