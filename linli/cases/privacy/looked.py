"""Looks at whole personal data of cases, written down before anything is shown, watched for too many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from linli.flows.doors import once
from linli.people import alarms, looks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linli.cases.models import Case
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
