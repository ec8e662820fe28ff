"""Figures are counted from the ledger alone, each event once, whatever crashes and however many count."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import contextmanager, suppress
from threading import Event as Signal
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from linli.kit.ids import uuid7
from linli.ledger import bulk, counting, figures, recount, summing
from linli.ledger.days import day_of
from linli.ledger.events import Entry, append
from linli.ledger.figures import NOTHING, Dimension, Figure, Increment, Rate
from linli.ledger.models import Event
from linli.ledger.summing import Period
from linli.ledger.tallies import KEY, Mark, Tally, Uncounted
from linli.ledger.tests.writing import BY, OTHER_STREET, STREET, Stream, at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from linli.ledger.told import Told

HOME, ELSEWHERE = f"{STREET}004", f"{STREET}006"
COLOUR = Dimension("colour", "colour", {"red": "red", "blue": "blue"})


def of_boxes() -> frozenset[str]:
    return frozenset({"box"})


def colour(told: Told) -> dict[str, str]:
    return {"colour": told.columns.get("colour", "")}


MADE = Figure(
    "boxes.made", "made", "boxes", "Boxes made, by the day on which they were.", of_boxes,
    counts=lambda told: (Increment(colour(told)),) if told.verb == "make" else NOTHING, dimensions=(COLOUR,),
)  # fmt: skip
WEIGHED = Figure(
    "boxes.weight", "weight", "kg", "What was put in.", of_boxes,
    counts=lambda told: (Increment(colour(told), told.facts["kg"]),) if told.verb == "fill" else NOTHING,
    dimensions=(COLOUR,),
)  # fmt: skip
OPEN = Figure(
    "boxes.open", "open", "boxes", "Boxes that stand open.", of_boxes,
    stands=lambda told: colour(told) if told.columns.get("open") else None, dimensions=(COLOUR,),
)  # fmt: skip
FULL = Rate("boxes.full_rate", "full", "Weight over boxes made.", WEIGHED.name, MADE.name, beside=(OPEN.name,))
ALL = Period(day_of(at(1)), day_of(at(30)))


@pytest.fixture(autouse=True)
def _boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A vocabulary of our own."""
    monkeypatch.setattr(figures, "_declared", {})
    monkeypatch.setattr(figures, "_of_noun", {})
    for figure in (MADE, WEIGHED, OPEN, FULL):
        figures.declare(figure)


class Box:
    """A stream of the tests: made in a place, filled, opened and shut, moved, painted."""

    def __init__(self, street: str = STREET, place: str = HOME) -> None:
        self.stream = Stream(street)
        self.place = place

    def does(self, verb: str, when: datetime, **told: Any) -> Event:
        facts = {"set": told.pop("set", {}), **told}
        if verb == "make":
            facts["set"] = {"place": self.place, "open": True, "colour": "red", **facts["set"]}
        return self.stream.write(when, verb=f"box.{verb}", facts=facts)


def caught_up(street: str = STREET) -> None:
    counting.catch_up([street])


def value(name: str, *, code: str = STREET, period: Period = ALL) -> float | None:
    (found,) = summing.numbers([figures.named(name)], [code], period)
    return found[name].value


def one_day(day: int) -> Period:
    return Period(day_of(at(day)), day_of(at(day)))


def stored() -> tuple[Counter[Any], Counter[Any]]:
    """Marks and tallies without their keys; what sums up to nothing is nothing."""
    columns = ("street", "figure", "day", "place", "split", "value")
    marks = Counter(Mark.objects.values_list(*columns, "stream", "number"))
    return marks, Counter(row for row in Tally.objects.values_list(*columns) if row[-1])


@pytest.mark.django_db
class TestWhatIsCounted:
    def test_a_figure_counts_by_the_day_on_which_something_happened_not_by_that_of_its_record(self) -> None:
        box = Box()
        entry = Entry(STREET, box.stream.id, box.stream.head, "box.make", BY, at(3), at(9), {"set": {"place": HOME}})
        append(entry)
        caught_up()
        assert value("boxes.made", period=one_day(3)) == 1
        assert value("boxes.made", period=one_day(9)) == 0

    def test_a_day_begins_and_ends_at_midnight_in_shanghai_and_both_days_of_a_period_count(self) -> None:
        Box().does("make", at(4, 0, 0, 0))
        Box().does("make", at(5, 23, 59, 59))
        caught_up()
        assert value("boxes.made", period=Period(day_of(at(4)), day_of(at(5)))) == 2
        assert value("boxes.made", period=one_day(4)) == 1
        assert value("boxes.made", period=one_day(3)) == value("boxes.made", period=one_day(6)) == 0

    def test_what_stands_is_counted_as_it_stood_at_the_end_of_the_last_day(self) -> None:
        box = Box()
        box.does("make", at(3))
        box.does("shut", at(6), set={"open": False})
        caught_up()
        assert [value("boxes.open", period=one_day(day)) for day in (2, 3, 5, 6, 30)] == [0, 1, 1, 0, 0]

    def test_a_state_never_holds_before_the_one_that_it_follows(self) -> None:
        """Somebody notes late that the box was shut on the 2nd, which was before it was made."""
        box = Box()
        box.does("make", at(5))
        box.does("shut", at(2), set={"open": False})
        caught_up()
        assert [value("boxes.open", period=one_day(day)) for day in range(1, 8)] == [0] * 7

    def test_what_moves_or_is_painted_leaves_its_old_place_and_colour(self) -> None:
        box = Box()
        box.does("make", at(3))
        box.does("move", at(5), set={"place": ELSEWHERE, "colour": "blue"})
        caught_up()
        assert [value("boxes.open", code=HOME, period=one_day(day)) for day in (4, 5)] == [1, 0]
        assert [value("boxes.open", code=ELSEWHERE, period=one_day(day)) for day in (4, 5)] == [0, 1]
        assert value("boxes.made", code=HOME) == 1

    def test_a_value_that_is_in_no_list_counts_as_another(self) -> None:
        Box().does("make", at(3), set={"colour": str(BY)})
        caught_up()
        (found,) = summing.numbers([MADE], [STREET], ALL)
        assert found["boxes.made"].parts == {"colour=other": 1}

    def test_a_rate_gives_its_two_counts_and_what_stands_beside(self) -> None:
        box = Box()
        box.does("make", at(3))
        box.does("fill", at(4), kg=3)
        Box().does("make", at(4))
        caught_up()
        (found,) = summing.numbers([FULL], [STREET], ALL)
        full = found["boxes.full_rate"]
        assert (full.value, full.numerator, full.denominator, full.beside) == (1.5, 3, 2, {"boxes.open": 2})
        assert value("boxes.full_rate", period=one_day(9)) is None

    def test_a_place_is_a_district_a_street_a_community_or_a_grid(self) -> None:
        Box(place=f"{HOME}001").does("make", at(3))
        Box(place=HOME).does("make", at(3))
        Box(street=OTHER_STREET, place=f"{OTHER_STREET}001").does("make", at(3))
        for street in (STREET, OTHER_STREET):
            caught_up(street)
        codes = (f"{HOME}001", HOME, ELSEWHERE, STREET, STREET[:6], OTHER_STREET[:2], "6")
        assert [value("boxes.made", code=code) for code in codes] == [1, 2, 0, 2, 2, 1, 2]

    def test_a_number_opens_its_streams(self) -> None:
        kept, shut = Box(), Box()
        for box in (kept, shut):
            box.does("make", at(3))
        shut.does("shut", at(4), set={"open": False})
        caught_up()
        found = summing.streams(OPEN, [STREET], one_day(5))
        assert [row["stream"] for row in found] == [kept.stream.id]
        assert {row["stream"] for row in summing.streams(OPEN, [STREET], one_day(3))} == {
            kept.stream.id,
            shut.stream.id,
        }
        assert not summing.streams(MADE, [STREET], ALL, split="colour=blue")
        assert len(summing.streams(MADE, [STREET], ALL, split="colour=red")) == 2


def test_a_figure_says_once_what_counts() -> None:
    with pytest.raises(ValueError, match="not, or twice"):
        Figure("boxes.none", "", "", "", of_boxes)


def test_two_figures_have_two_names_and_a_rate_is_made_of_declared_counts() -> None:
    with pytest.raises(ValueError, match="two figures"):
        figures.declare(Figure("boxes.made", "", "", "", of_boxes, counts=lambda _told: NOTHING))
    with pytest.raises(ValueError, match="nobody declared"):
        figures.declare(Rate("boxes.rate", "", "", "boxes.gone", "boxes.made"))


def test_what_counts_does_not_see_who_did_it() -> None:
    from dataclasses import fields

    from linli.ledger.told import Told

    assert "by" not in {each.name for each in fields(Told)}


@pytest.mark.django_db
class TestOnce:
    def test_an_event_is_counted_once_however_often_one_counts(self) -> None:
        Box().does("make", at(3))
        for _time in range(3):
            caught_up()
        assert value("boxes.made") == 1
        assert not Uncounted.objects.exists()

    def test_counting_after_each_event_is_the_same_as_counting_at_the_end_and_anew(self) -> None:
        chance = random.Random(7)  # noqa: S311 - a story, not a secret
        boxes: list[Box] = []
        for _number in range(120):
            _anything(chance, boxes)
            if chance.random() < 1 / 3:
                counting.know([STREET])
                counting.count(STREET, now=timezone.now(), most=chance.randint(1, 5))
        caught_up()
        now_and_then = stored()
        counting.anew(STREET)
        caught_up()
        assert stored() == now_and_then
        assert recount.differences(STREET) == []
        assert sum(now_and_then[0].values()) > 100

    def test_an_event_that_nobody_counts_waits_for_nothing(self) -> None:
        Stream().write(at(3), verb="stone.turn")
        assert not Uncounted.objects.exists()

    def test_a_new_vocabulary_counts_everything_anew(self) -> None:
        box = Box()
        box.does("make", at(3))
        caught_up()
        opened = Figure(
            "boxes.shut", "", "", "", of_boxes, counts=lambda told: (Increment(),) if told.verb == "shut" else NOTHING
        )
        box.does("shut", at(4), set={"open": False})
        caught_up()
        figures.declare(opened)
        assert summing.standing([STREET]).anew == (STREET,)
        caught_up()
        assert value("boxes.shut") == 1
        assert value("boxes.made") == 1
        assert summing.standing([STREET]).anew == ()

    def test_the_worker_finds_what_was_written_before_there_were_figures(self) -> None:
        Box().does("make", at(3))
        Uncounted.objects.all().delete()
        job = counting.Counting()
        while job.step():
            pass
        assert value("boxes.made") == 1

    def test_a_stream_that_cannot_be_read_keeps_no_other_waiting_and_is_not_lost(self) -> None:
        bad, good = Box(), Box()
        for box in (bad, good):
            box.does("make", at(3))
        told = Event.objects.get(stream=bad.stream.id).facts
        Event.objects.filter(stream=bad.stream.id).update(facts="{")
        caught_up()
        assert value("boxes.made") == 1
        assert summing.standing([STREET]).waiting == 1
        Event.objects.filter(stream=bad.stream.id).update(facts=told)
        Uncounted.objects.update(due=timezone.now())
        caught_up()
        assert value("boxes.made") == 2

    def test_what_is_written_in_bulk_is_what_is_read(self) -> None:
        odd = ("", "\\N", "a\tb", "a\nb", "'\"{},\\", "一二")
        rows = [(uuid7(), STREET, "odd", day_of(at(3)), HOME, split, 1, BY, 1) for split in odd]
        bulk.insert(Mark, rows)
        assert sorted(Mark.objects.values_list("split", flat=True)) == sorted(odd)
        assert set(Mark.objects.values_list("id", "stream", "day")) == {(row[0], BY, day_of(at(3))) for row in rows}
        for _time in range(2):
            bulk.add(Tally, [(uuid7(), *row[1:6], 2) for row in rows], to="value", key=KEY)
        assert set(Tally.objects.values_list("split", "value")) == {(split, 4) for split in odd}

    def test_damaged_sums_are_found(self) -> None:
        Box().does("make", at(3))
        caught_up()
        assert recount.differences(STREET) == []
        Tally.objects.filter(figure="boxes.made").update(value=5)
        (found,) = recount.differences(STREET)
        assert (found.key[0], found.events, found.marks, found.tally) == ("boxes.made", 1, 1, 5)


def _anything(chance: random.Random, boxes: list[Box]) -> None:
    """One more event of some box, now and then one that happened earlier than the one before."""
    when = at(chance.randint(1, 28), chance.randint(0, 23))
    if not boxes or chance.random() < 1 / 4:
        boxes.append(Box(place=chance.choice([HOME, f"{HOME}001", ELSEWHERE])))
        boxes[-1].does("make", when, set={"colour": chance.choice(["red", "blue", "green"])})
        return
    box = chance.choice(boxes)
    match chance.choice(["fill", "open", "shut", "move"]):
        case "fill":
            box.does("fill", when, kg=chance.randint(-3, 9))
        case "move":
            box.does("move", when, set={"place": chance.choice([HOME, ELSEWHERE])})
        case verb:
            box.does(verb, when, set={"open": verb == "open"})


class CrashError(Exception):
    """The process ended here."""


@contextmanager
def crash_at(statement: int) -> Iterator[list[int]]:
    """Let the process end before its n-th statement; how many there were."""
    seen = [0]

    def counted(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        seen[0] += 1
        if seen[0] == statement:
            raise CrashError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        yield seen


@pytest.mark.django_db(transaction=True)
def test_a_crash_anywhere_neither_loses_nor_doubles() -> None:
    """Every statement of counting is the last one once, in a fresh count and in one that goes on; then it goes on."""
    chance = random.Random(3)  # noqa: S311 - the same
    boxes: list[Box] = []
    for _number in range(40):
        _anything(chance, boxes)
    statement, ended = 1, False
    while not ended:
        with crash_at(statement) as seen:
            with suppress(CrashError):
                caught_up()
            ended = seen[0] < statement
        if ended:
            break
        statement += 1
        for _number in range(2):
            _anything(chance, boxes)
        if statement % 3 == 0:
            counting.anew(STREET)
    assert statement > 10
    assert recount.differences(STREET) == []
    assert summing.standing([STREET]).waiting == 0
    was = stored()
    counting.anew(STREET)
    caught_up()
    assert stored() == was


@pytest.mark.django_db(transaction=True)
def test_several_who_count_at_once_count_each_event_once() -> None:
    chance = random.Random(5)  # noqa: S311 - the same
    boxes: list[Box] = []
    for _number in range(60):
        _anything(chance, boxes)
    go = Signal()
    wrong: list[BaseException] = []

    def count() -> None:
        try:
            go.wait(10)
            for _time in range(30):
                counting.know([STREET])
                counting.count(STREET, now=timezone.now(), most=4)
        except BaseException as error:  # noqa: BLE001 - told by the test
            wrong.append(error)
        finally:
            connection.close()

    threads = [Thread(target=count) for _each in range(4)]
    for thread in threads:
        thread.start()
    go.set()
    for _number in range(30):
        _anything(chance, boxes)
    for thread in threads:
        thread.join(60)
    assert wrong == []
    caught_up()
    assert recount.differences(STREET) == []
    assert summing.standing([STREET]).waiting == 0


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
class TestTwoConnections:
    """PostgreSQL shows rows in the order of commits, not of their keys or times."""

    def late_commit(self, begins: list[Box]) -> tuple[Thread, Signal, Signal]:
        """Another connection writes a box's first event and commits only when it is told to."""
        written, commit = Signal(), Signal()

        def write() -> None:
            try:
                with transaction.atomic():
                    begins[0].does("make", at(3))
                    written.set()
                    assert commit.wait(20)
            finally:
                connection.close()

        thread = Thread(target=write)
        thread.start()
        assert written.wait(20)
        return thread, written, commit

    @pytest.mark.parametrize("fresh", [True, False], ids=["while all is counted anew", "while it goes on"])
    def test_an_event_with_a_smaller_key_that_becomes_visible_later_is_not_missed(self, fresh: bool) -> None:  # noqa: FBT001
        if not fresh:
            Box().does("make", at(1))
            caught_up()
        early = Box()
        thread, _written, commit = self.late_commit([early])
        late = Box()
        late.does("make", at(4))
        assert early.stream.id < late.stream.id
        caught_up()
        seen = value("boxes.made", period=Period(day_of(at(2)), day_of(at(30))))
        commit.set()
        thread.join(20)
        caught_up()
        assert seen == 1
        assert value("boxes.made", period=Period(day_of(at(2)), day_of(at(30)))) == 2
        assert recount.differences(STREET) == []

    def test_an_event_that_is_committed_in_the_middle_of_a_count_waits_for_the_next(self) -> None:
        """Between reading the streams anew and forgetting what waited, another event of a read stream comes in."""
        box = Box()
        box.does("make", at(3))
        written: list[bool] = []

        def meanwhile(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
            if sql.startswith('DELETE FROM "ledger_uncounted"') and not written:
                written.append(True)
                thread = Thread(target=self._fill, args=(box,))
                thread.start()
                thread.join(20)
            return execute(sql, params, many, context)

        counting.know([STREET])
        with connection.execute_wrapper(meanwhile):
            counting.count(STREET, now=timezone.now())
        assert written
        assert value("boxes.weight") == 0
        assert summing.standing([STREET]).waiting == 1
        caught_up()
        assert value("boxes.weight") == 7
        assert recount.differences(STREET) == []

    @staticmethod
    def _fill(box: Box) -> None:
        try:
            box.does("fill", at(4), kg=7)
        finally:
            connection.close()

    def test_in_a_street_one_counts_at_a_time_and_the_other_does_not_wait(self) -> None:
        Box().does("make", at(3))
        counting.know([STREET])
        held, done = Signal(), Signal()

        def hold() -> None:
            try:
                with transaction.atomic():
                    assert counting.count(STREET, now=timezone.now()) == 1
                    held.set()
                    assert done.wait(20)
            finally:
                connection.close()

        thread = Thread(target=hold)
        thread.start()
        assert held.wait(20)
        assert counting.count(STREET, now=timezone.now()) == 0
        done.set()
        thread.join(20)
        assert value("boxes.made") == 1
