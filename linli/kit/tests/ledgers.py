"""Ledgers as communities keep them in Excel, made for tests: the same description as a grid, as .xlsx and as .xls."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from linli.kit.spreadsheets import Area, Grid


@dataclass
class Page:
    """A sheet: rows of cells from A1 on; ``merged`` cells hold their value in the first one."""

    name: str = "台账"
    rows: list[list[Any]] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    hidden: bool = False

    def grid(self) -> Grid:
        """As it is read."""
        width = max((len(row) for row in self.rows), default=0)
        cells = [[str(cell) for cell in row] + [""] * (width - len(row)) for row in self.rows]
        return Grid(
            self.name,
            cells,
            list(range(1, len(cells) + 1)),
            self.merged,
            self.hidden_rows,
            self.hidden_columns,
        )


def xlsx_of(*pages: Page) -> bytes:
    """As an office writes it today."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        for page in pages:
            sheet = book.add_worksheet(page.name)
            if page.hidden:
                sheet.hide()
            for area in page.merged:
                sheet.merge_range(*[area[at] for at in (0, 1, 2, 3)], "")
            for at, row in enumerate(page.rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(at, column, cell)
                    elif isinstance(cell, str):
                        sheet.write_string(at, column, cell) if cell else None
                    else:
                        sheet.write_number(at, column, cell)
            for at in page.hidden_rows:
                sheet.set_row(at, None, None, {"hidden": True})
            for column in page.hidden_columns:
                sheet.set_column(column, column, None, None, {"hidden": True})
    return out.getvalue()


def xls_of(*pages: Page) -> bytes:
    """As an office wrote it twenty years ago, and as many still do."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    for page in pages:
        sheet = book.add_sheet(page.name, cell_overwrite_ok=True)
        sheet.visibility = int(page.hidden)
        covered = {(area[0], area[1]): area for area in page.merged}
        for at, row in enumerate(page.rows):
            for column, cell in enumerate(row):
                style = xlwt.easyxf(num_format_str="yyyy-mm-dd") if isinstance(cell, date) else xlwt.Style.default_style
                if area := covered.get((at, column)):
                    top, left, bottom, right = area
                    sheet.write_merge(top, bottom, left, right, cell, style)
                elif cell != "":
                    sheet.write(at, column, cell, style)
        for at in page.hidden_rows:
            sheet.row(at).hidden = True
        for column in page.hidden_columns:
            sheet.col(column).hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def wishes() -> Page:
    """A ledger of wishes as one is kept: title, two-level header, merged households, a doubled row, sum, signatures."""
    return Page(
        "微心愿台账",
        [
            ["林家庄社区2026年居民微心愿征集认领台账"],
            ["填报单位：林家庄社区居委会", "", "", "", "", "填报日期：2026年6月30日"],
            ["序号", "心愿人信息", "", "微心愿内容", "心愿类别", "登记时间", "是否同意公布", "备注"],
            ["", "姓  名", "联系电话"],
            [1, "孟晓岚", 13900010003, "家里饮水机坏了，想要一台旧的饮水机", "物品", date(2026, 6, 1), "是", ""],
            [2, "屈志远", "0931-8460001", "阳台的灯不亮了，想请人换一下灯泡", "服务", "6月3日", "同上", ""],
            ["", "", "", "想请人教怎么用手机挂号", "服务", "2026.6.3", "", ""],
            [3, "柴小满", "13900010005", "想要一副老花镜", "物品", "六月十日", "否", "走访登记"],
            [],
            [4, "边玉洁", "13900010006", "想要一套旧的课外书", "物品", "20260612", "√", ""],
            [5, "孟晓岚", 13900010003, "家里饮水机坏了，想要一台旧的饮水机", "物品", date(2026, 6, 1), "是", ""],
            [6],
            [7],
            ["合 计", "", "", "5件"],
            ["填表人：蔺春和", "", "", "审核人：祁望舒", "", "联系电话：0931-8460000"],
            ["备注：1. 心愿类别填物品、服务、协调代办。"],
            ["2. 金额类心愿不登记。"],
        ],
        [
            (0, 0, 0, 7),
            (2, 0, 3, 0),
            (2, 1, 2, 2),
            *((2, column, 3, column) for column in range(3, 8)),
            (5, 0, 6, 0),
            (5, 1, 6, 1),
            (5, 2, 6, 2),
            (15, 0, 15, 7),
            (16, 0, 16, 7),
        ],
    )


WISHES_HEADER = [
    "序号",
    "心愿人信息·姓名",
    "心愿人信息·联系电话",
    "微心愿内容",
    "心愿类别",
    "登记时间",
    "是否同意公布",
    "备注",
]
