"""Codes in people's hands: read aloud, written down, typed with whatever keyboard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.ledger import receipts
from linli.ledger.models import Receipt
from linli.ledger.tests.writing import OTHER_STREET, STREET, Stream, at

tails = st.text(receipts.ALPHABET, min_size=receipts.LENGTH, max_size=receipts.LENGTH)


@pytest.mark.parametrize(
    "typed",
    [
        "6201030017KQ2M9XR4TDN",
        "620103001 7KQ2 M9XR 4TDN",
        "620103001-7kq2-m9xr-4tdn",
        " 620103001·7KQ2·M9XR·4TDN\n",
        "６２０１０３００１　７ＫＱ２－Ｍ９ＸＲ－４ＴＤＮ",
        "620103001—7KQ2—M9XR—4TDN",
        "62O1O3OOI 7KQ2 M9XR 4TDN",
    ],
)
def test_a_code_is_understood_however_it_is_typed(typed: str) -> None:
    assert receipts.tidy(typed) == "6201030017KQ2M9XR4TDN"


@pytest.mark.parametrize(("look_alike", "meant"), [("I", "1"), ("l", "1"), ("O", "0"), ("o", "0"), ("u", "V")])
def test_signs_that_look_alike_are_mended(look_alike: str, meant: str) -> None:
    assert receipts.tidy(f"620103001{look_alike}KQ2M9XR4TDN") == f"620103001{meant}KQ2M9XR4TDN"


@pytest.mark.parametrize(
    "typed",
    ["", "620103001", "6201030017KQ2M9XR4TD", "6201030017KQ2M9XR4TDNN", "62010300A7KQ2M9XR4TDN", "6201030017KQ2M9XR4TD#",
     "心愿", "١٢٣٤٥٦٧٨٩7KQ2M9XR4TDN", "9" * 100_000],
)  # fmt: skip
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert receipts.tidy(typed) == ""


@given(tails)
def test_a_code_in_groups_is_the_same_code(tail: str) -> None:
    assert receipts.tidy(receipts.in_groups(STREET + tail)) == STREET + tail


@given(st.text())
def test_no_text_is_a_fault(typed: str) -> None:
    assert receipts.tidy(typed) in {"", receipts.tidy(receipts.tidy(typed))}


@pytest.mark.django_db
def test_a_code_opens_its_stream_and_no_other() -> None:
    stream, other = Stream(), Stream(OTHER_STREET)
    stream.write(at(1), receipt=True)
    other.write(at(1), receipt=True)
    code = Receipt.objects.get(stream=stream.id).code
    found = receipts.find(receipts.in_groups(code).lower())
    assert found
    assert found.stream == stream.id
    assert receipts.find(OTHER_STREET + code[9:]) is None
    assert receipts.find(code[:-1] + ("0" if code[-1] != "0" else "1")) is None


@pytest.mark.django_db
def test_the_table_gives_no_code_away() -> None:
    Stream().write(at(1), receipt=True)
    receipt = Receipt.objects.get()
    assert receipt.code[9:] not in receipt.lookup
    assert receipts.lookup(receipt.code) == receipt.lookup
