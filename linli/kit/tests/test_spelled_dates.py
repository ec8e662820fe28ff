"""One day, however it is written; what is no day is none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kit.spelled_dates import SERIAL_ZERO, day_in

DAY = date(2026, 6, 1)
OF_MONTH = "一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十 二十一 二十二 二十三 二十四 二十五 二十六 二十七 二十八 二十九 三十 三十一"


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-01", "2026-6-1", "2026/6/1", "2026.6.1", "2026.06.01.", "20260601", "2026年6月1日", "2026年6月1号",
        " 2026 年 6 月 1 日 ", "２０２６年６月１日", "二〇二六年六月一日", "二零二六年六月一日", "26年6月1日", "26.6.1",
        "2026-06-01 00:00:00", "2026-06-01T09:30", "2026-06-01 09:30:00+08:00", "2026年6月1日（星期一）", "2026/6/1 周一",
        "46174", "46174.5", "2026、6、1", "2026。6。1",
    ],
)  # fmt: skip
def test_one_day_is_read_however_it_is_written(text: str) -> None:
    assert day_in(text) == DAY


@pytest.mark.parametrize("text", ["6月1日", "6.1", "六月一日", "6月1号", "6-1"])
def test_a_day_without_its_year_needs_one(text: str) -> None:
    assert day_in(text) is None
    assert day_in(text, year=2026) == DAY


@pytest.mark.parametrize(
    "text",
    ["", "长期", "2026年", "2026-13-01", "2026-02-30", "6月", "1", "13800010001", "2026-06-01至2026-07-01", "〇年"],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_in(text, year=2026) is None


@given(day=st.dates(date(2000, 1, 1), date(2059, 12, 31)))
def test_every_day_is_found_again_in_each_spelling(day: date) -> None:
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    words = OF_MONTH.split()
    for text in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{year}年{words[day.month - 1]}月{words[day.day - 1]}日",
        str((day - SERIAL_ZERO).days),
    ):
        assert day_in(text) == day
    assert day_in(str((day - SERIAL_ZERO + timedelta(days=1)).days)) == day + timedelta(days=1)


@given(text=st.text(max_size=40))
def test_whatever_is_written_gives_a_day_or_none(text: str) -> None:
    assert day_in(text) is None or isinstance(day_in(text), date)
