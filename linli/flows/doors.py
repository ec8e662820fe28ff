"""The doors by which a record with a flow changes: ``begin`` makes it, ``take`` moves it one step.

``go_on`` makes one that goes on from another, in the state that it is given. ``note`` moves nothing: it writes an event
that is no step, such as an erasure. Each is one transaction: token, lock, check, change, one event. Nothing else may save
a record or a row around it.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from linli.flows.act import Act
from linli.flows.answers import AlreadySent, Incomplete, Stale, not_now, not_yours
from linli.flows.models import Submission
from linli.flows.roles import SYSTEM, actor_of, roles_of
from linli.flows.staleness import is_stale
from linli.flows.table import refusal
from linli.kit.asked import Asked, Slot
from linli.kit.refused import Refused
from linli.ledger import events, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from linli.flows.records import Record
    from linli.flows.rows import Row
    from linli.flows.table import Step
    from linli.ledger.tenant import Tenant
    from linli.people.person import Person

__all__ = ["SYSTEM", "answered", "begin", "begin_together", "go_on", "note", "once", "take", "take_together"]

R = TypeVar("R", bound="Record")
T = TypeVar("T")

Beginning = tuple[R, "datetime", "Mapping[str, object]"]
"""An unsaved record, when it began, and the answers to the first step of its flow."""

TRIES = 10
"""How often an act is tried where it met another one in a unique constraint: each time one of them got through."""


def begin(
    record: R,
    *,
    by: Person,
    at: datetime,
    token: str = "",
    receipt: bool = False,
    facts: dict[str, Any] | None = None,
    **answers: object,
) -> R:
    """Make ``record`` (unsaved, with its street and flow) by the flow's first step.

    ``receipt`` makes a code for whoever has no account. Raises Refused, Incomplete, or AlreadySent for a used token.
    """
    step = record.table.begins

    def work() -> R:
        act = _first(record, step.verb, by=by, at=at, answers=answers, receipt=receipt)
        act.facts.update(facts or {})
        _carry_out(act, (step,))
        events.write([act.event] if act.event else [])
        rows.insert([record])
        _save_rows(act)
        return record

    return once(token, record, work)


def go_on(record: R, verb: str, *, by: Person, at: datetime, does: Callable[[Act], object], receipt: bool = False) -> R:
    """Make ``record`` (unsaved, in its state, with its clock) by an event that is no step: it goes on from another one.

    ``does(act)`` adds the rows and the words that it goes on with; whoever calls has locked the other record.
    """

    def work() -> R:
        act = _first(record, verb, by=by, at=at, answers={}, receipt=receipt)
        does(act)
        _say(act, f"{record.table.noun}.{verb}")
        events.write([act.event] if act.event else [])
        rows.insert([record])
        _save_rows(act)
        return record

    return once("", record, work)


def take(
    verb: str,
    record: R,
    *,
    by: Person,
    at: datetime,
    version: int | None = None,
    token: str = "",
    facts: dict[str, Any] | None = None,
    **answers: object,
) -> R:
    """Take the step ``verb`` on ``record`` and return it as it then stands.

    ``version`` is the one that the person saw; None for the system and for tests of the table. ``facts`` is what the
    event says besides.
    Raises Refused (``not_now``, ``not_yours`` or a need's name), Incomplete, Stale, or AlreadySent for a used token.
    """

    def work() -> R:
        locked = _lock(record)
        if version is not None and is_stale(locked, version):
            raise Stale(locked)
        act = Act(record=locked, verb=verb, by=by, at=at, recorded=timezone.now(), answers=answers)
        act.facts.update(facts or {})
        _carry_out(act, locked.table.rows(verb, locked.state))
        _save([act])
        return locked

    return once(token, record, work)


def begin_together(
    asked: Iterable[Beginning[R]],
    *,
    by: Person,
    receipt: bool = False,
    facts: dict[str, Any] | None = None,
    failed: Callable[[R, Refused], None],
) -> list[R]:
    """Make many records of one model, each by its flow's first step, in the caller's transaction.

    ``failed`` is told which was refused and why; nothing of it is written. All others are written together at the end:
    a database error undoes all of it and is raised. Whoever calls sees to it that none is made twice.
    """
    acts: list[Act] = []
    for record, at, answers in asked:
        step = record.table.begins
        act = _first(record, step.verb, by=by, at=at, answers=answers, receipt=receipt)
        act.facts.update(facts or {})
        try:
            _carry_out(act, (step,))
        except Refused as refused:
            failed(record, refused)
        else:
            acts.append(act)
    if not acts:
        return []
    events.write([act.event for act in acts if act.event])
    _insert([[act.record for act in acts], *_by_kind(row for act in acts for row in act.added)])
    return [act.record for act in acts]  # type: ignore[misc]


def _by_kind(added: Iterable[Row]) -> list[list[Row]]:
    """Rows by their model, in the order in which the first of each came."""
    kinds: dict[str, list[Row]] = defaultdict(list)
    for row in added:
        kinds[row.row_name].append(row)
    return list(kinds.values())


def _insert(kinds: Iterable[Sequence[Tenant]]) -> None:
    for some in kinds:
        if some:
            rows.insert(some)


def take_together(
    locked: Iterable[R], *, verb: Callable[[R], str], at: datetime, failed: Callable[[R, Exception], None]
) -> list[R]:
    """Let the system take a step on each of many records that the caller has locked, in the caller's transaction.

    What follows from one does not follow from another: ``failed`` is told whose step was refused or broke, and those
    stay as they are. Everything is written at the end, so that a database error undoes all of it and is raised.
    """
    acts: list[Act] = []
    for record in locked:
        act = Act(record=record, verb="", by=SYSTEM, at=at, recorded=timezone.now(), answers={})
        try:
            act.verb = verb(record)
            _carry_out(act, record.table.rows(act.verb, record.state))
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever breaks one record must not stop the others; it is told
            failed(record, error)
        else:
            acts.append(act)
    if acts:
        _save(acts)
    return [act.record for act in acts]  # type: ignore[misc]


def note(record: R, verb: str, *, by: Person, at: datetime, does: Callable[[Act], bool], token: str = "") -> R:
    """Write an event that is no step of the flow and changes no state; returns the record as it then stands.

    ``does(act)`` runs under the lock and says what the event has to say; False where there is nothing to write.
    """

    def work() -> R:
        locked = _lock(record)
        act = Act(record=locked, verb=verb, by=by, at=at, recorded=timezone.now(), answers={})
        if not does(act):
            return locked
        _say(act, f"{locked.table.noun}.{verb}")
        _save([act])
        return locked

    return once(token, record, work)


def once(token: str, record: Record, work: Callable[[], T]) -> T:
    """Run ``work`` in one transaction, once per ``token``; again where two acts met in a unique constraint."""
    for tried in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                if token:
                    _use(token, record)
                return work()
        except IntegrityError:
            answered(token, street=record.street)
            if tried == TRIES:
                raise
    raise AssertionError


def answered(token: str, *, street: str) -> None:
    """Raise AlreadySent where the form with this token was taken before."""
    sent = Submission.objects.filter(street=street, token=token).first() if token else None
    if sent is not None:
        raise AlreadySent(sent.stream) from None


def _use(token: str, record: Record) -> None:
    rows.insert([Submission(street=record.street, token=token, stream=record.id, used=timezone.now())])


def _first(record: Record, verb: str, *, by: Person, at: datetime, answers: Mapping[str, object], receipt: bool) -> Act:
    """The act that makes a record. A second try begins anew: nothing of the first was kept."""
    record.version, record.head, record._state.adding = 0, "", True
    record.began = at
    return Act(record=record, verb=verb, by=by, at=at, recorded=timezone.now(), answers=answers, receipt=receipt)


def _lock(record: R) -> R:
    locked: R | None = _locking(type(record)).first(street=record.street, id=record.id)
    if locked is None:
        raise type(record).DoesNotExist
    return locked


@lru_cache
def _locking(model: type[R]) -> Asked[R]:
    street, key = Slot("street", model), Slot("id", model)
    return Asked(lambda: model._default_manager.select_for_update().filter(street=street, id=key))


def _carry_out(act: Act, steps: tuple[Step, ...]) -> None:
    act.step = step = _choose(act, steps)
    for does in step.does:
        does(act)
    record = act.record
    if step.after:
        record.state = step.after
    if step.stops:
        record.stop_clock(act)
    if step.starts:
        record.start_clock(act, step.starts)
    _say(act, record.table.event_of(step))


def _choose(act: Act, steps: tuple[Step, ...]) -> Step:
    """The first row that this person may take, whose condition holds; its answers are checked on the way."""
    if not steps:
        raise not_now(act.record)
    asked = frozenset(role for row in steps for role in row.who)
    held = roles_of(act.record, act.by, asked)
    mine = [row for row in steps if held.intersection(row.who)]
    if not mine:
        raise not_yours()
    act.facts["as"] = next(role for role in mine[0].who if role in held)
    _check_answers(act, mine[0])
    step = next((row for row in mine if row.when is None or row.when.holds(act)), None)
    if step is None:
        raise not_now(act.record)
    for need in step.needs:
        if not need.holds(act):
            raise refusal(need)
    return step


def _check_answers(act: Act, step: Step) -> None:
    checked = step.asks.check(act.answers, act)
    if checked.errors:
        raise Incomplete(checked.errors)
    act.answers = checked.values
    in_the_open: dict[str, Any] = {}
    for asked in step.asks.fields:
        value = checked.values[asked.name]
        if not asked.private:
            in_the_open[asked.name] = value
        elif text := asked.kept(value):
            act.words.append(events.Words(asked.name, text, asked.audience, asked.findable))
    if in_the_open:
        act.facts["answers"] = in_the_open


def _say(act: Act, verb: str) -> None:
    """Put the event of the act into words; the record stands after it."""
    record = act.record
    act.event = events.prepare(
        events.Entry(
            street=record.street,
            stream=record.id,
            head=record.last,
            verb=verb,
            by=actor_of(act.by),
            at=act.at,
            recorded=act.recorded,
            facts=act.says(),
            words=act.words,
            receipt=act.receipt,
        )
    )
    record.version = act.event.event.number
    record.head = act.event.event.hash
    record.changed = act.at


def _save(acts: Sequence[Act]) -> None:
    """Write the events of acts on records that are there, what changed in these, and the rows around them."""
    events.write([act.event for act in acts if act.event])
    changed: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for act in acts:
        changed[*act.columns(), "version", "head", "changed"].append(act.record)
    for columns, records in changed.items():
        if len(records) == 1:
            rows.update(records[0], columns)
        else:
            rows.update_each(records, columns)
    for act in acts:
        _save_rows(act)


def _save_rows(act: Act) -> None:
    _insert(_by_kind(act.added))
    for row in act.changed:
        rows.update(row, row.ledgered)
