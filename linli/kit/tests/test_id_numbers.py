"""An identity number is kept in one form or refused, and shown by its ends alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kit.id_numbers import check_sign, normal_id_number
from linli.kit.masking import mask_address, mask_id_number
from linli.kit.refused import Refused

FIRST = st.from_regex(r"[1-9][0-9]{16}", fullmatch=True)
SPECIMEN = "11010519491231002X"  # the specimen that the standard itself prints


def test_the_specimen_of_the_standard_is_right() -> None:
    assert check_sign(SPECIMEN) == "X"
    assert normal_id_number(SPECIMEN.lower()) == SPECIMEN
    assert normal_id_number("１１０１０５ 19491231 002X") == SPECIMEN
    assert normal_id_number("") == ""


@given(FIRST)
def test_one_sign_and_no_other_ends_a_number(first: str) -> None:
    right = check_sign(first)
    assert normal_id_number(first + right) == first + right
    for wrong in set("0123456789X") - {right}:
        with pytest.raises(Refused, match="id_number_unclear"):
            normal_id_number(first + wrong)


@pytest.mark.parametrize("typed", ["1", "130503670401001", "0" * 18, "身份证", SPECIMEN[:-1], SPECIMEN + "1"])
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        normal_id_number(typed)


def test_the_middle_of_a_number_is_hidden() -> None:
    assert mask_id_number(SPECIMEN) == "110*************2X"
    assert mask_id_number("123") == "****"
    assert mask_id_number("") == ""


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("西园街道林家庄社区3号楼2单元501室", "西园街道林家庄社区3号楼**"),
        ("井儿街10-24号楼院", "井儿街10-24号楼院**"),
        ("建设路15号501室", "建设路15号**"),
        ("2单元501号", "**"),
        ("3-2-501", "**"),
        ("甲栋1602", "甲栋**"),
        ("林家庄", "**"),
        ("", ""),
    ],
)
def test_an_address_is_shown_as_far_as_the_building(address: str, shown: str) -> None:
    assert mask_address(address) == shown
