"""A spreadsheet that somebody sent is read as text and never run; what could harm is refused before it is opened."""

from __future__ import annotations

import io
import sys
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kit import archives, spreadsheets
from linli.kit.refused import Refused
from linli.kit.spreadsheet_child import look_into_ole
from linli.kit.spreadsheets import column_name, read_spreadsheet, remarks
from linli.kit.tests.workbooks import xlsx

ROWS = [["小区", "楼栋"], ["春柳小区", "3号楼"], ["", ""], ["翠柏小区", "12"]]
READ = [(1, ["小区", "楼栋"]), (2, ["春柳小区", "3号楼"]), (4, ["翠柏小区", "12"])]


def read(content: bytes, name: str = "小区.xlsx") -> spreadsheets.Spreadsheet:
    return read_spreadsheet(content, name=name)


def refused(content: bytes, code: str, name: str = "小区.xlsx") -> None:
    with pytest.raises(Refused) as told:
        read(content, name)
    assert told.value.code == code
    assert str(told.value.words)
    assert str(told.value.advice)


def test_a_workbook_gives_rows_of_text_with_their_lines() -> None:
    sheet = read(xlsx(ROWS))
    assert (sheet.rows, remarks(sheet)) == (READ, [])


def test_the_old_format_is_read_too() -> None:
    import xlwt

    book = xlwt.Workbook()
    page = book.add_sheet("小区")
    for line, row in enumerate(ROWS):
        for column, cell in enumerate(row):
            page.write(line, column, int(cell) if cell.isdigit() else cell)
    made = io.BytesIO()
    book.save(made)
    assert read(made.getvalue(), "小区.xls").rows == READ


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_is_read_however_the_office_wrote_it(encoding: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in ROWS)
    assert read(text.encode(encoding), "小区.csv").rows == READ


def test_a_formula_is_read_as_its_last_value_and_told_never_run() -> None:
    sheet = read(xlsx([["小区", "楼栋"], ["=CONCAT(1)|春柳小区", "3号楼"], ["=HYPERLINK(1)", "4号楼"]]))
    assert sheet.rows[1:] == [(2, ["春柳小区", "3号楼"]), (3, ["", "4号楼"])]
    assert sheet.formulas == ["A2", "A3"]
    assert "A2、A3" in str(remarks(sheet)[0])


def test_a_formula_in_a_csv_has_no_value_and_a_kept_number_is_a_text() -> None:
    sheet = read('小区,楼栋\n=cmd|calc!A0,"=""003"""\n'.encode(), "a.csv")
    assert sheet.rows[1] == (2, ["", "003"])
    assert sheet.formulas == ["A2"]


def test_a_hidden_sheet_is_not_read_and_that_is_said() -> None:
    sheet = read(xlsx(ROWS, hidden=[["秘密"]]))
    assert (sheet.rows, sheet.hidden) == (READ, ["隐藏"])
    assert "隐藏" in str(remarks(sheet)[0])


def test_a_merged_cell_stands_in_every_row_that_it_covers() -> None:
    sheet = read(xlsx([["小区", "楼栋"], ["春柳小区", "1"], ["", "2"], ["", "3"]], merged="A2:A4"))
    assert [cells[0] for _line, cells in sheet.rows] == ["小区", "春柳小区", "春柳小区", "春柳小区"]


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_macros_are_refused_whatever_the_file_is_called(part: str) -> None:
    refused(xlsx(ROWS, more={part: b"\x00"}), "spreadsheet_macros")


@pytest.mark.parametrize("name", ["小区.xlsm", "A.XLSM", "a.xltm", "a.xlsb"])
def test_a_file_called_like_one_with_macros_is_refused(name: str) -> None:
    refused(xlsx(ROWS), "spreadsheet_macros", name)


def test_what_is_hidden_in_a_damaged_file_of_the_old_format_is_unknown_and_said_so() -> None:
    told = look_into_ole(archives.OLE + bytes(600), "小区", 3)
    assert told["blind"]


def test_macros_and_passwords_of_the_old_format_are_refused() -> None:
    refused(archives.OLE + "_VBA_PROJECT_CUR".encode("utf-16-le"), "spreadsheet_macros", "a.xls")
    refused(archives.OLE + "EncryptedPackage".encode("utf-16-le"), "spreadsheet_locked")
    refused(archives.OLE + bytes(600), "spreadsheet_unreadable", "a.xls")


def test_a_bomb_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = xlsx(ROWS, more={"xl/worksheets/big.xml": bytes(5 * 1024 * 1024)})
    assert len(bomb) < 20_000
    monkeypatch.setattr(sys, "executable", "/nothing/is/started")
    refused(bomb, "spreadsheet_too_large")
    many = {f"xl/media/{number}": b"" for number in range(archives.MOST_PARTS)}
    refused(xlsx(ROWS, more=many), "spreadsheet_too_large")


@pytest.mark.parametrize(
    "address", ["XFD1048576", "CW3", "A20001"], ids=["a corner far away", "too many columns", "too many rows"]
)
def test_a_sheet_that_reaches_too_far_is_refused(address: str) -> None:
    plain = xlsx([["小区"]])
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            if part.endswith("sheet1.xml"):
                far = f'<row r="{address.lstrip("ABCDEFWX")}"><c r="{address}"><v>1</v></c></row></sheetData>'
                content = content.replace(b"</sheetData>", far.encode())
            new.writestr(part, content)
    refused(made.getvalue(), "spreadsheet_too_large")


def test_a_long_table_as_text_is_refused_too() -> None:
    refused(b"a,b\n" * (spreadsheets.MOST_ROWS + 1), "spreadsheet_too_large", "a.csv")
    refused(b"," * spreadsheets.MOST_COLUMNS, "spreadsheet_too_large", "a.csv")
    refused(b"x" * (spreadsheets.MOST_BYTES + 1), "spreadsheet_too_large", "a.csv")


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 broken", b"\x89PNG\r\n\x1a\n\x00\x00", b"\xff\xfe\x00\x00", xlsx(ROWS)[:-200]],
    ids=["half a zip", "a picture", "other letters", "cut short"],
)
def test_what_is_no_table_is_refused_in_words(content: bytes) -> None:
    refused(content, "spreadsheet_unreadable")


def test_a_zip_of_something_else_is_no_workbook() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    refused(made.getvalue(), "spreadsheet_unreadable")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(Refused):
        assert all(isinstance(cell, str) for _line, cells in read(content, "a.csv").rows for cell in cells)


def test_columns_are_named_as_a_spreadsheet_names_them() -> None:
    assert [column_name(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
