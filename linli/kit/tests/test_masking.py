"""A masked name or number is recognised by its owner and useless to others."""

import pytest

from linli.kit.masking import mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张**"),
        ("张三丰", "张**"),
        (" 张三 ", "张**"),
        ("阿依古丽·买买提", "阿**"),
        ("", ""),
    ],
)
def test_a_name_shows_its_first_character_and_not_its_length(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800001234", "138****1234"),
        ("09312345678", "093****5678"),
        ("+85291234567", "+85****4567"),
        ("2345678", "****78"),
        ("110", "****"),
        ("", ""),
    ],
)
def test_a_phone_number_hides_at_least_four_digits(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked
