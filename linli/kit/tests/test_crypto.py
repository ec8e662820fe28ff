"""Personal text is unreadable in the database and opens only where it belongs."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, ClassVar

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models, transaction
from hypothesis import given
from hypothesis import strategies as st

from linli.kit.crypto import (
    DamagedError,
    EncryptedText,
    decrypt,
    encrypt,
    ensure_keys,
    forget,
    keyed_hash,
)
from linli.kit.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings

PURPOSE = "kit.letter.text"


class Letter(models.Model):
    """A model of this test alone."""

    text = EncryptedText(default="", blank=True)
    note = EncryptedText(null=True, purpose="kit.letter.old_note")  # type: ignore[misc] # None is tried too

    objects: ClassVar[models.Manager[Letter]] = models.Manager()

    class Meta:
        """Stands on the ground floor, which has no models of its own."""

        app_label = "kit"

    def __str__(self) -> str:
        """Name the row."""
        return f"letter {self.pk}"


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """Make a ring of this test's own."""
    settings.LINLI_KEY_DIR = tmp_path / "keys"
    ensure_keys(tmp_path / "keys")
    forget()
    yield tmp_path / "keys"
    forget()


@pytest.fixture
def letters(db: None) -> None:
    """Make the table; the test's transaction takes it away again."""
    del db
    binary = Letter._meta.get_field("text").db_type(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE kit_letter (id {serial()} PRIMARY KEY, text {binary} NOT NULL, note {binary} NULL)"
        )


def serial() -> str:
    """Return the type of a key that counts itself."""
    return "serial" if connection.vendor == "postgresql" else "integer"


def stored(column: str) -> list[bytes | None]:
    """Return what the database really holds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM kit_letter ORDER BY id")  # noqa: S608 - our own names
        return [None if blob is None else bytes(blob) for (blob,) in cursor.fetchall()]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_encrypted_reads_back(text: str) -> None:
    assert decrypt(encrypt(text, purpose=PURPOSE), purpose=PURPOSE) == text


def test_the_text_is_not_in_the_blob_and_two_blobs_differ() -> None:
    first, second = (encrypt("王小明 13800001234", purpose=PURPOSE) for _ in range(2))
    assert "王小明".encode() not in first
    assert b"13800001234" not in first
    assert first != second


def test_every_flipped_bit_is_noticed_and_named() -> None:
    blob = encrypt("微心愿", purpose=PURPOSE)
    for at in range(len(blob) * 8):
        changed = bytearray(blob)
        changed[at // 8] ^= 1 << at % 8
        with pytest.raises(DamagedError, match=PURPOSE):
            decrypt(bytes(changed), purpose=PURPOSE)


def test_every_shortened_blob_is_noticed() -> None:
    blob = encrypt("微心愿", purpose=PURPOSE)
    for length in range(1, len(blob)):
        with pytest.raises(DamagedError, match=PURPOSE):
            decrypt(blob[:length], purpose=PURPOSE)


def test_a_text_moved_to_another_column_does_not_open() -> None:
    blob = encrypt("13800001234", purpose="people.account.phone")
    with pytest.raises(DamagedError, match=r"people\.account\.name"):
        decrypt(blob, purpose="people.account.name")


def test_a_lost_key_is_named(keys: Path, tmp_path: Path, settings: Settings) -> None:
    blob = encrypt("微心愿", purpose=PURPOSE)
    lost = json.loads((keys / "text.json").read_text())["current"]
    ensure_keys(tmp_path / "other")
    settings.LINLI_KEY_DIR = tmp_path / "other"
    forget()
    with pytest.raises(DamagedError, match=lost):
        decrypt(blob, purpose=PURPOSE)


def test_a_wrong_key_under_the_same_id_is_noticed(keys: Path, tmp_path: Path) -> None:
    blob = encrypt("微心愿", purpose=PURPOSE)
    ensure_keys(tmp_path / "other")
    ring, other = (json.loads((at / "text.json").read_text()) for at in (keys, tmp_path / "other"))
    ring["keys"][ring["current"]] = other["keys"][other["current"]]
    (keys / "text.json").write_text(json.dumps(ring))
    forget()
    with pytest.raises(DamagedError, match="does not open"):
        decrypt(blob, purpose=PURPOSE)


def test_an_older_key_still_reads_and_the_current_one_writes(keys: Path, tmp_path: Path) -> None:
    blob = encrypt("微心愿", purpose=PURPOSE)
    ensure_keys(tmp_path / "next")
    old, new = (json.loads((at / "text.json").read_text()) for at in (keys, tmp_path / "next"))
    new["keys"] |= old["keys"]
    (keys / "text.json").write_text(json.dumps(new))
    forget()
    assert decrypt(blob, purpose=PURPOSE) == "微心愿"
    assert encrypt("微心愿", purpose=PURPOSE)[1:5].hex() == new["current"]


def test_a_keyed_hash_is_equal_for_equal_text_within_one_purpose_and_key(tmp_path: Path, settings: Settings) -> None:
    first = keyed_hash("phone", "13800001234")
    assert first == keyed_hash("phone", "13800001234")
    assert first != keyed_hash("phone", "13800001235")
    assert first != keyed_hash("name", "13800001234")
    assert keyed_hash("a", "bc") != keyed_hash("ab", "c")
    ensure_keys(tmp_path / "other")
    settings.LINLI_KEY_DIR = tmp_path / "other"
    forget()
    assert first != keyed_hash("phone", "13800001234")


def test_fifty_texts_open_within_a_millisecond() -> None:
    blobs = [encrypt("兰州市七里河区西园街道", purpose=PURPOSE) for _ in range(50)]
    took = []
    for _ in range(20):
        start = time.perf_counter()
        for blob in blobs:
            decrypt(blob, purpose=PURPOSE)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.001


@pytest.mark.usefixtures("letters")
def test_a_field_holds_text_in_python_and_a_blob_in_the_database() -> None:
    Letter.objects.create(text="一袋大米", note="急")
    (text,), (note,) = stored("text"), stored("note")
    assert text is not None
    assert note is not None
    assert "大米".encode() not in text
    assert decrypt(text, purpose="kit.letter.text") == "一袋大米"
    assert decrypt(note, purpose="kit.letter.old_note") == "急"
    read = Letter.objects.get()
    assert (read.text, read.note) == ("一袋大米", "急")


def test_a_field_taken_over_from_an_abstract_model_is_bound_to_the_one_that_has_the_table() -> None:
    class Paper(models.Model):
        text = EncryptedText()

        class Meta:
            abstract = True

    class Bill(Paper):
        class Meta(Paper.Meta):
            app_label = "kit_elsewhere"

        def __str__(self) -> str:
            return "bill"

    assert Bill._meta.get_field("text").purpose == "kit_elsewhere.bill.text"


@pytest.mark.usefixtures("letters")
def test_values_and_values_list_and_deferred_fields_read_in_clear() -> None:
    Letter.objects.create(text="一袋大米")
    assert list(Letter.objects.values("text", "note")) == [{"text": "一袋大米", "note": None}]
    assert list(Letter.objects.values_list("text", flat=True)) == ["一袋大米"]
    assert Letter.objects.defer("text").get().text == "一袋大米"


@pytest.mark.usefixtures("letters")
def test_empty_text_is_an_empty_blob_and_none_is_null() -> None:
    Letter.objects.create()
    Letter.objects.create(text="甲", note="")
    assert stored("text")[0] == b""
    assert stored("note") == [None, b""]
    assert Letter.objects.filter(text="").count() == 1
    assert Letter.objects.exclude(text="").get().text == "甲"
    assert Letter.objects.filter(note__isnull=True).get().text == ""


@pytest.mark.usefixtures("letters")
def test_updates_and_bulk_writes_are_encrypted_too() -> None:
    Letter.objects.bulk_create([Letter(text="甲"), Letter(text="乙")])
    Letter.objects.filter(note=None).update(note="丙")
    for letter in (rows := list(Letter.objects.order_by("id"))):
        letter.text += "丁"
    Letter.objects.bulk_update(rows, ["text"])
    assert list(Letter.objects.order_by("id").values_list("text", "note")) == [
        ("甲丁", "丙"),
        ("乙丁", "丙"),
    ]


@pytest.mark.usefixtures("letters")
def test_a_damaged_row_names_its_field_says_so_and_is_never_written_over(caplog: pytest.LogCaptureFixture) -> None:
    letter = Letter.objects.create(text="一袋大米")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kit_letter SET text = %s WHERE id = %s",
            [encrypt("一袋大米", purpose="kit.letter.old_note"), letter.pk],
        )
    with caplog.at_level("ERROR", logger="linli.kit.crypto"):
        read = Letter.objects.get()
    assert "kit.letter.text" in caplog.text
    assert "大米" not in caplog.text
    assert isinstance(read.text, Unreadable)
    with pytest.raises(DamagedError, match="not written over"), transaction.atomic():
        read.save()
    assert Letter.objects.values_list("text", flat=True).get() == "（这段内容暂时打不开，请联系管理员）"


@pytest.mark.parametrize("lookup", ["text", "text__in", "text__contains", "text__gt"])
def test_the_database_cannot_be_asked_for_an_encrypted_text(lookup: str) -> None:
    with pytest.raises(FieldError):
        str(Letter.objects.filter(**{lookup: "一袋大米"}).query)


def test_only_text_is_accepted() -> None:
    with pytest.raises(TypeError, match=r"kit\.letter\.text"):
        Letter._meta.get_field("text").get_db_prep_value(b"blob", connection)


def test_a_field_deconstructs_with_its_pinned_purpose_alone() -> None:
    _, path, _, options = Letter._meta.get_field("text").deconstruct()
    assert (path, options) == ("linli.kit.crypto.EncryptedText", {"default": "", "blank": True})
    _, _, _, options = Letter._meta.get_field("note").deconstruct()
    assert options == {"null": True, "purpose": "kit.letter.old_note"}


def test_an_encrypted_text_never_leaves_in_a_fixture() -> None:
    with pytest.raises(TypeError, match="not serialised"):
        Letter._meta.get_field("text").value_to_string(Letter(text="甲"))
