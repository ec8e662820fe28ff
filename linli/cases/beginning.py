"""How a matter is begun on a page: for oneself one question after the other, for somebody else all at once.

A capability declares what it asks beyond its flow's first step, or nothing at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from linli.cases.opening import open_case
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
    is asked. ``alone`` answers what nobody is asked for themselves; ``known`` gives what is filled in beforehand.
    """

    matter: str
    flow: str
    title: Words = ""
    for_oneself: Form | None = None
    for_others: Form | None = None
    alone: Mapping[str, str] = field(default_factory=dict)
    known: Callable[[HttpRequest], Mapping[str, str]] = lambda _request: {}

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
        return screens_of(Form(tuple(each for each in asked if not (person.is_known and each.name == ways.FIELD.name))))

    def open(self, *, person: Person, answers: dict[str, Any], **where: Any) -> Any:
        """Open the case; ``where`` as for ``open_case`` (place, at, token). Errors as there."""
        filled = answers if registers(person) else {**answers, **self.alone}
        return open_case(matter=self.matter, by=person, **where, **filled)


_declared: dict[str, Beginning] = {}


def declare(beginning: Beginning) -> None:
    """Let people begin the matter on a page. Called from ``AppConfig.ready()``."""
    _declared[beginning.matter] = beginning


def beginning_of(matter: str) -> Beginning:
    """The declared way to begin the matter ``matter``; KeyError where there is none."""
    return _declared[matter]


def registers(person: Person) -> bool:
    """Whether the person registers matters for others, as the desk and the grid do."""
    return any(person.has(role) for role in REGISTERS)
