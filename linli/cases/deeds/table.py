"""Deeds as a table: what may be done to a case beside the steps of its flow, by whom, asking what. Each room has its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from linli.cases.deeds.noting import Doer
    from linli.cases.models import Case
    from linli.forms.fields import Form
    from linli.kit.words import Words


@dataclass(frozen=True)
class Deed:
    """``who`` may do ``verb`` where ``fits``; ``asks`` are its questions, ``does`` carries it out with the answers.

    ``facts`` are pairs of words that are shown beside the questions; ``face`` is whose page it looks like.
    """

    verb: str
    label: Words
    who: tuple[str, ...]
    asks: Form
    fits: Callable[[Case], bool]
    does: Callable[[Case, Doer, Mapping[str, Any]], object]
    intro: Words
    facts: Callable[[Case], list[tuple[Words, str]]] = lambda _case: []
    face: str = "desk"


@dataclass(frozen=True)
class Room:
    """The deeds of one room by verb, and the route that leads to each."""

    route: str
    deeds: Mapping[str, Deed]

    def url(self, case: Case, verb: str) -> str:
        """The page of a deed."""
        return reverse(self.route, args=[case.street, case.id, verb])

    def buttons(self, case: Case, held: frozenset[str], *, but: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        """The lesser buttons of what somebody in the roles ``held`` may do now, without those named in ``but``."""
        return [
            {"label": deed.label, "url": self.url(case, verb), "plain": True}
            for verb, deed in self.deeds.items()
            if verb not in but and held_for(deed, held) and deed.fits(case)
        ]


def held_for(deed: Deed, held: frozenset[str]) -> str:
    """As what somebody with the roles ``held`` does it; '' where they may not."""
    return next((role for role in deed.who if role in held), "")
