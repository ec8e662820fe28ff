"""Signs between words follow the language."""

from django.utils import translation

from linli.ui.wording import listed, told


def test_a_list_has_the_signs_of_its_language_and_no_repeats() -> None:
    assert listed(["甲", "乙", "甲"]) == "甲、乙"
    with translation.override("en"):
        assert listed(["One", "Two", "One"]) == "One, Two"


def test_a_question_stands_in_a_list_without_its_mark() -> None:
    assert listed(["哪一类？", "Why?", "联系电话"]) == "哪一类、Why、联系电话"


def test_clauses_have_the_signs_of_their_language() -> None:
    assert told(["甲", "乙"]) == "甲；乙"
    with translation.override("en"):
        assert told(["One", "Two"]) == "One; Two"
