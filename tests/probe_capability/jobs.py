"""A job that is done when all its parts are: child cases."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from linli.cases import assignments
from linli.cases.catalogue import Shipped
from linli.cases.clocks import RAN_OUT, mark_late
from linli.cases.models import Assignment, Case, Link
from linli.cases.opening import open_case
from linli.flows.table import KNOWN, SYSTEM, Flow, Need, State, Step
from linli.forms.fields import Field, Form
from linli.kit.ids import uuid7

if TYPE_CHECKING:
    from linli.flows.act import Act

LIMITS = {"work": {"days": 5, "confirmed": False}}
SHIPPED_JOB = Shipped(code="job", flow="job/1", title="Job", title_en="Job", limits=LIMITS)
SHIPPED_PART = Shipped(code="part", flow="part/1", title="Part of a job", title_en="Part of a job", limits=LIMITS)
TRADES = (("wood", "Wood"), ("water", "Water"))
TRADE = Form((Field("trade", "Which trade?", kind="choice", choices=TRADES),))


def split(act: Act) -> None:
    """Open a part of the job as a case of its own, and link it."""
    job = act.record
    part = open_case(matter="part", place=job.place, by=act.by, at=act.at, trade=act.answers["trade"])  # type: ignore[attr-defined]
    link = Link(
        id=uuid7(), street=job.street, case_id=job.id, kind=Link.Kind.CHILD, other_street=part.street, other=part.id
    )
    act.add(link)


def name_trade(act: Act) -> None:
    act.record.kind = act.answers["trade"]  # type: ignore[attr-defined]


def take_on(act: Act) -> None:
    """For the organisation that they speak for."""
    organisation = next(seat.organisation_id for seat in act.by.seats if seat.organisation_id)
    assignments.accept(act, account=None, organisation=organisation, mode="", slot=1)


def give_back(act: Act) -> None:
    assignments.end_holding(act, Assignment.State.RELEASED)


def invite_again(act: Act) -> None:
    """Ask whoever gave it back."""
    before = cast("Case", act.record).assignments.latest("offered")
    assignments.invite(act, account=None, organisation=before.organisation_id)


def _parts_closed(act: Act) -> bool:
    links = Link.objects.filter(street=act.record.street, case=act.record.id, kind=Link.Kind.CHILD)
    return not Case.objects.open().filter(street=act.record.street, id__in=links.values("other")).exists()


PARTS_CLOSED = Need("part_open", _parts_closed, "A part of the job is still open.", advice="Finish it first.")
STATES = {"open": State("Open", turn="desk"), "done": State("Done", "done", final=True)}
OVERDUE = Step("overdue", "Overdue", ("open",), "", (SYSTEM,), needs=(RAN_OUT,), does=(mark_late,), runs_out="work")
ROLES = {SYSTEM: "the clock", "desk": "the desk"}
PART_STATES = STATES | {"taken": State("Taken on", turn="holder")}

JOB = Flow(
    name="job/1",
    noun="job",
    title="Job",
    model=Case,
    states=STATES,
    steps=(
        Step("open", "Open a job", (), "open", ("desk",), starts="work"),
        Step("split", "Split off a part", ("open",), "", ("desk",), TRADE, does=(split,), plain=True),
        Step("finish", "Finish the job", ("open",), "done", ("desk",), needs=(PARTS_CLOSED,), stops=True),
        OVERDUE,
    ),
    roles=ROLES,
    audiences={},
    clocks={"work": "work"},
)
PART = Flow(
    name="part/1",
    noun="part",
    title="Part of a job",
    model=Case,
    states=PART_STATES,
    steps=(
        Step("open", "Open a part", (), "open", ("desk",), TRADE, does=(name_trade,), starts="work"),
        Step("take_on", "Take it on", ("open",), "taken", (KNOWN,), does=(take_on,)),
        Step("give_back", "Give it back", ("taken",), "open", ("holder", SYSTEM), does=(give_back,), plain=True),
        Step("invite", "Ask again", ("open",), "", ("desk",), does=(invite_again,), plain=True),
        Step(
            "finish", "Finish the part", ("open", "taken"), "done", ("desk",), does=(assignments.end_all,), stops=True
        ),
        replace(OVERDUE, before=("open", "taken")),
    ),
    roles=ROLES | {KNOWN: "whoever signed in", "holder": "whoever took it on"},
    audiences={},
    clocks={"work": "work"},
    gives_back="give_back",
)
