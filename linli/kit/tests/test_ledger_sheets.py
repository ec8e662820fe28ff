"""The table in a messy sheet: whatever stands around it, its rows are read, each once, and nothing is lost unsaid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kit.ledger_sheets import LedgerSheet, doubled, read_ledger
from linli.kit.spelled_dates import day_in
from linli.kit.spreadsheets import Grid, read_book
from linli.kit.tests.ledgers import WISHES_HEADER, Page, wishes, xls_of, xlsx_of

if TYPE_CHECKING:
    from collections.abc import Callable

WRITERS = {
    "grid": Page.grid,
    "xlsx": lambda page: first(xlsx_of(page), "a.xlsx"),
    "xls": lambda page: first(xls_of(page), "a.xls"),
}


def first(content: bytes, name: str) -> Grid:
    return read_book(content, name=name).grids[0]


def read(page: Page) -> LedgerSheet:
    found = read_ledger(page.grid(), known=asked)
    assert found
    return found


def asked(name: str) -> bool:
    return any(word in name for word in ("心愿", "姓名", "电话", "类别", "时间", "同意"))


def cells(sheet: LedgerSheet) -> list[list[str]]:
    return [list(line.cells) for line in sheet.lines]


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_a_ledger_as_it_is_kept_gives_its_rows_in_every_format(write: Callable[[Page], Grid]) -> None:
    sheet = read_ledger(write(wishes()), known=asked)
    assert sheet
    assert sheet.header == WISHES_HEADER
    assert sheet.serial == 0
    assert sheet.year == 2026
    assert [line.number for line in sheet.lines] == [5, 6, 7, 8, 10, 11]
    assert [line.cells[1] for line in sheet.lines] == ["孟晓岚", "屈志远", "屈志远", "柴小满", "边玉洁", "孟晓岚"]
    assert sheet.lines[2].cells[:3] == ("2", "屈志远", "0931-8460001")
    assert sheet.lines[1].cells[6] == "是"
    assert [str(day_in(line.cells[5], year=sheet.year)) for line in sheet.lines[:4]] == [
        "2026-06-01",
        "2026-06-03",
        "2026-06-03",
        "2026-06-10",
    ]
    assert [(each.number, each.why) for each in sheet.asides] == [
        (1, "title"),
        (2, "title"),
        (14, "total"),
        (15, "footer"),
        (16, "footer"),
        (17, "footer"),
    ]
    assert doubled((line.number, line.cells[1:]) for line in sheet.lines) == {11: 5}


def test_the_names_may_stand_alone_in_the_first_row() -> None:
    sheet = read(Page(rows=[["姓名", "心愿"], ["孟晓岚", "一副老花镜"]]))
    assert (sheet.header, cells(sheet), sheet.asides) == (["姓名", "心愿"], [["孟晓岚", "一副老花镜"]], [])


def test_a_sheet_without_names_is_no_table() -> None:
    assert read_ledger(Page(rows=[["通知"], ["请各社区于 6 月 30 日前报送。"]]).grid(), known=asked) is None
    assert read_ledger(Page().grid()) is None


def test_three_levels_of_names_are_joined() -> None:
    page = Page(
        rows=[
            ["序号", "基本信息", "", "", "心愿"],
            ["", "姓名", "联系方式", "", ""],
            ["", "", "电话", "住址", ""],
            [1, "孟晓岚", "13900010003", "3号楼", "一副老花镜"],
        ],
        merged=[(0, 0, 2, 0), (0, 1, 0, 3), (1, 1, 2, 1), (1, 2, 1, 3), (0, 4, 2, 4)],
    )
    assert read(page).header == ["序号", "基本信息·姓名", "基本信息·联系方式·电话", "基本信息·联系方式·住址", "心愿"]
    assert len(read(page).lines) == 1


def test_two_levels_are_seen_without_merged_cells_as_a_csv_has_them() -> None:
    page = Page(
        rows=[["序号", "心愿人", "", "心愿"], ["", "姓名", "电话", ""], ["1", "孟晓岚", "13900010003", "老花镜"]]
    )
    sheet = read(page)
    assert sheet.header == ["序号", "心愿人·姓名", "心愿人·电话", "心愿"]
    assert cells(sheet) == [["1", "孟晓岚", "13900010003", "老花镜"]]


def test_the_same_name_twice_is_told_apart_by_its_column() -> None:
    assert read(Page(rows=[["姓名", "电话", "心愿", "电话"], ["a", "1", "b", "2"]])).header == [
        "姓名",
        "电话（B）",
        "心愿",
        "电话（D）",
    ]


def test_a_column_without_a_name_stays_where_something_stands_in_it() -> None:
    sheet = read(Page(rows=[["姓名", "", "心愿", ""], ["孟晓岚", "3号楼", "老花镜", ""]]))
    assert (sheet.header, sheet.columns) == (["姓名", "", "心愿"], ["A", "B", "C"])


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_hidden_rows_and_columns_are_not_read_and_that_is_known(write: Callable[[Page], Grid]) -> None:
    page = Page(
        rows=[
            ["姓名", "内部说明", "心愿"],
            ["孟晓岚", "x", "老花镜"],
            ["屈志远", "y", "灯泡"],
            ["柴小满", "z", "雨伞"],
        ],
        hidden_rows=[2],
        hidden_columns=[1],
    )
    sheet = read_ledger(write(page), known=asked)
    assert sheet
    assert (sheet.header, cells(sheet)) == (["姓名", "心愿"], [["孟晓岚", "老花镜"], ["柴小满", "雨伞"]])
    assert sheet.hidden_columns == ["B"]
    assert [each.number for each in sheet.aside("hidden")] == [3]
    assert all(each.text == "" for each in sheet.aside("hidden"))
    assert not sheet.blind


def test_every_visible_sheet_is_read_and_the_hidden_one_is_named() -> None:
    pages = [Page(f"{month}月", [["姓名", "心愿"], ["孟晓岚", f"老花镜{month}"]]) for month in (1, 2)]
    for content, name in (
        (xlsx_of(*pages, Page("底表", [["a"]], hidden=True)), "a.xlsx"),
        (xls_of(*pages, Page("底表", [["a"]], hidden=True)), "a.xls"),
    ):
        book = read_book(content, name=name)
        assert ([grid.name for grid in book.grids], book.hidden) == (["1月", "2月"], ["底表"])


def test_names_that_come_again_on_each_page_are_no_rows() -> None:
    sheet = read(Page(rows=[["序号", "姓名", "心愿"], [1, "a", "b"], ["序号", "姓名", "心愿"], [2, "c", "d"]]))
    assert [line.number for line in sheet.lines] == [2, 4]
    assert [(each.number, each.why) for each in sheet.asides] == [(3, "header")]


def test_a_line_across_the_table_is_no_row_and_is_named() -> None:
    rows: list[list[Any]] = [
        ["序号", "姓名", "心愿", "电话"],
        ["一、物品类"],
        [1, "a", "b", "c"],
        ["二、服务类"],
        [2, "d", "e", "f"],
    ]
    for merged in ([], [(1, 0, 1, 3), (3, 0, 3, 3)]):
        sheet = read(Page(rows=[list(row) for row in rows], merged=merged))
        assert [line.number for line in sheet.lines] == [3, 5]
        assert [each.text for each in sheet.aside("note")] == ["一、物品类", "二、服务类"]


def test_another_table_further_down_is_named_and_not_mixed_in() -> None:
    sheet = read(
        Page(
            rows=[
                ["序号", "姓名", "心愿"],
                [1, "a", "b"],
                [],
                ["序号", "认领单位", "联系电话", "认领时间"],
                [1, "c", "d", "e"],
            ]
        )
    )
    assert [line.number for line in sheet.lines] == [2]
    assert [each.number for each in sheet.aside("another")] == [4, 5]


@pytest.mark.parametrize(
    "foot",
    [
        "填表人：蔺春和",
        "审核人",
        "备注：金额类不登记",
        "注：见附件",
        "说明",
        "填报日期：2026-06-30",
        "单位（盖章）：",
        "以下空白",
        "审核：祁望舒",
    ],
)
def test_a_footer_is_no_row(foot: str) -> None:
    sheet = read(Page(rows=[["姓名", "心愿", "电话"], ["a", "b", "c"], [foot, "", "2026年6月30日"]]))
    assert [(each.number, each.why) for each in sheet.asides] == [(3, "footer")]


@pytest.mark.parametrize("total", ["合计", "合  计", "总计：12件", "小计", "共计12件", "本页小计", "累计（件）"])
def test_a_sum_is_no_row_wherever_it_stands(total: str) -> None:
    sheet = read(Page(rows=[["姓名", "心愿", "电话"], ["a", "b", "c"], ["", total, "3"], ["d", "e", "f"]]))
    assert [(each.number, each.why) for each in sheet.asides] == [(3, "total")]
    assert len(sheet.lines) == 2


def test_a_wish_that_speaks_of_a_remark_or_a_sum_is_a_row() -> None:
    rows: list[list[Any]] = [["序号", "姓名", "心愿"], [1, "a", "备注"], [2, "b", "合计三副老花镜"], [3, "", "说明"]]
    assert [line.number for line in read(Page(rows=rows)).lines] == [2, 3, 4]


def test_the_seal_below_the_table_is_no_row() -> None:
    rows: list[list[Any]] = [["序号", "姓名", "心愿"], [1, "a", "b"], [2, "c", "d"], ["", "", "林家庄社区居委会"]]
    sheet = read(Page(rows=rows))
    assert [line.number for line in sheet.lines] == [2, 3]
    assert sheet.aside("footer")[0].text == "林家庄社区居委会"


def test_an_empty_cell_is_not_filled_from_above_but_the_same_as_above_is() -> None:
    sheet = read(Page(rows=[["姓名", "心愿", "类别"], ["a", "b", "物品"], ["", "c", "同上"], ["", "d", "〃"]]))
    assert cells(sheet)[1:] == [["", "c", "物品"], ["", "d", "物品"]]


# Whatever an office puts around a table, the rows come out as they went in.

WORDS = st.text(st.sampled_from("甲乙丙丁春柳灯伞镜"), min_size=1, max_size=6)
ROWS = st.lists(st.tuples(WORDS, WORDS, st.from_regex(r"139[0-9]{8}", fullmatch=True)), min_size=1, max_size=8)


@settings(max_examples=300, deadline=None)
@given(rows=ROWS, data=st.data())
def test_whatever_stands_around_a_table_its_rows_come_out_as_they_went_in(
    rows: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    page = Page(rows=[])
    for title in data.draw(st.lists(st.sampled_from(["林家庄社区台账", "", "2026年心愿登记表"]), max_size=3)):
        page.rows.append([title])
        page.merged.append((len(page.rows) - 1, 0, len(page.rows) - 1, 3))
    at = len(page.rows)
    if data.draw(st.booleans(), label="two levels"):
        page.rows += [["序号", "心愿人", "", "心愿内容"], ["", "姓名", "联系电话", ""]]
        if data.draw(st.booleans(), label="merged"):
            page.merged += [(at, 0, at + 1, 0), (at, 1, at, 2), (at, 3, at + 1, 3)]
        names = [["序号", "心愿人", "", "心愿内容"], ["", "姓名", "联系电话", ""]]
    else:
        names = [["序号", "姓名", "联系电话", "心愿内容"]]
        page.rows += [list(names[0])]
    for number, (who, what, phone) in enumerate(rows, 1):
        for _blank in range(data.draw(st.integers(0, 1))):
            page.rows.append([])
        if len(names) == 1 and data.draw(st.integers(0, 9)) == 0:
            page.rows.append(list(names[0]))
        page.rows.append([number, who, phone, what])
    page.rows += data.draw(
        st.lists(
            st.sampled_from([["合计", "", "", "3件"], ["填表人：某某", "", "审核人：某某"], ["备注：无"], [], [99]]),
            max_size=4,
        )
    )
    sheet = read_ledger(page.grid(), known=asked)
    assert sheet
    assert [line.cells[-1] for line in sheet.lines] == [what for _who, what, _phone in rows]
    assert [line.cells[1:3] for line in sheet.lines] == [(who, phone) for who, _what, phone in rows]
    assert sheet.header[-1] == "心愿内容"


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["", "序号", "姓名", "心愿", "1", "合计", "备注：", "同上", "长" * 50]), max_size=5),
        max_size=8,
    ),
    st.lists(st.tuples(*[st.integers(0, 6)] * 4), max_size=3),
    st.lists(st.integers(0, 6), max_size=3),
    st.lists(st.integers(0, 6), max_size=3),
)
def test_any_sheet_is_read_and_no_line_is_lost_or_twice(
    rows: list[list[str]], merged: list[tuple[int, int, int, int]], hidden: list[int], columns: list[int]
) -> None:
    areas = [(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in merged]
    # A file cannot hold cells that are part of two merged ones; the reader need not break over it either.
    grid = Page(rows=[list(row) for row in rows], merged=areas, hidden_rows=hidden, hidden_columns=columns).grid()
    sheet = read_ledger(grid, known=asked)
    if sheet is None:
        return
    seen = [line.number for line in sheet.lines] + [each.number for each in sheet.asides]
    assert len(seen) == len(set(seen))
    assert set(seen) <= set(grid.lines)
    assert all(len(line.cells) == len(sheet.header) == len(sheet.columns) for line in sheet.lines)
