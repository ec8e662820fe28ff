"""How a matter is begun on a page: for oneself one question after the other, for somebody else all at once.

A capability declares what it asks beyond its flow's first step, or nothing at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from linli.cases.opening import open_case
from linli.cases.participants import SELF, WHOM
from linli.flows.table import flow_named
from linli.forms.form import Form
from linli.forms.screens import screens_of
from linli.notices import ways

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest

    from linli.flows.table import Step
    from linli.kit.words import Words
    from linli.people.person import Person

REGISTERS = ("desk", "grid")
"""Who holds such a post registers matters for others, as well as their own."""


@dataclass(frozen=True)
class Beginning:
    """What is asked for the matter ``matter`` of the flow ``flow``.

    ``for_oneself`` and ``for_others`` leave questions out of the flow's first step or word them anew; without them all
    is asked, of those who begin their own without `WHOM`. ``known`` gives what is filled in beforehand. ``invites`` is
    the line under its button on the first page; without one it has none.
    """

    matter: str
    flow: str
    title: Words = ""
    for_oneself: Form | None = None
    for_others: Form | None = None
    known: Callable[[HttpRequest], Mapping[str, str]] = lambda _request: {}
    invites: Words = ""

    @property
    def step(self) -> Step:
        """The flow's first step."""
        return flow_named(self.flow).begins

    @property
    def words(self) -> Words:
        """What the page is called."""
        return self.title or self.step.label

    def screens(self, person: Person) -> tuple[Form, ...]:
        """The screens for ``person``: all on one for whoever registers matters for others.

        Whoever signed in has an inbox and said there how they want to be told: nobody asks them again.
        """
        if registers(person):
            return (self.for_others or self.step.asks,)
        asked = (self.for_oneself or self.step.asks).fields
        unasked = (WHOM, ways.FIELD) if person.is_known else (WHOM,)
        return screens_of(Form(tuple(each for each in asked if each not in unasked)))

    def open(self, *, person: Person, answers: dict[str, Any], **where: Any) -> Any:
        """Open the case; ``where`` as for ``open_case`` (place, at, token). Errors as there."""
        filled = answers if registers(person) or WHOM not in self.step.asks.fields else {**answers, WHOM.name: SELF}
        return open_case(matter=self.matter, by=person, **where, **filled)


_declared: dict[str, Beginning] = {}


def declare(beginning: Beginning) -> None:
    """Let people begin the matter on a page. Called from ``AppConfig.ready()``."""
    _declared[beginning.matter] = beginning


def invited() -> tuple[Beginning, ...]:
    """What the first page invites people to begin, in the order of its declaration."""
    return tuple(each for each in _declared.values() if each.invites)


def beginning_of(matter: str) -> Beginning:
    """The declared way to begin the matter ``matter``; KeyError where there is none."""
    return _declared[matter]


def registers(person: Person) -> bool:
    """Whether the person registers matters for others, as the desk and the grid do."""
    return any(person.has(role) for role in REGISTERS)
