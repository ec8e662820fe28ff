"""What people can begin from their desk: declared by capabilities, since the cases know none of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from linli.cases.beginning import REGISTERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from linli.kit.words import Words
    from linli.people.person import Seat


@dataclass(frozen=True)
class Action:
    """A button above the desk's table. ``url`` gives its address for a seat, '' where the seat has no such button."""

    label: Words
    url: Callable[[Seat], str]


@dataclass(frozen=True)
class Offer:
    """A button for somebody: what it says, where it leads, and for which of their places it is."""

    label: Words
    url: str
    place: str


_declared: list[Action] = []


def registering(label: Words, matter: str) -> Action:
    """The button with which the desk and the grid begin ``matter`` for somebody at their own place."""
    return Action(label, lambda seat: reverse("begin", args=[matter, seat.code]) if seat.role in REGISTERS else "")


def declare(action: Action) -> None:
    """Offer ``action``. Called from ``AppConfig.ready()``; buttons stand in the order of their declaration."""
    if action not in _declared:
        _declared.append(action)


def offered(seats: Sequence[Seat]) -> list[Offer]:
    """The buttons that these seats have, each address once."""
    found = [Offer(action.label, url, seat.code) for action in _declared for seat in seats if (url := action.url(seat))]
    return list(dict.fromkeys(found))
