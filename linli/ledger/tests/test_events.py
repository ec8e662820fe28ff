"""What an event binds, and who may come second."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from copy import copy
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, models, transaction

from linli.kit.ids import uuid7
from linli.ledger import events, receipts
from linli.ledger.events import Head, Words
from linli.ledger.models import Event, Receipt, Text
from linli.ledger.tests.writing import STREET, Stream, at

if TYPE_CHECKING:
    from datetime import datetime

WORDS = (Words("words", "想要一根拐杖", "participants"), Words("name", "邹桂英", "handlers"))


def changed(value: Any) -> Any:
    """Another value of the same type."""
    if isinstance(value, UUID):
        return uuid7()
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        return f"{value[:-1]}{'1' if value[-1:] != '1' else '2'}"
    moment: datetime = value
    return moment + timedelta(microseconds=1)


def columns(model: type[models.Model], *, but: str = "") -> list[str]:
    return [field.attname for field in model._meta.concrete_fields if field.name != but]


def with_change(row: Any, column: str) -> Any:
    other = copy(row)
    setattr(other, column, changed(getattr(row, column)))
    return other


@pytest.mark.django_db
@pytest.mark.parametrize("column", columns(Event, but="hash"))
def test_the_hash_binds_every_column_of_the_event(column: str) -> None:
    event = Stream().write(at(1))
    assert events.event_hash(Event.objects.get(id=event.id)) == event.hash
    assert events.event_hash(with_change(event, column)) != event.hash


@pytest.mark.django_db
@pytest.mark.parametrize("column", columns(Text, but="found"))
def test_the_event_binds_every_column_of_its_texts(column: str) -> None:
    event = Stream().write(at(1), words=WORDS)
    text = Text.objects.get(event=event, field="words")
    assert events.commitment(text) == events.facts_of(event)["texts"]["words"]
    assert events.commitment(with_change(text, column)) != events.commitment(text)


@pytest.mark.django_db
@pytest.mark.parametrize("column", columns(Receipt))
def test_the_event_binds_every_column_of_its_receipt(column: str) -> None:
    event = Stream().write(at(1), receipt=True)
    receipt = Receipt.objects.get(event=event)
    assert receipts.commitment(receipt) == events.facts_of(event)["receipt"]
    assert receipts.commitment(with_change(receipt, column)) != receipts.commitment(receipt)


@pytest.mark.django_db
def test_the_facts_hold_no_word_of_a_person() -> None:
    event = Stream().write(at(1), words=WORDS)
    assert {events.words_of(text) for text in Text.objects.filter(event=event)} == {"想要一根拐杖", "邹桂英"}
    assert "拐杖" not in event.facts
    assert "邹桂英" not in event.facts


@pytest.mark.django_db
def test_the_same_words_twice_have_two_commitments() -> None:
    first, second = (Stream().write(at(1), words=WORDS) for _ in range(2))
    assert events.facts_of(first)["texts"]["name"] != events.facts_of(second)["texts"]["name"]


@pytest.mark.django_db
def test_each_event_names_the_hash_of_the_one_before() -> None:
    stream = Stream()
    first, second = stream.write(at(1)), stream.write(at(2))
    assert (first.number, first.previous) == (1, "")
    assert (second.number, second.previous) == (2, first.hash)


@pytest.mark.django_db
def test_whoever_writes_on_the_same_head_comes_second_and_writes_nothing() -> None:
    stream = Stream()
    stream.write(at(1))
    late = Stream()
    late.id = stream.id
    with pytest.raises(IntegrityError):
        late.write(at(1), words=WORDS, receipt=True)
    assert Event.objects.filter(stream=stream.id).count() == 1
    assert not Text.objects.exists()
    assert not Receipt.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_leave_one_unbroken_chain() -> None:
    stream_id, writers, turns = uuid7(), 4, 10

    def write(_writer: int) -> None:
        done = 0
        while done < turns:
            last = Event.objects.filter(street=STREET, stream=stream_id).order_by("number").last()
            mine = Stream()
            mine.id, mine.head = stream_id, Head(last.number, last.hash) if last else Head()
            try:
                with transaction.atomic():
                    mine.write(at(1))
                done += 1
            except IntegrityError:
                continue
        connection.close()

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    written = list(Event.objects.filter(stream=stream_id).order_by("number"))
    assert [event.number for event in written] == list(range(1, writers * turns + 1))
    assert [event.previous for event in written] == ["", *(event.hash for event in written[:-1])]
