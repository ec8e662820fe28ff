"""Canonical text has one form, refuses what has none, and hashes under a domain."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from uuid import UUID

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from linli.kit.canonical import NotCanonicalError, canonical, digest, plain
from linli.kit.ids import uuid7

texts = st.text(st.characters(exclude_categories=["Cs"]))
scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20)


class Verb(StrEnum):
    """A verb as flows name it."""

    RAISE = "wish.raised"


def test_keys_are_sorted_by_utf16_and_text_is_utf8() -> None:
    # U+1F600 sorts before U+FB33 in UTF-16 and after it in code points: RFC 8785 §3.2.3.
    assert canonical({"\ufb33": 1, "\U0001f600": 2, "心愿": "给\n"}) == (
        '{"心愿":"给\\n","\U0001f600":2,"\ufb33":1}'.encode()
    )


@given(values)
@example({"\ufb33": 1, "\U0001f600": 2, "\uffff": 3, "\U00010000": 4})
@example({"a": {"\U0001f600": "\ue000"}, "\ue000": [{"\U0010ffff": 1, "\ufffd": 2}]})
def test_every_value_is_written_as_the_rfc_writes_it(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(plain(value))


def test_every_character_is_written_as_the_rfc_writes_it() -> None:
    every = [chr(code) for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]
    below = every[: every.index("\U00010000")]
    for text in ("".join(below), "".join(every)):  # the first is written by Python's writer, the second is not
        assert canonical(text) == rfc8785.dumps(text)
    for keys in (below[::7], every[::97]):
        assert canonical(dict.fromkeys(keys)) == rfc8785.dumps(dict.fromkeys(keys))


def test_ids_times_and_named_words_become_text() -> None:
    beijing = timezone(timedelta(hours=8))
    given_value = {
        "id": UUID("0190a6f0-0000-7000-8000-000000000000"),
        "at": datetime(2026, 1, 2, 8, 0, tzinfo=beijing),
        "day": date(2026, 1, 2),
        "verb": Verb.RAISE,
        "of": (1, True),
    }
    assert json.loads(canonical(given_value)) == {
        "id": "0190a6f0-0000-7000-8000-000000000000",
        "at": "2026-01-02T00:00:00.000000Z",
        "day": "2026-01-02",
        "verb": "wish.raised",
        "of": [1, True],
    }


@given(values)
def test_reading_back_and_writing_again_changes_nothing(value: object) -> None:
    written = canonical(value)
    assert canonical(json.loads(written)) == written
    assert json.loads(written) == plain(value)


@given(st.dictionaries(texts, scalars, min_size=2))
def test_the_order_of_keys_does_not_matter(value: dict[str, object]) -> None:
    turned = dict(reversed(value.items()))
    assert canonical(turned) == canonical(value)


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        2**53,
        -(2**53),
        {1: "a"},
        {"a": [{"b": 0.5}]},
        "\ud800",
        {"\ud800": 1},
        b"bytes",
        {1, 2},
        datetime(2026, 1, 2),  # noqa: DTZ001 - the missing zone is what is tried
    ],
)
def test_what_has_no_single_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonicalError):
        canonical(value)


def test_a_refusal_says_where() -> None:
    with pytest.raises(NotCanonicalError, match=r"\$\.a\[1\]\.b: float 0\.5"):
        canonical({"a": [1, {"b": 0.5}]})


def test_a_digest_is_the_hash_of_domain_and_canonical_text() -> None:
    expected = hashlib.sha256(b'linli/event/1\0{"a":1,"b":2}').hexdigest()
    assert digest("linli/event/1", {"b": 2, "a": 1}) == expected
    assert digest("linli/event/2", {"b": 2, "a": 1}) != expected


@pytest.mark.parametrize("domain", ["", "event", "linli/event", "linli/event/0", "a\0b/1"])
def test_a_domain_without_a_version_is_refused(domain: str) -> None:
    with pytest.raises(NotCanonicalError):
        digest(domain, {})


def test_ids_are_version_7_unique_and_sort_by_time() -> None:
    ids = [uuid7() for _ in range(1000)]
    assert {one.version for one in ids} == {7}
    assert len(set(ids)) == len(ids)
    assert sorted(ids) == ids
    stamp = datetime.fromtimestamp((ids[0].int >> 80) / 1000, tz=UTC)
    assert abs(datetime.now(tz=UTC) - stamp) < timedelta(minutes=1)
