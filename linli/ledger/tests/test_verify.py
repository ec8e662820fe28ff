"""Verify finds nothing in a sound ledger, and what it finds in a damaged one it names."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from linli.ledger import events, roots, roots_file
from linli.ledger.events import Words
from linli.ledger.models import Event, Receipt, Root, Text
from linli.ledger.tests.writing import OTHER_STREET, STREET, Stream, at
from linli.ledger.verify import verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from linli.ledger.report import Damage
    from linli.ledger.streams import Stream as BatchedStream

pytestmark = pytest.mark.django_db
WORDS = (Words("words", "想要一根拐杖", "participants"), Words("name", "邹桂英", "handlers"))
NOW = at(6, 12)


@pytest.fixture(autouse=True)
def only_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    """These streams belong to no record: what higher floors check is not asked here."""
    monkeypatch.setattr("linli.ledger.verify._checks", [])


@pytest.fixture
def streams() -> list[Stream]:
    """Two streets, five days closed, one event after the last root."""
    made = [Stream(), Stream(), Stream(OTHER_STREET)]
    for day in range(1, 6):
        for stream in made:
            stream.write(at(day), words=WORDS if day % 2 else (), receipt=day == 1)
    roots.close_days(NOW)
    made[0].write(at(6))
    return made


def found(now: Any = NOW, roots_file: Path | None = None) -> list[Damage]:
    return verify(roots_file, now=now).damages


def named(damages: list[Damage], what: str) -> list[Damage]:
    return [damage for damage in damages if damage.what == what]


def run(sql: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))


def test_a_sound_ledger_has_no_damage(streams: list[Stream]) -> None:
    report = verify(now=NOW)
    assert report.sound, report.damages
    assert dict(report.counts) == {
        "streams": 3,
        "events": 16,
        "texts": 18,
        "receipts": 3,
        "roots": 10,
        "younger": 1,
    }
    assert report.closed == {STREET: "2026-06-05", OTHER_STREET: "2026-06-05"}
    assert "1" in report.not_covered()[0]
    assert len(report.not_covered()) == 2
    assert streams


def test_a_ledger_without_any_event_is_sound() -> None:
    assert verify(now=NOW).sound


def test_a_sound_ledger_agrees_with_what_was_published(streams: list[Stream]) -> None:
    for street in (STREET, OTHER_STREET):
        report = verify(roots_file.file_of(street), now=NOW)
        assert report.sound, report.damages
        assert len(report.not_covered()) == 1
    assert streams


def test_an_older_published_file_serves_too(streams: list[Stream], tmp_path: Path) -> None:
    old = tmp_path / "old.jsonl"
    shutil.copy(roots_file.file_of(STREET), old)
    roots.close_days(at(9))
    assert verify(old, now=at(9)).sound
    assert streams


def test_a_stream_that_was_written_anew_is_named(streams: list[Stream]) -> None:
    """Somebody who knows the rules, but lacks the keys, rewrites a stream from its third event on."""
    stream, before = streams[1], ""
    for event in Event.objects.filter(stream=stream.id).order_by("number"):
        event.previous = before or event.previous
        if event.number == 3:
            event.verb = "probe.undone"
        event.hash = events.event_hash(event)
        event.save()
        before = event.hash
    damages = found()
    assert {(one.stream, one.number, one.day) for one in named(damages, "rooted_changed")} == {
        (str(stream.id), number, f"2026-06-0{number}") for number in (3, 4, 5)
    }
    assert {(one.street, one.number) for one in named(damages, "merkle")} == {(STREET, 3), (STREET, 4), (STREET, 5)}
    assert len(damages) == 6


def test_an_erased_text_is_legal_when_a_later_event_covers_it(streams: list[Stream]) -> None:
    stream = streams[0]
    stream.write(at(6), verb="probe.erased", facts={"erases": [[1, "words"], [3, "name"]]})
    covered = (1, "words"), (3, "name")
    for number, field in covered:
        Text.objects.filter(stream=stream.id, event__number=number, field=field).delete()
    assert found() == []


def test_an_erased_text_that_nothing_covers_is_named(streams: list[Stream]) -> None:
    stream = streams[0]
    stream.write(at(6), verb="probe.erased", facts={"erases": [[1, "words"], [9, "name"]]})
    Text.objects.filter(stream=stream.id, event__number=1).delete()
    (damage,) = found()
    assert (damage.table, damage.what, damage.number, damage.detail) == ("text", "text_missing", 1, "field name")


@pytest.mark.parametrize(
    "erases", ["words", [1], [[1]], [["1", "words"]], [[7, "words"]], {"1": "words"}, [[True, "words", 3]]]
)
def test_an_erasure_covers_nothing_that_it_does_not_name_or_that_came_after(streams: list[Stream], erases: Any) -> None:
    stream = streams[0]
    stream.write(at(6), facts={"erases": erases})
    last = stream.write(at(6), words=WORDS[:1])
    assert last.number == 8
    Text.objects.filter(stream=stream.id, event__number__in=(1, 8), field="words").delete()
    assert [(one.what, one.number) for one in found()] == [("text_missing", 1), ("text_missing", 8)]


def test_an_erased_text_that_is_still_there_is_named(streams: list[Stream]) -> None:
    streams[0].write(at(6), facts={"erases": [[1, "words"]]})
    assert [(one.what, one.number) for one in found()] == [("text_kept", 1)]


def test_a_text_put_beside_an_event_that_does_not_speak_of_it_is_named(streams: list[Stream]) -> None:
    event = Event.objects.get(stream=streams[0].id, number=2)
    Text.objects.create(street=STREET, stream=event.stream, event=event, field="words", audience="public", sealed="x:y")
    (damage,) = found()
    assert (damage.table, damage.what, damage.number) == ("text", "unknown", 2)


def test_a_receipt_put_beside_a_stream_is_named(streams: list[Stream]) -> None:
    stream = Stream()
    event = stream.write(at(6))
    Receipt.objects.create(street=STREET, stream=event.stream, event=event, lookup="f" * 64, code="x")
    (damage,) = found()
    assert (damage.table, damage.what, damage.stream) == ("receipt", "unknown", str(stream.id))
    assert streams


def test_an_event_that_was_put_into_a_closed_day_is_named(streams: list[Stream]) -> None:
    late = Stream()
    late.write(at(2))
    (damage,) = found()
    assert (damage.what, damage.stream, damage.number, damage.day) == ("unrooted", str(late.id), 1, "2026-06-02")
    assert streams


def test_an_event_put_before_the_first_day_is_named(streams: list[Stream]) -> None:
    late = Stream()
    late.write(at(1).replace(month=1))
    assert [(one.what, one.stream) for one in found()] == [("unrooted", str(late.id))]
    assert streams


def test_days_that_nobody_closed_are_named(streams: list[Stream]) -> None:
    assert found(now=at(7, 12)) == []
    damages = found(now=at(10, 12))
    assert {(one.what, one.street, one.day, one.detail) for one in damages} == {
        ("not_closed", STREET, "2026-06-06", "to 2026-06-08"),
        ("not_closed", OTHER_STREET, "2026-06-06", "to 2026-06-08"),
    }
    assert streams


def test_last_days_removed_with_their_roots_show_only_against_the_published_file(
    streams: list[Stream], tmp_path: Path
) -> None:
    kept = tmp_path / "kept.jsonl"
    shutil.copy(roots_file.file_of(OTHER_STREET), kept)
    Text.objects.filter(street=OTHER_STREET, event__number=5).delete()
    Event.objects.filter(street=OTHER_STREET, number=5).delete()
    Root.objects.filter(street=OTHER_STREET, number=5).delete()
    assert verify(now=at(6, 12)).sound
    damages = found(roots_file=kept)
    assert {(one.table, one.what, one.number) for one in damages} >= {
        ("published", "published_missing", 5),
        ("event", "rooted_missing", 5),
    }
    assert streams


def test_a_whole_street_removed_shows_against_its_published_file(streams: list[Stream]) -> None:
    Text.objects.filter(street=OTHER_STREET).delete()
    Receipt.objects.filter(street=OTHER_STREET).delete()
    Event.objects.filter(street=OTHER_STREET).delete()
    Root.objects.filter(street=OTHER_STREET).delete()
    assert verify(now=NOW).sound
    damages = found(roots_file=roots_file.file_of(OTHER_STREET))
    assert len(named(damages, "published_missing")) == 5
    assert streams


def test_a_published_line_that_was_changed_is_named(streams: list[Stream], tmp_path: Path) -> None:
    changed = tmp_path / "changed.jsonl"
    lines = roots_file.file_of(STREET).read_text(encoding="utf-8").splitlines(keepends=True)
    lines[2] = lines[2].replace('\\"day\\":\\"2026-06-03\\"', '\\"day\\":\\"2026-06-04\\"')
    changed.write_text("".join(lines), encoding="utf-8")
    damages = found(roots_file=changed)
    assert [(one.table, one.what, one.number) for one in damages] == [
        ("published", "published_unsigned", 3),
        ("published", "previous", 4),
    ]
    assert streams


@pytest.mark.parametrize("number", [2, 5])
def test_a_root_put_under_another_street_is_named_and_its_events_are_not_blamed(
    streams: list[Stream], number: int
) -> None:
    root = Root.objects.get(street=STREET, number=number)
    Root.objects.filter(id=root.id).update(street="654202001")
    damages = found()
    (column,) = named(damages, "column")
    assert (column.row, column.column, column.number) == (str(root.id), "street", number)
    assert {one.table for one in damages if one.what != "unrooted"} == {"root"}
    assert streams


@pytest.mark.parametrize("model", [Event, Text, Receipt, Root], ids=lambda model: model.__name__)
def test_what_cannot_even_be_read_is_named_and_hides_nothing_else(streams: list[Stream], model: Any) -> None:
    """SQLite stores whatever it is given, in any column."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL refuses values of another type")
    other = Event.objects.filter(stream=streams[2].id, number=2).get()
    run("UPDATE ledger_event SET verb = 'probe.other' WHERE id = %s", other.id.hex)
    row = model.objects.exclude(pk=other.pk).order_by("pk").first()
    for field in model._meta.concrete_fields:
        if field.primary_key or isinstance(field, type(model._meta.get_field("street"))):
            continue
        for nonsense in ("?", b"\xff\xfe", "2026-02-30 25:61:00", 2**62):
            kept = read(model, field.column, row)
            try:
                run("PRAGMA ignore_check_constraints = 1")
                store(model, field.column, row, nonsense)
                damages = found()
            finally:
                store(model, field.column, row, kept)
                run("PRAGMA ignore_check_constraints = 0")
            assert any(one.table == "event" and one.what == "hash" and one.number == 2 for one in damages)
            place = [
                one for one in damages if one.table == model._meta.model_name and one.row in {row.id.hex, str(row.id)}
            ]
            assert place, (field.column, nonsense, damages)


def store(model: Any, column: str, row: Any, value: object) -> None:
    run(f"UPDATE {model._meta.db_table} SET {column} = %s WHERE id = %s", value, row.id.hex)  # noqa: S608 - our own names


def read(model: Any, column: str, row: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} WHERE id = %s", [row.id.hex])  # noqa: S608
        return cursor.fetchone()[0]


def test_text_that_is_no_unicode_is_named(streams: list[Stream]) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL refuses bytes that are no UTF-8")
    event = Event.objects.get(stream=streams[0].id, number=2)
    run("UPDATE ledger_event SET verb = CAST(x'ff706f' AS TEXT) WHERE id = %s", event.id.hex)
    assert ("event", "hash", 2) in {(one.table, one.what, one.number) for one in found()}


@pytest.mark.postgres_only
def test_a_moment_without_end_is_named(streams: list[Stream]) -> None:
    event = Event.objects.get(stream=streams[0].id, number=2)
    run("UPDATE ledger_event SET at = 'infinity' WHERE id = %s", event.id)
    damages = found()
    assert [(one.table, one.column, one.row) for one in named(damages, "unreadable")] == [
        ("event", "at", str(event.id))
    ]


def test_the_finding_reads_as_json_and_as_lines(streams: list[Stream]) -> None:
    run("UPDATE ledger_event SET verb = 'probe.other' WHERE street = %s AND number = 2", STREET)
    report = verify(now=NOW)
    told = report.as_json()
    assert told["sound"] is False
    assert told["total"] == len(told["damages"]) == 2
    assert {one["stream"] for one in told["damages"]} == {str(stream.id) for stream in streams[:2]}
    assert sum("办理记录 street=620103001" in line for line in report.lines()) == 2


def test_very_many_damages_are_counted_and_not_all_listed(
    streams: list[Stream], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.ledger.report.MOST", 5)
    run("UPDATE ledger_event SET verb = 'probe.other'")
    report = verify(now=NOW)
    assert (len(report.damages), report.total, report.as_json()["kinds"]) == (5, 16, {"hash": 16})
    assert streams


@pytest.mark.django_db(transaction=True)
def test_others_go_on_writing_while_the_ledger_is_read_as_of_one_moment(
    streams: list[Stream], monkeypatch: pytest.MonkeyPatch
) -> None:
    class WritesMeanwhile:
        """A check of a higher floor, during which somebody else writes."""

        def batch(self, batch: list[BatchedStream]) -> Iterator[Damage]:
            writer = threading.Thread(target=self.write, args=(batch[0].street,))
            writer.start()
            writer.join(timeout=20)
            assert not writer.is_alive(), "the writer had to wait for the reader"
            yield from ()

        def rest(self) -> Iterator[Damage]:
            yield from ()

        def write(self, street: str) -> None:
            Stream(street).write(at(6), words=WORDS, receipt=True)
            connection.close()

    monkeypatch.setattr("linli.ledger.verify._checks", [WritesMeanwhile])
    report = verify(now=NOW)
    assert report.sound, report.damages
    assert report.counts["events"] == 16
    assert report.counts["younger"] == 1
    assert Event.objects.count() == 18
    assert streams
