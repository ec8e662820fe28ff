"""Days close into signed roots, each with the one before, whoever crashes and however late a write comes."""

from __future__ import annotations

import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from linli.kit.crypto import key_ring, signed
from linli.kit.refused import Refused
from linli.ledger import merkle, root_document, roots, roots_file
from linli.ledger.models import Event, Root
from linli.ledger.tests.writing import OTHER_STREET, STREET, Stream, at
from linli.ledger.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

NIGHT = timedelta(minutes=5)


def documents(street: str = STREET) -> list[root_document.Document]:
    return [root_document.read(root.document) for root in Root.objects.filter(street=street).order_by("number")]


def published(street: str = STREET) -> list[int]:
    path = roots_file.file_of(street)
    return [line.document.number for line in roots_file.read(path)] if path.exists() else []


@pytest.mark.django_db
def test_a_day_closes_five_minutes_after_it_is_over() -> None:
    Stream().write(at(1, 23, 59, 59))
    assert roots.close_days(at(1, 23, 59, 59)) == 0
    assert roots.close_days(at(2, 0, 4, 59)) == 0
    assert roots.close_days(at(2, 0, 5)) == 1
    assert roots.close_days(at(2, 0, 6)) == 0
    assert [document.day for document in documents()] == [date(2026, 6, 1)]


@pytest.mark.django_db
def test_the_day_is_the_one_of_the_place_not_of_greenwich() -> None:
    Stream().write(at(2, 0, 0, 0))
    roots.close_days(at(5))
    assert documents()[0].day == date(2026, 6, 2)


@pytest.mark.django_db
def test_the_root_lists_what_was_recorded_and_hashes_to_its_merkle_root() -> None:
    first, second = sorted((Stream(), Stream()), key=lambda stream: stream.id)
    hashes = [first.write(at(1)).hash, first.write(at(1)).hash, second.write(at(1)).hash]
    second.write(at(2))
    roots.close_days(at(2, 1))
    (document,) = documents()
    assert [(one.stream, one.first, one.last, one.hash) for one in document.streams] == [
        (first.id, 1, 2, hashes[1]),
        (second.id, 1, 1, hashes[2]),
    ]
    assert document.merkle == merkle.root(hashes)


@pytest.mark.django_db
def test_an_empty_day_has_a_root_and_missed_days_are_caught_up() -> None:
    stream = Stream()
    stream.write(at(1))
    stream.write(at(4))
    assert roots.close_days(at(6)) == 5
    found = documents()
    assert [document.day.day for document in found] == [1, 2, 3, 4, 5]
    assert [len(document.streams) for document in found] == [1, 0, 0, 1, 0]
    assert [document.number for document in found] == [1, 2, 3, 4, 5]


@pytest.mark.django_db
def test_each_root_contains_the_hash_of_the_one_before_and_is_signed() -> None:
    Stream().write(at(1))
    roots.close_days(at(4))
    stored = list(Root.objects.order_by("number"))
    for before, root in pairwise(stored):
        assert root_document.read(root.document).previous == before.hash
    for root in stored:
        public_key = key_ring().public_keys()[root.key]
        assert signed(root_document.to_sign(root.hash), signature=root.signature, public_key=public_key)
        assert root_document.read(root.document).hash() == root.hash


@pytest.mark.django_db
def test_streets_close_by_themselves() -> None:
    Stream().write(at(1))
    Stream(OTHER_STREET).write(at(3))
    assert roots.close_days(at(4)) == 4
    assert [document.day.day for document in documents(OTHER_STREET)] == [3]


@pytest.mark.django_db
def test_a_long_pause_is_caught_up_in_batches() -> None:
    Stream().write(at(1))
    assert [roots.close_days(at(8), most=3) for _ in range(4)] == [3, 3, 1, 0]


@pytest.mark.django_db
def test_a_write_that_commits_after_the_closing_is_in_the_next_root() -> None:
    early, late = Stream(), Stream()
    early.write(at(1))
    roots.close_days(at(2, 0, 5))
    late.write(at(1, 23, 59))
    early.write(at(2))
    roots.close_days(at(3, 1))
    assert {one.stream: (one.first, one.last) for one in documents()[1].streams} == {
        early.id: (2, 2),
        late.id: (1, 1),
    }


@pytest.mark.django_db
def test_what_a_fast_clock_recorded_belongs_to_the_day_of_what_follows_it() -> None:
    stream = Stream()
    stream.write(at(1))
    stream.write(at(2, 0, 0, 2))
    stream.write(at(1, 23, 59, 59))
    ahead = Stream()
    ahead.write(at(2, 0, 0, 3))
    ahead.write(at(1, 23, 59, 58))
    ahead.write(at(2, 12))
    roots.close_days(at(4))
    listed = [{one.stream: (one.first, one.last) for one in document.streams} for document in documents()]
    assert listed == [{stream.id: (1, 3), ahead.id: (1, 2)}, {ahead.id: (3, 3)}, {}]


@pytest.mark.django_db
def test_roots_are_published_one_line_each_in_order() -> None:
    Stream().write(at(1))
    roots.close_days(at(3))
    roots.close_days(at(5))
    assert published() == [1, 2, 3, 4]
    lines = [json.loads(line) for line in roots_file.file_of(STREET).read_text(encoding="utf-8").splitlines()]
    assert [line["hash"] for line in lines] == list(Root.objects.order_by("number").values_list("hash", flat=True))


@pytest.mark.django_db
def test_after_a_crash_before_publishing_the_next_run_publishes(roots_dir: Path) -> None:
    Stream().write(at(1))
    roots_dir.write_text("a file where the folder should be: nothing can be published")
    roots.close_days(at(2, 1))
    assert Root.objects.count() == 1
    roots_dir.unlink()
    assert roots.close_days(at(2, 2)) == 0
    assert published() == [1]


@pytest.mark.django_db
@pytest.mark.parametrize("kept", [1, 30, 300])
def test_a_line_that_a_crash_tore_is_written_again_and_never_rewritten(kept: int) -> None:
    Stream().write(at(1))
    roots.close_days(at(3))
    path = roots_file.file_of(STREET)
    whole = path.read_bytes()
    first_line = whole.index(b"\n") + 1
    path.write_bytes(whole[: first_line + kept])
    roots.close_days(at(3, 1))
    assert path.read_bytes().startswith(whole[: first_line + kept])
    assert published() == [1, 2]
    roots.close_days(at(4, 1))
    assert published() == [1, 2, 3]


@pytest.mark.django_db
def test_no_second_root_is_signed_for_a_day_that_was_published(caplog: pytest.LogCaptureFixture) -> None:
    stream = Stream()
    stream.write(at(1))
    stream.write(at(2))
    roots.close_days(at(3, 1))
    Root.objects.filter(number=2).delete()
    Event.objects.filter(number=2).delete()
    with caplog.at_level(logging.ERROR, "linli.ledger.roots"):
        assert roots.close_days(at(4, 1)) == 0
    assert "could not be closed" in caplog.text
    assert Root.objects.count() == 1
    assert published() == [1, 2]


@pytest.mark.django_db
def test_days_close_again_after_a_person_moved_away_the_file_that_is_ahead(
    roots_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What docs/operations.md tells to do when a restored database lacks days that were published."""
    monkeypatch.setattr("linli.ledger.verify._checks", [])  # these streams belong to no record
    Stream().write(at(1))
    Stream().write(at(4))
    roots.close_days(at(6))
    Root.objects.filter(number__gt=3).delete()
    Event.objects.filter(recorded__gte=at(4)).delete()
    kept = roots_dir.with_name("kept.jsonl")
    roots_file.file_of(STREET).rename(kept)
    roots.close_days(at(8))
    assert published() == [1, 2, 3, 4, 5, 6, 7]
    assert roots.not_well(at(8)) == ""
    assert verify(now=at(8), own_files=True).sound
    lost = verify(kept, now=at(8)).damages
    assert [one.number for one in lost if one.what == "published_differs"] == [4, 5]
    assert {one.what for one in lost} == {"published_differs", "rooted_missing", "merkle"}


@pytest.mark.django_db
def test_what_is_not_closed_or_not_published_is_not_well(roots_dir: Path) -> None:
    assert roots.not_well(at(1)) == ""
    Stream().write(at(1))
    assert roots.not_well(at(2, 23)) == ""
    assert "2026-06-01" in roots.not_well(at(3, 1))
    roots.close_days(at(3, 1))
    assert roots.not_well(at(3, 1)) == ""
    Root.objects.filter(number=2).delete()
    assert "ends with root 2, the database with 1" in roots.not_well(at(3, 1))
    (roots_dir / f"{STREET}.jsonl").unlink()
    assert "ends with root 0, the database with 1" in roots.not_well(at(3, 1))


@pytest.mark.django_db
def test_one_street_s_fault_does_not_keep_the_others_open(roots_dir: Path) -> None:
    Stream(OTHER_STREET).write(at(1))
    Stream(STREET).write(at(1))
    (roots_dir / f"{OTHER_STREET}.jsonl").mkdir(parents=True)
    roots.close_days(at(2, 1))
    assert published() == [1]


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_each_root_once() -> None:
    stream = Stream()
    for day in range(1, 9):
        stream.write(at(day))
    start = threading.Barrier(2)

    def work(_worker: int) -> int:
        start.wait()
        made = sum(roots.close_days(at(9, 1)) for _ in range(4))
        connection.close()
        return made

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == 8
    assert [document.number for document in documents()] == list(range(1, 9))
    assert published() == list(range(1, 9))


@pytest.mark.parametrize(
    "content",
    [None, b"", b"\n", b"hello", b"hello\n", b"{}\n", b"\xff\xfe\x00", b'{"document": 1}\n', b"[" * 100_000],
    ids=["no file", "empty", "blank", "text", "text line", "object", "bytes", "no document", "nested"],
)  # fmt: skip
def test_a_file_that_holds_no_roots_is_refused_in_words(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "kept.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        list(roots_file.read(path))
    assert refused.value.code == "roots_file"
    assert "kept.jsonl" in str(refused.value.words)


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [b"not a root\n", b'{"document": "{}"}\n'])
def test_a_line_between_that_is_no_root_is_refused(tmp_path: Path, wrong: bytes) -> None:
    Stream().write(at(1))
    roots.close_days(at(3))
    lines = roots_file.file_of(STREET).read_bytes().splitlines(keepends=True)
    kept = tmp_path / "kept.jsonl"
    kept.write_bytes(lines[0] + wrong + lines[1])
    with pytest.raises(Refused) as refused:
        list(roots_file.read(kept))
    assert "2" in str(refused.value.words)


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "{", '{"v": 1}', "[" * 100_000])
def test_what_is_no_document_is_said_to_be_none(text: str) -> None:
    with pytest.raises(root_document.NotARootError):
        root_document.read(text)


@pytest.mark.django_db
def test_a_document_in_another_spelling_is_none() -> None:
    Stream().write(at(1))
    roots.close_days(at(2, 1))
    text = Root.objects.get().document
    for other in (f" {text}", text.replace(":", ": ", 1), text.replace('"v":1', '"v":1,"x":0')):
        with pytest.raises(root_document.NotARootError):
            root_document.read(other)
