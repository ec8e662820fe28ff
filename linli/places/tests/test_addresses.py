"""An address in words: what is understood is told with its confidence, the room is set apart, nothing ever breaks."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.places.addresses import CONFIDENCE, Gate, gate_of, readings
from linli.places.finding import find
from linli.places.grids import draw_grid
from linli.places.load import load_five_streets
from linli.places.marks import building_mark, in_parts, number_of, plain, spellings, unit_mark
from linli.places.models import Block, Building, Cover, Estate, Region, Unit, Yard

STREET, HOME, THERE = "620103001", "620103001004", "620103001006"
HERE = {"street": STREET, "place": HOME}


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        *(
            (name, "3")
            for name in ("3号楼", "三号楼", "3栋", "３幢", "3座", "3", "3#", "3#楼", "第3栋", "03号楼", "三栋楼")
        ),
        ("A座", "A"),
        ("a3栋", "A3"),
        ("十二号楼", "12"),
        ("二十号楼", "20"),
        ("一百零二栋", "102"),
        ("一〇二号楼", "102"),
        ("甲楼", "甲楼"),
        ("甲号楼", "甲"),
        ("康乐宾馆", "康乐宾馆"),
        ("井儿街10-24号楼院", "井儿街10-24号楼院"),
        ("", ""),
    ],
)
def test_a_building_is_told_apart_however_it_is_written(name: str, mark: str) -> None:
    assert building_mark(name) == mark


@pytest.mark.parametrize("word", ["三号楼", "12栋", "二十幢", "99#", "A座", "7", "甲号楼"])
def test_every_spelling_of_a_building_s_number_is_that_building(word: str) -> None:
    assert plain(word) in spellings(word)
    assert {building_mark(spelling) for spelling in spellings(word)} == {building_mark(word)}


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("春柳小区3号楼", ["春柳小区", "3号楼"]),
        (" 春柳小区　第十二幢 ", ["春柳小区", "第十二幢"]),
        ("井儿街10-24号楼院", ["井儿街10-24号楼院"]),
        ("井儿街10-24号楼", ["井儿街10-24号楼"]),
        ("甲3号楼", ["甲3号楼"]),
        ("", []),
    ],
)
def test_words_are_cut_before_a_building_s_number(words: str, parts: list[str]) -> None:
    assert in_parts(words) == parts


@pytest.mark.parametrize(
    ("name", "mark"), [("2单元", "2"), ("二门", "2"), ("２", "2"), ("东单元", "东单元"), ("2#", "2")]
)
def test_a_unit_is_told_apart_however_it_is_written(name: str, mark: str) -> None:
    assert unit_mark(name) == mark


@pytest.mark.parametrize(
    ("words", "area", "building", "unit", "room"),
    [
        ("春柳小区3号楼2单元501室", "春柳小区", "3", "2", "501室"),
        ("春柳小区三号楼二单元５０１", "春柳小区", "3", "2", "501"),
        ("春柳小区 3号楼 2门 501", "春柳小区", "3", "2", "501"),
        ("春柳小区3-2-501", "春柳小区", "3", "2", "501"),
        ("春柳小区３－２－５０１", "春柳小区", "3", "2", "501"),
        ("春柳小区3栋501", "春柳小区", "3", "", "501"),
        ("春柳小区３幢", "春柳小区", "3", "", ""),
        ("春柳小区A座1203室", "春柳小区", "A", "", "1203室"),
        ("春柳小区3#楼2单元", "春柳小区", "3", "2", ""),
        ("春柳小区3号楼5层501", "春柳小区", "3", "", "5层501"),
        ("林家庄社区春柳小区十二号楼", "林家庄社区春柳小区", "12", "", ""),
        ("井儿街10-24号楼院", "井儿街10-24号楼院", "", "", ""),
        ("井儿街10—24号楼院2号楼1单元", "井儿街10-24号楼院", "2", "1", ""),
        ("3号楼2单元", "", "3", "2", ""),
        ("春柳小区", "春柳小区", "", "", ""),
        ("", "", "", "", ""),
    ],
)
def test_a_clear_address_has_one_reading(words: str, area: str, building: str, unit: str, room: str) -> None:
    (reading,) = readings(words)
    assert (reading.area, reading.building, reading.unit, reading.room) == (area, building, unit, room)
    assert reading.confidence == "sure"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("春柳小区3-501", [("3", "", "501", "likely"), ("3", "5", "01", "possible")]),
        ("3-2", [("3", "2", "", "likely")]),
        ("2单元501", [("", "2", "501", "likely")]),
        ("501室", [("", "", "501", "likely")]),
        ("井儿街12号", [("12", "", "", "possible"), ("", "", "", "possible")]),
        ("春柳小区3楼", [("3", "", "", "possible"), ("", "", "", "possible")]),
        ("春柳小区3号楼东侧", [("3", "", "", "likely")]),
    ],
)
def test_what_may_be_read_in_several_ways_is_told_in_all_of_them(
    words: str, told: list[tuple[str, str, str, str]]
) -> None:
    assert [(each.building, each.unit, each.room, each.confidence) for each in readings(words)] == told


@pytest.mark.parametrize(
    ("words", "gate"),
    [
        ("井儿街10-24号楼院", Gate("井儿街", 10, 24)),
        ("井儿街12号", Gate("井儿街", 12, 12)),
        ("井儿街24-10号", Gate("井儿街", 24, 24)),
        ("春柳小区3号楼", None),
        ("春柳小区", None),
    ],
)
def test_a_house_number_is_a_road_and_a_span(words: str, gate: Gate | None) -> None:
    assert gate_of(words) == gate


WORDS = st.text(
    st.sampled_from(
        "春柳小区井儿街社院0123456789０９一二三十百零〇两号楼栋幢座单元门室层-－—~# ,，。ABa甲第户房\u3000"
    ),
    max_size=40,
)


@settings(max_examples=500, deadline=None)
@given(st.one_of(WORDS, st.text(max_size=200)))
def test_any_words_are_read_and_nothing_breaks(words: str) -> None:
    found = readings(words)
    assert found
    assert [each.confidence for each in found] == sorted((each.confidence for each in found), key=CONFIDENCE.index)
    assert len(set(found)) == len(found)
    gate_of(words)
    building_mark(words)
    unit_mark(words)


@given(st.integers(1, 999))
def test_chinese_numerals_are_read_as_they_are_spoken(number: int) -> None:
    signs = "零一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    spoken = f"{signs[hundreds]}百" if hundreds else ""
    spoken += f"{signs[tens] if tens > 1 or hundreds else ''}十" if tens else "零" if hundreds and ones else ""
    spoken += signs[ones] if ones else ""
    assert number_of(spoken) == str(number)


@given(st.integers(1, 99), st.integers(1, 9), st.integers(101, 3304), st.sampled_from(["号楼", "栋", "幢", "座", "#"]))
def test_whatever_is_written_in_full_is_read_back(building: int, unit: int, room: int, word: str) -> None:
    (reading,) = readings(f"翠柏小区{building}{word}{unit}单元{room}室")
    assert (reading.building, reading.unit, reading.room) == (str(building), str(unit), f"{room}室")


@pytest.fixture
def built(db: None) -> dict[str, Building]:
    """Two estates with a building 3 each, a yard by itself, a named building; a grid, a block, two units."""
    del db
    load_five_streets()
    block = Block.objects.create(street=STREET, code="J01", name="文化宫街区")
    one, two = (Estate.objects.create(**HERE, name=name) for name in ("春柳小区", "翠柏小区"))
    yard = Yard.objects.create(**HERE, name="井儿街10-24号楼院")
    made = {
        "one": Building.objects.create(**HERE, name="3号楼", estate=one, block=block),
        "two": Building.objects.create(**HERE, name="3栋", estate=two),
        "yard": Building.objects.create(**HERE, name="2号楼", yard=yard),
        "hotel": Building.objects.create(**HERE, name="康乐宾馆"),
        "there": Building.objects.create(street=STREET, place=THERE, name="9号楼"),
    }
    for name in ("1单元", "2单元"):
        Unit.objects.create(**HERE, name=name, building=made["one"])
    grid = draw_grid(community=Region.objects.by_code(HOME), number=1, name="第一网格")
    Cover.objects.create(**HERE, building=made["one"], grid=grid, kind="basic")
    return made


def test_words_lead_to_unit_building_grid_estate_and_block(built: dict[str, Building]) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = find("西园街道林家庄社区春柳小区三号楼二单元501室", place=HOME)
    assert len(asked) <= 6
    (place,) = found.places
    assert found.is_clear
    assert (place.building, place.confidence, found.room) == (built["one"], "sure", "501室")
    assert place.estate
    assert place.unit
    assert place.building
    assert (place.estate.name, place.unit.name, [grid.name for grid in place.grids]) == (
        "春柳小区",
        "2单元",
        ["第一网格"],
    )
    assert str(place.building.block) == "文化宫街区"


def test_what_is_not_known_is_said(built: dict[str, Building]) -> None:
    (place,) = find("春柳小区3号楼7单元", place=HOME).places
    assert (place.building, place.unit, place.unknown, place.confidence) == (built["one"], None, ("unit",), "likely")
    (place,) = find("春柳小区8号楼", place=HOME).places
    assert (str(place.estate), place.building, place.unknown) == ("春柳小区", None, ("building",))
    (place,) = find("井儿街10-24号楼院7号楼", place=HOME).places
    assert (str(place.yard), place.building, place.unknown) == ("井儿街10-24号楼院", None, ("building",))
    (place,) = find("青松小区8号楼", place=HOME).places
    assert (place.building, place.unknown) == (None, ("area", "building"))
    (place,) = find("乱七八糟", place=HOME).places
    assert (place.unknown, place.confidence) == (("area",), "possible")
    (place,) = find("青松小区2号楼", place=HOME).places
    assert (place.building, place.unknown, place.confidence) == (built["yard"], ("area",), "possible")


def test_what_stands_twice_is_told_twice(built: dict[str, Building]) -> None:
    found = find("3号楼", place=HOME)
    assert {place.building for place in found.places} == {built["one"], built["two"]}
    assert not found.is_clear


@pytest.mark.parametrize(
    ("words", "which"),
    [
        ("翠柏小区3号", "two"),
        ("翠柏小区3-501", "two"),
        ("井儿街10-24号楼院2号楼", "yard"),
        ("井儿街十号康乐宾馆", "hotel"),
        ("康乐宾馆", "hotel"),
    ],
)
def test_words_lead_to_the_building(built: dict[str, Building], words: str, which: str) -> None:
    assert find(words, place=HOME).places[0].building == built[which]


def test_a_building_s_number_is_not_found_inside_a_larger_one(built: dict[str, Building]) -> None:
    four = Building.objects.create(**HERE, name="4号楼", estate=built["one"].estate)
    first, second = (Yard.objects.get(name="井儿街10-24号楼院"), Yard.objects.create(**HERE, name="育才家属院"))
    mine, other = (Building.objects.create(**HERE, name="甲楼", yard=yard) for yard in (first, second))
    found = find("井儿街10-24号楼院", place=HOME)
    assert [(place.yard, place.building) for place in found.places] == [(first, None)]
    assert [place.building for place in find("井儿街10-24号楼院甲楼", place=HOME).places] == [mine]
    assert [place.building for place in find("育才家属院甲楼", place=HOME).places] == [other]
    assert [place.building for place in find("春柳小区4号楼", place=HOME).places] == [four]


def test_a_name_is_known_without_its_kind_too_and_less_sure(built: dict[str, Building]) -> None:
    (place,) = find("春柳3号楼", place=HOME).places
    assert (place.building, place.confidence, place.unknown) == (built["one"], "likely", ())
    (place,) = find("春柳", place=HOME).places
    assert (str(place.estate), place.building) == ("春柳小区", None)


@pytest.mark.usefixtures("built")
def test_a_house_number_within_the_span_of_a_yard_leads_there() -> None:
    assert [str(place.yard) for place in find("井儿街12号", place=HOME).places] == ["井儿街10-24号楼院"]
    assert [place.yard for place in find("井儿街26号", place=HOME).places] == [None]


def test_nothing_is_found_outside_the_street_or_community(built: dict[str, Building]) -> None:
    assert find("9号楼", place=HOME).places[0].building is None
    assert find("9号楼", place=STREET).places[0].building == built["there"]
    assert find("9号楼", place="150102005").places[0].building is None
    assert find("9号楼", place="").places[0].building is None


def test_the_room_is_shown_nowhere_by_accident(built: dict[str, Building]) -> None:
    found = find("春柳小区3号楼2单元501室", place=HOME)
    assert built
    assert found.room
    assert "501" not in repr(found)
