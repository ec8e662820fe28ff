"""Words that tell who somebody is are found, and a public text without them is left alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kit.telling_words import KINDS, find, without


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("电话13812347392", "phone"),
        ("打138-1234-7392", "phone"),
        ("138 1234 7392 找我", "phone"),
        ("座机0931-2345678", "phone"),
        ("身份证620102195001011234", "id_number"),
        ("身份证 62010219500101123X", "id_number"),
        ("卡号6222 0212 3456 7890 123", "card"),
        ("车牌甘A12345", "plate"),
        ("住3号楼2单元501", "house"),
        ("住三单元", "house"),
        ("15栋302室", "house"),
        ("３０２室", "house"),
        ("井儿街24号的院子", "house"),
    ],
)
def test_numbers_and_doors_have_no_place_in_public_words(text: str, kind: str) -> None:
    (found,) = find(text)
    assert (found.kind, found.sure) == (kind, True)
    assert "**" in without(text)
    assert find(without(text)) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("我叫孟晓岚，想学画画", "孟晓岚"),
        ("王奶奶想要一根拐杖", "王"),
        ("我姓欧阳", "欧阳"),
        ("孩子在星河小学上学", "星河小学"),
        ("三年级，想要画笔", "三年级"),
        ("孙女8岁", "8岁"),
        ("女儿叫小雨", "小雨"),
    ],
)
def test_what_may_tell_is_proposed_to_a_person(text: str, told: str) -> None:
    found = find(text)
    assert told in {text[each.start : each.end] for each in found}
    assert not any(each.sure for each in found)
    assert told not in without(text)


def test_a_name_that_is_known_is_found_wherever_it_stands() -> None:
    assert without("孟晓岚想要一根拐杖", names=["孟晓岚"]) == "**想要一根拐杖"
    assert find("孟晓岚想要一根拐杖") == []


@pytest.mark.parametrize(
    "text",
    [
        "一位独居老人想请人换阳台的灯泡。",
        "一位老人想要一双四十二码的防滑鞋。",
        "80岁的老人想有人陪着说说话",
        "想给老人办居家养老的服务，不懂手续",
        "几户老人希望楼道里装一盏感应灯。",
        "想报老年大学的书法班",
        "一个初中生想请人周末辅导数学。",
        "一个小学生想要一盏护眼台灯。",
        "想去三楼活动室，腿脚不便",
        "一张床、两把椅子",
    ],
)
def test_words_that_tell_of_nobody_stay(text: str) -> None:
    assert find(text) == []
    assert without(text) == text.strip("，,、；; ")


@given(text=st.text(max_size=80), names=st.lists(st.text(max_size=4), max_size=2))
def test_findings_never_overlap_and_have_a_kind(text: str, names: list[str]) -> None:
    found = find(text, names=names)
    assert all(each.kind in KINDS and each.start < each.end for each in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
