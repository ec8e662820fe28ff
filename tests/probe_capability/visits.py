"""A visit that asks every kind of question: what forms can carry, from the page to the record and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from linli.cases.beginning import Beginning
from linli.cases.catalogue import Shipped
from linli.cases.models import Case
from linli.flows.table import ANYONE, SYSTEM, Audience, Flow, State, Step
from linli.forms.fields import Field, Form, OnlyIf
from linli.forms.people import person
from tests.probe_capability.jobs import OVERDUE

LIMITS = {"work": {"days": 5, "confirmed": False}}
SHIPPED = Shipped(code="visit", flow="visit/1", title="Visit", title_en="Visit", limits=LIMITS)
OUTDOORS = (("yard", "Yard"), ("road", "Road"))


def home_of(asking: Any) -> str:
    """The street in which the town of the tests lies, where nothing is asked yet."""
    return asking.record.street if asking is not None else "620103001"


PARTS = Form(
    (
        Field("what", "What is it?", kind="choice", choices=OUTDOORS),
        Field("who", "Whose?", kind="name", private=True, required=False),
        Field("cost", "Cost", kind="number", decimals=2, unit="yuan", least=0, required=False),
    )
)
ASKED = Form(
    (
        Field("kind", "Which kind?", kind="choice", choices=(("home", "At home"), ("out", "Outdoors"))),
        Field(
            "day", "Which day?", kind="date", least=date(2026, 1, 1), greatest=date(2026, 12, 31), example="2026-6-1"
        ),
        Field("people", "How many people?", kind="number", least=1, greatest=99, unit="people", joins=True),
        Field("where", "Where?", kind="several", choices=OUTDOORS, only_if=OnlyIf("kind", frozenset({"out"}))),
        Field("rooms", "How many rooms?", kind="number", only_if=OnlyIf("kind", frozenset({"home"})), required=False),
        Field("building", "Which building?", kind="place", within=home_of, required=False),
        Field("with_whom", "Who comes along?", kind="organisation", within=home_of, required=False),
        Field("parts", "What was found?", kind="table", of=PARTS, rows=3, private=True, required=False),
        *person("host", required=False),
        Field("safe", "It is safe", kind="flag", required=False),
    )
)

VISIT = Flow(
    name="visit/1",
    noun="visit",
    title="Visit",
    model=Case,
    states={"open": State("Open", turn="desk"), "done": State("Done", "done", final=True)},
    steps=(
        Step("note", "Note a visit", (), "open", (ANYONE,), ASKED, starts="work"),
        Step("finish", "Finish", ("open",), "done", ("desk",), stops=True),
        replace(OVERDUE, before=("open",)),
    ),
    roles={ANYONE: "anyone", SYSTEM: "the clock", "desk": "the desk"},
    audiences={"handlers": Audience("the desk", frozenset({"desk"}))},
    clocks={"work": "work"},
)

BEGINNING = Beginning(matter="visit", flow="visit/1")
