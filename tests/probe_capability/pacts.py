"""Two parties who must both consent, and a session whose minutes a third may not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.cases.catalogue import Shipped
from linli.cases.clocks import RAN_OUT, mark_late
from linli.cases.models import Case, Participant
from linli.cases.opening import open_case
from linli.cases.participants import join
from linli.flows.table import ANYONE, KNOWN, SYSTEM, Audience, Flow, Need, State, Step
from linli.forms.fields import Field, Form
from linli.kit.ids import uuid7
from tests.probe_capability.models import Consent

if TYPE_CHECKING:
    from datetime import datetime

    from linli.flows.act import Act
    from linli.people.person import Person

SHIPPED = Shipped(
    code="pact", flow="pact/1", title="Pact", title_en="Pact", limits={"talks": {"days": 10, "confirmed": False}}
)
PARTY = Participant.Role.PARTY
TOPIC = Form((Field("topic", "What about?", kind="long", private=True, audience="table"),))
MINUTES = Form((Field("minutes", "What was said?", kind="long", private=True, audience="table"),))


def propose(*, place: str, by: Person, at: datetime, token: str = "", **answers: object) -> Case:
    """Propose a pact to whoever gets the receipt."""
    return open_case(matter="pact", place=place, by=by, at=at, token=token, **answers)


def seat_both(act: Act) -> None:
    """Whoever proposes, and whoever holds the receipt."""
    join(act, PARTY, account=act.by.account_id)
    join(act, PARTY, by_receipt=True)


def bring_witness(act: Act) -> None:
    join(act, Participant.Role.WITNESS, account=act.by.account_id)


def own_seats(act: Act) -> list[Participant]:
    """The parties for whom whoever acts may speak."""
    parties = Participant.objects.filter(street=act.record.street, case=act.record.id, role=PARTY)
    return [
        row
        for row in parties
        if (row.account_id and row.account_id == act.by.account_id)
        or (row.by_receipt and act.record.id in act.by.receipts)
    ]


def live(act: Act) -> dict[object, Consent]:
    rows = Consent.objects.filter(street=act.record.street, case=act.record.id, taken_back__isnull=True)
    return {row.participant_id: row for row in rows}


def consent(act: Act) -> None:
    """Consent for each party for whom they speak."""
    there = live(act)
    for seat in own_seats(act):
        if seat.id not in there:
            row = Consent(id=uuid7(), street=act.record.street, case_id=act.record.id, participant=seat, given=act.at)
            act.add(row)


def take_back(act: Act) -> None:
    there = live(act)
    for seat in own_seats(act):
        if seat.id in there:
            act.change(there[seat.id], taken_back=act.at)


def _has_not(act: Act) -> bool:
    return any(seat.id not in live(act) for seat in own_seats(act))


def _has(act: Act) -> bool:
    return any(seat.id in live(act) for seat in own_seats(act))


def _both(act: Act) -> bool:
    parties = act.record.participants.filter(street=act.record.street, role=PARTY)  # type: ignore[attr-defined]
    return {row.id for row in parties} == set(live(act))


NOT_YET = Need("consented_before", _has_not, "You consented already.")
CONSENTED = Need("no_consent", _has, "You did not consent.")
BOTH = Need("one_is_missing", _both, "One party did not consent.", advice="Ask them.")

PACT = Flow(
    name="pact/1",
    noun="pact",
    title="Pact",
    model=Case,
    states={
        "talks": State("Talks", turn="party"),
        "agreed": State("Agreed", "done", final=True),
        "broken": State("Broken off", "stopped", final=True),
    },
    steps=(
        Step("propose", "Propose", (), "talks", (KNOWN,), TOPIC, does=(seat_both,), tells=("desk",), starts="talks"),
        Step("witness", "Be a witness", ("talks",), "", (KNOWN,), does=(bring_witness,), plain=True),
        Step("hold", "Hold a closed session", ("talks",), "", ("desk",), MINUTES, tells=("party",), plain=True),
        Step("consent", "Consent", ("talks",), "", ("party",), needs=(NOT_YET,), does=(consent,), tells=("desk",)),
        Step(
            "take_back", "Take it back", ("talks",), "", ("party",), needs=(CONSENTED,), does=(take_back,), plain=True
        ),
        Step("conclude", "Conclude", ("talks",), "agreed", ("desk",), needs=(BOTH,), tells=("party",), stops=True),
        Step("break_off", "Break off", ("talks",), "broken", ("party", "desk"), tells=("party",), stops=True),
        Step("overdue", "Overdue", ("talks",), "", (SYSTEM,), needs=(RAN_OUT,), does=(mark_late,), runs_out="talks"),
    ),
    roles={
        ANYONE: "anybody",
        KNOWN: "whoever signed in",
        SYSTEM: "the clock",
        "party": "a party",
        "witness": "a witness",
        "desk": "the desk",
        "street": "the street",
    },
    audiences={
        "table": Audience("those at the table", frozenset({"party", "desk"})),
        "participants": Audience("those in it", frozenset({"party", "desk", "witness"})),
    },
    clocks={"talks": "talks"},
    headline=("minutes", "topic"),
)
