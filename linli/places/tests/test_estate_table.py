"""Estates, yards, buildings and units from a spreadsheet: a row goes in whole or not at all, twice changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kit.refused import Refused
from linli.kit.spreadsheets import read_spreadsheet
from linli.kit.tests.workbooks import xlsx
from linli.places.building_up import Plan, carry_out, plan
from linli.places.estate_table import EstateTable, understand
from linli.places.grids import draw_grid
from linli.places.load import load_five_streets
from linli.places.models import SPECIAL, Block, Building, Cover, Estate, Region, Unit, Yard

if TYPE_CHECKING:
    from django.db.models import Model

pytestmark = pytest.mark.django_db

HOME = "620103001004"
MODELS: tuple[type[Model], ...] = (Estate, Yard, Building, Unit, Cover, Block)
HEADER = ["小区", "管理模式", "院落", "楼栋", "单元", "网格", "专属网格", "街区", "街区编码"]
ROWS = [
    ["春柳小区", "混合管理（1+3+N）", "", "3号楼", "1单元", "第一网格", "", "文化宫街区", "J01"],
    ["春柳小区", "", "", "三栋", "2", "1", "西园小学", "文化宫街区", ""],
    ["春柳小区", "", "东院", "5", "", "", "", "", ""],
    ["翠柏小区", "完全托管", "", "", "", "", "", "", ""],
    ["", "", "井儿街10-24号楼院", "2号楼", "", f"{HOME}002", "", "", ""],
    ["", "", "", "康乐宾馆", "", "", "", "", ""],
]


@pytest.fixture(autouse=True)
def _grids() -> None:
    load_five_streets()
    home = Region.objects.by_code(HOME)
    draw_grid(community=home, number=1, name="第一网格")
    draw_grid(community=home, number=2, name="第二网格")
    draw_grid(community=home, number=3, name="西园小学", kind=SPECIAL)


def read(*rows: list[str], header: list[str] | None = None) -> EstateTable:
    return understand(read_spreadsheet(xlsx([header or HEADER, *rows]), name="小区.xlsx"))


def bring_in(*rows: list[str]) -> Plan:
    made = plan(read(*rows).rows, community=HOME)
    carry_out(made)
    connection.check_constraints()
    return made


def everything() -> list[Any]:
    return [list(model._default_manager.order_by("id").values()) for model in MODELS]


def test_a_table_goes_in_whole() -> None:
    made = bring_in(*ROWS)
    assert made.errors == []
    assert [model._default_manager.count() for model in MODELS] == [2, 2, 4, 2, 3, 1]
    three = Building.objects.get(name="3号楼")
    assert (three.estate, str(three.block)) == (Estate.objects.get(name="春柳小区"), "文化宫街区")
    assert sorted(Unit.objects.filter(building=three).values_list("name", flat=True)) == ["1单元", "2单元"]
    assert sorted(three.covers.values_list("grid__name", flat=True)) == ["第一网格", "西园小学"]
    five = Building.objects.get(name="5号楼")
    assert five.yard
    assert (five.estate, five.yard.estate) == (None, three.estate)
    assert dict(Estate.objects.values_list("name", "mode")) == {"春柳小区": "hybrid", "翠柏小区": "entrusted"}
    assert Building.objects.get(name="康乐宾馆").community_code == HOME


def test_the_same_table_twice_changes_nothing() -> None:
    bring_in(*ROWS)
    before = everything()
    with CaptureQueriesContext(connection) as asked:
        again = plan(read(*ROWS).rows, community=HOME)
        carry_out(again)
    assert (again.counts.total(), again.errors) == (0, [])
    assert everything() == before
    assert len(asked) <= 8


def test_a_preview_writes_nothing_and_says_what_would_come() -> None:
    made = plan(read(*ROWS).rows, community=HOME)
    assert made.counts == {"estate": 2, "yard": 2, "building": 4, "unit": 2, "cover": 3, "block": 1}
    assert everything() == [[] for _model in MODELS]


def test_what_an_estate_or_building_has_may_change() -> None:
    bring_in(*ROWS)
    made = bring_in(["春柳小区", "自行管理", "", "3幢", "", "", "", "西津街区", "J02"])
    assert (made.counts["changed"], made.counts["block"], made.errors) == (2, 1, [])
    assert Estate.objects.get(name="春柳小区").mode == "self"
    assert str(Building.objects.get(name="3号楼").block) == "西津街区"


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (["新小区", "军管", "", "1号楼", "", "", "", "", ""], "管理模式"),
        (["", "混合管理", "", "1号楼", "", "", "", "", ""], "没有写小区"),
        (["新小区", "", "", "", "1单元", "", "", "", ""], "没有写楼栋"),
        (["新小区", "", "", "", "", "第一网格", "", "", ""], "没有写楼栋"),
        (["", "", "", "", "1单元", "", "", "", ""], "没有写小区、院落或楼栋"),
        (["新小区", "", "", "1号楼", "", "第九网格", "", "", ""], "没有网格"),
        (["新小区", "", "", "1号楼", "", "西园小学", "", "", ""], "写错了列"),
        (["新小区", "", "", "1号楼", "", "", "第一网格", "", ""], "写错了列"),
        (["新小区", "", "", "1号楼", "", "", "", "某街区", ""], "街区编码"),
        (["新小区", "", "", "1号楼", "", "", "", "某街区", "J01"], "用在别的街区"),
        (["新小区", "", "", "1号楼", "", "", "", "某街区", "J-1"], "15 位"),
        (["春柳小区", "", "", "3号楼", "", "第二网格", "", "", ""], "另一个基础网格"),
        (["春柳小区", "", "", "3号楼", "9单元", "", "", "西津街区", "J09"], "两个街区"),
        (["春柳小区", "自行管理", "", "7号楼", "", "", "", "", ""], "两种管理模式"),
        (["新小区13812341234", "", "", "", "", "", "", "", ""], "电话"),
        (["长" * 61, "", "", "", "", "", "", "", ""], "60"),
        (["隐\u202e藏", "", "", "", "", "", "", "", ""], "看不见"),
    ],
)
def test_a_row_that_does_not_fit_is_named_with_its_line_and_leaves_nothing_behind(row: list[str], word: str) -> None:
    table = read(*ROWS, row)
    made = plan(table.rows, community=HOME)
    (error,) = [*table.errors, *made.errors]
    assert (error.line, word in error.reason) == (len(ROWS) + 2, True)
    assert made.counts == plan(read(*ROWS).rows, community=HOME).counts
    carry_out(made)
    assert Estate.objects.count() == 2
    assert Building.objects.count() == 4


def test_a_column_that_has_no_place_is_left_out_with_the_reason() -> None:
    header = ["小区", "民族", "备注", "楼栋", "重点人员"]
    table = read(["春柳小区", "汉", "随便", "3号楼", "是"], header=header)
    assert [each.header for each in table.left_out] == ["民族", "重点人员"]
    assert all(str(each.refusal.why) for each in table.left_out)
    assert table.unknown == ["备注"]
    assert [(row.estate, row.building) for row in table.rows] == [("春柳小区", "3号楼")]


def test_a_header_that_says_nothing_of_use_is_refused() -> None:
    for header, code in (
        (["姓名", "电话"], "no_columns"),
        (["小区", "小区名称"], "column_twice"),
        (["单元"], "no_columns"),
    ):
        with pytest.raises(Refused, match=code):
            read(["a", "b"], header=header)
    with pytest.raises(Refused, match="no_columns"):
        understand(read_spreadsheet(b"", name="a.csv"))


@pytest.mark.parametrize("community", ["620103001", "620103001999", "", HOME + "001"])
def test_only_a_community_in_force_takes_estates(community: str) -> None:
    with pytest.raises(Refused, match="place_not_open"):
        plan([], community=community)
    Region.objects.filter(code=HOME).update(valid_to="2026-01-01")
    with pytest.raises(Refused, match="place_not_open"):
        plan([], community=HOME)


def test_two_who_bring_in_the_same_at_once_are_told_and_nothing_stands_twice() -> None:
    first, second = (plan(read(*ROWS).rows, community=HOME) for _each in range(2))
    carry_out(first)
    with pytest.raises(Refused, match="stale"):
        carry_out(second)
    assert bring_in(*ROWS).counts.total() == 0


def test_nothing_of_a_table_is_half_there() -> None:
    fresh = ["全新苑", "", "", "1号楼", "", "", "", "新街区", "J99"]
    second = plan(read(fresh, *ROWS[3:]).rows, community=HOME)
    bring_in(*ROWS)
    with pytest.raises(Refused, match="stale"):
        carry_out(second)
    assert not Block.objects.filter(code="J99").exists(), "blocks are written before what could not be"


def test_a_table_written_by_an_office_in_gbk_with_a_merged_look_is_read() -> None:
    text = "小 区：,楼栋（号）,单元*\n春柳小区,３栋,１\n"
    made = plan(understand(read_spreadsheet(text.encode("gbk"), name="a.csv")).rows, community=HOME)
    assert {type(row).__name__: str(row) for row in made.new} == {
        "Estate": "春柳小区",
        "Building": "3栋",
        "Unit": "1单元",
    }
