"""Fields as data: what was typed becomes clean, or the person is told why not."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.forms.fields import Field, Form

LINE = Form((Field("it", "It", private=True, most=20),))
LONG = Form((Field("it", "It", kind="long", private=True, most=100),))
TEL = Form((Field("it", "It", kind="tel", private=True, required=False, most=20),))
COLOURS = (("red", "Red"), ("blue", "Blue"))
CHOICE = Form((Field("it", "It", kind="choice", choices=COLOURS),))
FLAG = Form((Field("it", "It", kind="flag"),))
anything = st.text(
    st.characters() | st.sampled_from("\x00\r\n\t\u0301\ud800\ufffd\ue000\u202e\u2028\ufeff\u200d "), max_size=120
)


def clean(form: Form, typed: Any) -> Any:
    checked = form.check({"it": typed})
    assert checked.errors == {}
    return checked.values["it"]


def fault(form: Form, typed: Any) -> str:
    return str(form.check({"it": typed}).errors["it"])


@given(typed=anything)
def test_whatever_is_typed_is_clean_or_refused_and_never_breaks(typed: str) -> None:
    for form in (LINE, LONG, TEL, CHOICE, FLAG):
        checked = form.check({"it": typed})
        value = checked.values["it"]
        if isinstance(value, bool) or "it" in checked.errors:
            continue
        value.encode()
        assert value == value.strip() == unicodedata.normalize("NFC", value)
        assert not [sign for sign in value if unicodedata.category(sign) in {"Cc", "Cs", "Co"} and sign != "\n"]
        assert ("\n" in value) <= (form is LONG)
        assert len(value) <= form.named("it").most


@given(typed=anything)
def test_what_is_clean_stays_as_it_is(typed: str) -> None:
    for form in (LINE, LONG):
        checked = form.check({"it": typed})
        if not checked.errors:
            assert clean(form, checked.values["it"]) == checked.values["it"]


def test_a_line_is_one_line_and_a_long_text_keeps_its_lines() -> None:
    assert clean(LINE, "  一根\r\n带座的\t拐杖 ") == "一根 带座的 拐杖"
    assert clean(LONG, "\r\n一根\r\n\r\n带座的\r拐杖\n") == "一根\n\n带座的\n拐杖"


def test_letters_and_their_accents_are_put_together_even_across_a_control_sign() -> None:
    assert clean(LINE, "e\x00\u0301") == "é"


def test_emoji_and_the_scripts_of_all_neighbours_stay() -> None:
    for words in ("👨‍👩‍👧‍👦🎂", "قوشنىلار", "བོད་སྐད", "ᠮᠣᠩᠭᠣᠯ", "龘𠮷"):
        assert clean(LINE, words) == words


@pytest.mark.parametrize("sign", "\u202a\u202e\u2066\u2069\u200e\u200f\u2028\u2029\ufeff\U000e0001\U000e0041\U000e007f")
def test_signs_that_turn_split_or_hide_what_others_read_fall_away(sign: str) -> None:
    for form in (LINE, LONG):
        assert clean(form, f"{sign}拐{sign}杖{sign}") == "拐杖"
        assert "填写" in str(form.check({"it": sign}).errors["it"])


def test_joined_and_variant_emoji_stay_whole() -> None:
    for words in ("👩\u200d🦯", "❤\ufe0f", "葛\U000e0100", "می\u200cخواهم"):
        assert clean(LINE, words) == words


def test_length_counts_characters_and_both_numbers_are_told() -> None:
    assert clean(LINE, "愿" * 20) == "愿" * 20
    assert "20" in fault(LINE, "愿" * 21)
    assert "21" in fault(LINE, "愿" * 21)


def test_what_could_not_be_decoded_is_not_taken_for_words() -> None:
    assert "认不出来" in fault(LINE, "心\ufffd愿")


@pytest.mark.parametrize(
    "typed", ["13812341234", "+86 138 1234 1234", "138-1234-1234", "１３８１２３４１２３４", "\u202a13812341234\u202c"]
)
def test_a_phone_number_is_kept_in_one_form_however_it_is_written(typed: str) -> None:
    assert clean(TEL, typed) == "13812341234"


def test_a_number_with_area_code_or_from_abroad_is_taken_and_none_need_be_given() -> None:
    assert clean(TEL, "0931-1234567") == "09311234567"
    assert clean(TEL, "+852 9123 4567") == "+85291234567"
    assert clean(TEL, " ") == ""


@pytest.mark.parametrize("typed", ["1234", "12345", "1" * 16, "abc", "138-1234-abcd", "2345678", "+", "-"])
def test_what_nobody_can_call_is_no_phone_number(typed: str) -> None:
    assert "电话" in fault(TEL, typed)


@pytest.mark.parametrize("typed", ["", "green", "Red", "red,blue", "0"])
def test_a_choice_is_one_of_those_offered(typed: str) -> None:
    assert fault(CHOICE, typed)
    assert clean(CHOICE, "red") == "red"


def test_choices_may_depend_on_who_asks() -> None:
    form = Form((Field("it", "It", kind="choice", choices=lambda asking: ((asking, "Own"),)),))
    assert form.check({"it": "mine"}, "mine").errors == {}
    assert form.check({"it": "mine"}, "yours").errors != {}


def test_a_flag_is_ticked_or_not() -> None:
    assert clean(FLAG, "on") is True
    assert clean(FLAG, True) is True  # noqa: FBT003 - a value as code sends it
    for typed in ("", "off", "0", False, None):
        assert fault(FLAG, typed)
    assert Form((Field("it", "It", kind="flag", required=False),)).check({}).values == {"it": False}


def test_what_was_not_asked_is_left_out() -> None:
    assert LINE.check({"it": "x", "more": "y"}).values == {"it": "x"}


def test_words_of_a_choice_are_those_that_were_offered() -> None:
    asked = CHOICE.named("it")
    assert (asked.words_for("red"), asked.words_for("green"), asked.words_for(None)) == ("Red", "", "")
    with pytest.raises(KeyError):
        CHOICE.named("other")
