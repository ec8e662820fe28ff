"""No cell starts a formula, in whatever program the file is opened."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kit.cells import BOM, STARTS, cell, csv_lines, workbook

RISKY = [
    "=1+1",
    "+86 138",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "\u3000=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "|cmd",
    "%0",
]


@pytest.mark.parametrize("text", RISKY)
def test_what_would_run_gets_an_apostrophe(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["林家庄社区", "3-2-501", "138****1234", "a=b", "", "100%"])
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert cell(text) == text


@given(st.text(max_size=20))
def test_no_cell_begins_with_a_sign_of_a_formula(text: str) -> None:
    assert not cell(text).lstrip().startswith(STARTS)


def test_nothing_is_an_empty_cell() -> None:
    assert cell(None) == ""


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=9), min_size=1, max_size=4))
def test_a_csv_line_reads_back_as_its_cells(row: list[str]) -> None:
    text = "".join(csv_lines(["列"] * len(row), [row]))
    assert text.startswith(BOM)
    assert list(csv.reader(io.StringIO(text.removeprefix(BOM))))[1] == [cell(each) for each in row]


def test_a_workbook_holds_text_alone() -> None:
    content = workbook(["内容"], [[text] for text in RISKY if text.isprintable()], title="事项")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "t=&quot;n&quot;" not in sheet
    assert "&apos;=1+1" in sheet or "'=1+1" in sheet
