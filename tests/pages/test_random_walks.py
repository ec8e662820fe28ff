"""Random steps by random people at random times: the ledger always gives the state back, and there is always a way on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cases.models import Assignment, Case, Consent
from linli.cases.privacy import consents
from linli.cases.timing.sweep import sweep
from linli.flows.act import Act
from linli.flows.check import Check
from linli.flows.doors import SYSTEM, take
from linli.flows.open_steps import open_steps
from linli.flows.replay import differences, replay
from linli.flows.rows import rows_of
from linli.flows.table import flow_named
from linli.kit.refused import Refused
from linli.ledger import outbox
from linli.ledger.models import Event, Receipt, Text
from linli.ledger.streams import batches
from linli.people.person import visitor
from linli.wishes.agreeing import PUBLISH
from linli.wishes.raising import raise_wish
from tests.ground.place import POSTGRESQL, engine
from tests.probe_capability.bookings import book
from tests.probe_capability.pacts import propose
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from datetime import datetime

    from linli.flows.records import Record
    from linli.forms.fields import Field
    from linli.people.person import Person
    from tests.town import MakeSomeone, Someone

pytestmark = pytest.mark.django_db

SHORT, LONG = 12, 40
# All walks share one transaction, in which PostgreSQL slows down with every row that was changed before.
MANY = 50 if engine() == POSTGRESQL else 150


class Walk:
    """One record on its way, and everybody who might do something with it."""

    def __init__(self, record: Record, people: list[Person], draw: Any) -> None:
        self.record = record
        self.people = [*people, visitor({record.id: record.street}), visitor(), SYSTEM]
        self.draw = draw
        self.at = record.began

    def go(self, steps: int) -> None:
        """Take random steps; after each, everything must hold."""
        for _ in range(steps):
            if self.record.state in self.record.table.final:
                break
            self.at += timedelta(hours=self.draw(st.sampled_from([0, 1, 30, 24 * 8, 24 * 40])))
            self._one()
            self.record = type(self.record)._default_manager.get(street=STREET, id=self.record.id)
            check(self.record)
        self._leave()

    def _one(self) -> None:
        what = self.draw(st.sampled_from(["on", "on", "on", "on", "any", "any", "sweep", "drain", "take back"]))
        if what == "on":
            self._go_on(self.draw(st.integers(0, len(self.people) - 1)))
        elif what == "sweep":
            sweep(now=self.at)
        elif what == "take back":
            self._take_back()
        elif what == "drain":
            outbox.drain(now=timezone.now() + timedelta(seconds=1))
        else:
            verbs = sorted({row.verb for row in self.record.table.steps})
            self._try(self.draw(st.sampled_from(verbs)), self.draw(st.sampled_from(self.people)))

    def _take_back(self) -> None:
        """Whoever wished takes the consent to publishing back, if there is one."""
        if isinstance(self.record, Case) and self.record.flow == "wish/1":
            consents.take_back(self.record, PUBLISH, by=self.people[0], held="applicant", at=self.at)

    def _go_on(self, first: int) -> None:
        """Somebody, beginning with the person at ``first``, does what is open to them and does not end it."""
        flow = self.record.table
        ends = {
            row.verb for row in flow.from_state(self.record.state) if row.after in flow.final and not row.asks.fields
        }
        for by in (*self.people[first:], *self.people[:first]):
            verbs = sorted({each.verb for each in open_steps(self.record, by)} - ends - {"refuse"})
            if verbs and self._try(self.draw(st.sampled_from(verbs)), by):
                return

    def _try(self, verb: str, by: Person) -> bool:
        before = self.record.version
        try:
            taken = take(verb, self.record, by=by, at=self.at, **self._answers(verb, by))
        except Refused:
            assert type(self.record)._default_manager.get(street=STREET, id=self.record.id).version == before
            return False
        assert taken.version == before + 1
        self.record = taken
        return True

    def _answers(self, verb: str, by: Person) -> dict[str, Any]:
        rows = self.record.table.rows(verb, self.record.state)
        act = Act(record=self.record, verb=verb, by=by, at=self.at, recorded=self.at, answers={})
        return {asked.name: self._answer(asked, act) for asked in (rows[0].asks.fields if rows else ())}

    def _answer(self, asked: Field, act: Act) -> Any:
        if asked.kind == "choice":
            return self.draw(st.sampled_from([code for code, _words in asked.options(act)] or [""]))
        if asked.kind == "flag":
            return True
        return self.draw(st.sampled_from(["说一句话", "再说一句", "" if not asked.required else "好"]))

    def _leave(self) -> None:
        """However far it came, people can bring it to an end."""
        for _ in range(6):
            if self.record.state in self.record.table.final:
                return
            assert self._on(), f"nobody can do anything in {self.record.state}"
        assert self.record.state in self.record.table.final

    def _on(self) -> bool:
        """Take the step that leads nearest to an end, by whoever may take it."""
        flow = self.record.table
        ways = [row for row in flow.from_state(self.record.state) if row.after not in {"", self.record.state}]
        ways.sort(key=lambda row: (row.after not in flow.final, row.verb))
        return any(
            row.verb in {each.verb for each in open_steps(self.record, by)} and self._try(row.verb, by)
            for row in ways
            for by in self.people
            if by is not SYSTEM
        )


def check(record: Record) -> None:
    """What must hold after every step."""
    events = list(Event.objects.filter(street=STREET, stream=record.id).order_by("number"))
    around = [
        row
        for model in rows_of(type(record))
        for row in model._default_manager.filter(street=STREET, **{model.owner: record.id})
    ]
    assert list(differences(replay(events), record, around)) == []
    assert (record.version, record.head) == (events[-1].number, events[-1].hash)
    if isinstance(record, Case):
        check_case(record)
    if record.flow == "wish/1":
        check_wish(record)


def check_case(case: Any) -> None:
    """One who answers for it and one main clock as long as it is open; neither clock nor holder after that."""
    is_open = case.state not in case.table.final
    assert is_open == (case.closed is None)
    if is_open:
        assert (case.responsible_post_id is None) != (case.responsible_organisation_id is None)
        assert case.clock in case.table.clocks
        assert case.due is not None
        assert case.table.on_expiry(case.state, case.clock) is not None
    else:
        assert (case.clock, case.due, case.late) == ("", None, False)


def check_wish(wish: Any) -> None:
    """Somebody holds it exactly while it is claimed; it is public from then on that it was checked, while agreed to."""
    states = list(Assignment.objects.filter(street=STREET, case=wish.id).values_list("state", flat=True))
    assert states.count("accepted") == (wish.state == "claimed")
    agreed = Consent.objects.filter(street=STREET, case=wish.id, purpose="publish", withdrawn__isnull=True).exists()
    assert bool(wish.scope) == (agreed and wish.state in {"published", "claimed", "done", "closed"})
    assert agreed or wish.state != "published"
    assert wish.reopened <= 1
    if wish.state in wish.table.final:
        assert "offered" not in states


def damages() -> list[object]:
    """What `linli verify` would find between records and ledger."""
    seen = Check()
    found = [each for batch in batches({Event: True, Text: True, Receipt: True}) for each in seen.batch(batch)]
    return [*found, *seen.rest()]


@pytest.fixture
def everybody(
    resident: Someone,
    helper: Someone,
    liaison: Someone,
    grid_worker: Someone,
    desk: Someone,
    other_desk: Someone,
    street_leader: Someone,
    auditor: Someone,
    someone: MakeSomeone,
) -> list[Person]:
    everyone = (resident, helper, liaison, grid_worker, desk, other_desk, street_leader, auditor, someone())
    return [one.person for one in everyone]


def begun(kind: str, by: Person, at: datetime, draw: Any) -> Record:
    if kind == "pact":
        return propose(place=HOME, by=by, at=at, topic="谁修篱笆")
    if kind == "booking":
        hour = draw(st.sampled_from(["09", "10"]))
        return book(street=STREET, by=by, at=at, hall=draw(st.sampled_from(["east", "west"])), hour=hour)
    whom = draw(st.sampled_from(["self", "other"]))
    return raise_wish(
        place=HOME, by=by, at=at, words="想要一根拐杖", kind="thing", whom=whom, publish=draw(st.booleans())
    )


def walk(kind: str, everybody: list[Person], data: st.DataObject, steps: int) -> None:
    try:
        record = begun(kind, everybody[0], timezone.now(), data.draw)
    except Refused:
        assert kind == "booking"  # the hall is full
        return
    check(record)
    Walk(record, everybody, data.draw).go(steps)


some = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.mark.parametrize("kind", ["wish", "pact", "booking"])
def test_random_steps_keep_the_ledger_true_and_always_leave_a_way_on(everybody: list[Person], kind: str) -> None:
    @some
    @given(data=st.data())
    def run(data: st.DataObject) -> None:
        walk(kind, everybody, data, SHORT)

    run()
    assert damages() == []


@pytest.mark.prove
def test_many_long_walks_keep_the_ledger_true_and_take_every_step_of_a_wish(everybody: list[Person]) -> None:
    @settings(some, max_examples=MANY)
    @given(data=st.data())
    def run(data: st.DataObject) -> None:
        walk("wish", everybody, data, LONG)

    run()
    assert damages() == []
    flow = flow_named("wish/1")
    taken = set(Event.objects.order_by().values_list("verb", flat=True).distinct())
    assert {flow.event_of(row) for row in flow.steps} - taken == set()
