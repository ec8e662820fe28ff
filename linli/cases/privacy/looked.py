"""Looks at whole personal data of cases, written down before anything is shown, watched for too many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from linli.cases import reach
from linli.cases.models import Case
from linli.flows.doors import once
from linli.people import alarms, looks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from linli.people.looks import Look
    from linli.people.person import Person, Seat


class Seen(Protocol):
    """What is about to be shown: the case, the seat from which somebody looks, the names of the fields."""

    @property
    def case(self) -> Case:
        """The case."""

    @property
    def seat(self) -> Seat:
        """The seat."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The names."""


def write_down(seen: Sequence[Seen], *, by: Person, token: str, reason: str, words: str = "") -> None:
    """Write a look for each of ``seen``, once per ``token``. Raises AlreadySent; nothing may be shown before it returns.

    A look without a view may be, a view without a look may not: the looks are committed by then.
    """
    if not seen:
        return
    written = once(token, seen[0].case, lambda: _rows(seen, by, reason, words))
    for last in {look.street: look for look in written}.values():
        alarms.watch_looks(last)


def at(account: UUID) -> list[tuple[Case, list[Look]]]:
    """Who looked at the cases in which an account takes part: case by case, the newest look first."""
    cases = Case.objects.filter(reach.participates(account)).select_related("matter")
    by_case = {case.id: case for case in cases}
    found: dict[UUID, list[Look]] = {}
    for one in looks.of_streams([(case.street, key) for key, case in by_case.items()]):
        found.setdefault(one.stream, []).append(one)
    return [(by_case[key], rows) for key, rows in found.items()]


def fields_in_words(case: Case, look: Look) -> list[str]:
    """What was seen whole, as the case's form calls it."""
    labels = {asked.name: str(asked.label).rstrip("？?") for asked in case.table.begins.asks.fields}
    return [labels.get(name, name) for name in look.fields.split()]


def _rows(seen: Sequence[Seen], by: Person, reason: str, words: str) -> list[Look]:
    assert by.account_id is not None  # noqa: S101 - such pages are for people who signed in
    return [
        looks.note_whole(
            street=one.case.street,
            stream=one.case.id,
            viewer=by.account_id,
            seat=one.seat,
            fields=one.fields,
            reason=reason,
            words=words,
        )
        for one in seen
    ]
