"""Numbers of papers: one after the other, in each street, of each kind, in each year."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import transaction

from linli.kit.refused import Refused
from linli.papers import numbering
from linli.papers.declared import paper_named
from linli.papers.models import Series
from tests.town import STREET

pytestmark = pytest.mark.django_db
ANSWER, RECEIPT = paper_named("wish_answer"), paper_named("wish_receipt")
WHO = UUID(int=7)
LAST_MINUTE = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
NEW_YEAR = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)


def label(at: datetime = LAST_MINUTE, *, street: str = STREET) -> str:
    with transaction.atomic():
        return numbering.next_number(RECEIPT, street=street, at=at).label


def test_numbers_count_by_street_kind_and_year_of_shanghai() -> None:
    assert [label(), label()] == ["收件〔2026〕1号", "收件〔2026〕2号"]
    assert label(street="620103002") == "收件〔2026〕1号"
    assert numbering.next_number(ANSWER, street=STREET, at=LAST_MINUTE).label == "告知〔2026〕1号"
    assert label(NEW_YEAR) == "收件〔2027〕1号"
    assert label() == "收件〔2026〕3号"


def test_what_was_not_printed_has_no_number() -> None:
    label()
    with transaction.atomic():
        numbering.next_number(RECEIPT, street=STREET, at=LAST_MINUTE)
        transaction.set_rollback(True)
    assert label() == "收件〔2026〕2号"


def test_a_street_writes_its_numbers_in_its_own_way_and_goes_on_so_next_year() -> None:
    label()
    numbering.set_pattern(RECEIPT, "西街收〔{year}〕第{number}号", street=STREET, by=WHO, at=LAST_MINUTE)
    assert label() == "西街收〔2026〕第2号"
    assert label(NEW_YEAR) == "西街收〔2027〕第1号"
    assert label(street="620103002") == "收件〔2026〕1号"


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("", "pattern_wrong"),
        ("收件{number}号", "pattern_wrong"),
        ("{year}{number}{number}", "pattern_wrong"),
        ("收2件〔{year}〕{number}", "pattern_wrong"),
        ("{year.__class__}{number}", "pattern_wrong"),
        ("收" * 60 + "{year}{number}", "pattern_too_long"),
        ("告知〔{year}〕{number}号", "pattern_taken"),
    ],
)
def test_a_pattern_that_could_mislead_is_refused(pattern: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        numbering.set_pattern(RECEIPT, pattern, street=STREET, by=WHO, at=LAST_MINUTE)
    assert refused.value.code == code
    assert not Series.objects.exists()


@pytest.mark.parametrize(
    ("typed", "is_it"),
    [
        ("收件〔2026〕12号", True),
        ("收件[2026] 12 号", True),
        ("收件（２０２６）１２号", True),
        ("收件202612号", False),
        ("收件〔2026〕1号", False),
        ("", False),
        ("〔〕", False),
    ],
)
def test_brackets_and_blanks_make_no_difference_to_a_number(typed: str, *, is_it: bool) -> None:
    assert numbering.same(typed, "收件〔2026〕12号") is is_it
