"""A booking: its own table, states and capacity, the same two doors, no case."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from linli.flows.doors import begin
from linli.flows.table import KNOWN, SYSTEM, Flow, Need, State, Step
from linli.forms.fields import Field, Form
from linli.kit.refused import Refused
from tests.probe_capability.models import CAPACITY, Booking

if TYPE_CHECKING:
    from datetime import datetime

    from linli.flows.act import Act
    from linli.people.person import Person

HELD_FOR = {"hold": timedelta(minutes=15)}
HALLS = (("east", "East hall"), ("west", "West hall"))
HOURS = (("09", "9:00"), ("10", "10:00"))
WHEN = Form(
    (Field("hall", "Which hall?", kind="choice", choices=HALLS), Field("hour", "When?", kind="choice", choices=HOURS))
)


def book(*, street: str, by: Person, at: datetime, token: str = "", **answers: Any) -> Booking:
    """Hold a seat; Refused (``full``) where none is free."""
    assert by.account_id is not None
    booking = Booking(street=street, flow="booking/1", account_id=by.account_id)
    return begin(booking, by=by, at=at, token=token, **answers)


def reserve(act: Act) -> None:
    """The lowest free seat; two who take it at once meet in the database, and the second looks again."""
    booking = cast("Booking", act.record)
    booking.hall, booking.hour = act.answers["hall"], act.answers["hour"]
    taken = Booking.objects.filter(street=booking.street, hall=booking.hall, hour=booking.hour, seat__isnull=False)
    free = set(range(1, CAPACITY + 1)) - set(taken.values_list("seat", flat=True))
    if not free:
        raise Refused("full", "The hall is full at this hour.", advice="Take another hour.")
    booking.seat = min(free)


def give_up(act: Act) -> None:
    cast("Booking", act.record).seat = None


def _ran_out(act: Act) -> bool:
    until = cast("Booking", act.record).until
    return until is not None and until <= act.at


RAN_OUT = Need("still_running", _ran_out, "Not yet.")

BOOKING = Flow(
    name="booking/1",
    noun="booking",
    title="Booking",
    model=Booking,
    states={
        "held": State("Held", "wait", "booker"),
        "confirmed": State("Confirmed", "done", "keeper"),
        "used": State("Used", "done", final=True),
        "given_up": State("Given up", "stopped", final=True),
    },
    steps=(
        Step("hold", "Hold a seat", (), "held", (KNOWN,), WHEN, does=(reserve,), starts="hold"),
        Step("confirm", "Confirm", ("held",), "confirmed", ("booker",), stops=True),
        Step("give_up", "Give up", ("held", "confirmed"), "given_up", ("booker",), does=(give_up,), stops=True),
        Step("use", "Was here", ("confirmed",), "used", ("keeper",), tells=("booker",), stops=True),
        Step("lapse", "Ran out", ("held",), "given_up", (SYSTEM,), needs=(RAN_OUT,), does=(give_up,), stops=True,
             runs_out="hold"),
    ),
    roles={KNOWN: "whoever signed in", SYSTEM: "the clock", "booker": "whoever booked", "keeper": "the desk"},
    audiences={},
    clocks={"hold": "hold"},
)  # fmt: skip
