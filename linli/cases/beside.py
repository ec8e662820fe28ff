"""What rooms add to the page of every case. A room declares it; cases know no room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from linli.cases.matters import Matter
    from linli.cases.models import Case
    from linli.kit.words import Words
    from linli.people.person import Person

Limit = tuple["Words", str, bool]
"""What is limited, to what, and whether that was confirmed."""

Part = dict[str, Any]
"""What a part shows, as plain values: see ``cases/beside.html``."""

_parts: list[Callable[[Case, Person, frozenset[str]], Part | None]] = []
_noted: dict[str, Words] = {}
_limits: list[Callable[[Matter], Mapping[str, Limit]]] = []
_unsaid: set[str] = set()


def declare(part: Callable[[Case, Person, frozenset[str]], Part | None]) -> None:
    """Let ``part(case, person, held)`` stand on the page of every case, where it is not None. Called from ``ready()``."""
    if part not in _parts:
        _parts.append(part)


def declare_noted(words: Mapping[str, Words], *, unsaid: tuple[str, ...] = ()) -> None:
    """Give words to events that a room writes beside the steps; the verbs in ``unsaid`` are not told in the history."""
    _noted.update(words)
    _unsaid.update(unsaid)


def declare_limits(limits: Callable[[Matter], Mapping[str, Limit]]) -> None:
    """Let the page of the rules tell further limits of a matter, by their names in ``Matter.limits``."""
    if limits not in _limits:
        _limits.append(limits)


def limits(matter: Matter) -> dict[str, Limit]:
    """What rooms hold of a matter's limits."""
    return {name: limit for each in _limits for name, limit in each(matter).items()}


def parts(case: Case, person: Person, held: frozenset[str]) -> list[Part]:
    """The parts that this person is shown."""
    found = (part(case, person, held) for part in _parts)
    return [part for part in found if part is not None]


def noted(verb: str) -> Words | None:
    """The words of a room's event; None where no room knows it."""
    return _noted.get(verb)


def is_told(verb: str) -> bool:
    """Whether the history tells of it."""
    return verb not in _unsaid
