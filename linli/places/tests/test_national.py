"""The national table goes in twice alike; a revoked code is closed, never deleted; what is bad is named, the rest goes in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.places import importing
from linli.places.models import Region
from linli.places.national import NoTableError, Row, open_tables
from linli.places.updating import Outcome, update

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

pytestmark = pytest.mark.django_db

DAY, LATER = date(2023, 6, 30), date(2026, 7, 1)
STREETS = "code,name,areaCode,provinceCode,cityCode\n"
VILLAGES = "code,name,streetCode,provinceCode,cityCode,areaCode\n"
MANY = 40


def street(code: str, name: str = "") -> str:
    return f'{code},"{name or f"街道{code}"}",{code[:6]},{code[:2]},{code[:4]}\n'


def village(code: str, name: str = "") -> str:
    return f'{code},"{name or f"社区{code}居委会"}",{code[:9]},{code[:2]},{code[:4]},{code[:6]}\n'


def codes(many: int = MANY, street: str = "620103001") -> list[str]:
    return [f"{street}{number:03}" for number in range(1, many + 1)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A whole table in small: two streets of one province, forty communities in the first, one in another province."""
    (tmp_path / "provinces.csv").write_text('code,name\n62,"甘肃省"\n15,"内蒙古自治区"\n', encoding="utf-8")
    (tmp_path / "cities.csv").write_text('code,name,provinceCode\n6201,"兰州市",62\n', encoding="utf-8")
    (tmp_path / "areas.csv").write_text(
        'code,name,cityCode,provinceCode\n620103,"七里河区",6201,62\n', encoding="utf-8"
    )
    write(tmp_path, "streets.csv", STREETS, [street("620103001"), street("620103002")])
    write(tmp_path, "villages.csv", VILLAGES, [*map(village, codes()), village("150102005001")])
    return tmp_path


def write(folder: Path, name: str, header: str, lines: Iterable[str]) -> Path:
    (folder / name).write_text(header + "".join(lines), encoding="utf-8")
    return folder / name


def run(*paths: Path, as_of: date = DAY, **more: Any) -> Outcome:
    return update(list(paths), as_of=as_of, tell=lambda _table, _read, _rows: None, **more)


def everything() -> list[Any]:
    return list(Region.objects.order_by("code").values_list())


def test_all_levels_go_in_and_a_second_run_changes_nothing(folder: Path) -> None:
    assert run(folder).changed == 2 + 1 + 1 + 2 + MANY + 1
    before = everything()
    with CaptureQueriesContext(connection) as asked:
        again = run(folder, as_of=LATER)
    assert (again.changed, again.bad, again.left_open) == (0, [], [])
    assert everything() == before
    assert not [each["sql"] for each in asked if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    row = Region.objects.by_code("620103001004")
    assert (row.level, row.parent, row.valid_from) == ("community", "620103001", DAY)


def test_a_renamed_place_keeps_its_row(folder: Path) -> None:
    run(folder)
    row = Region.objects.by_code("620103001004")
    write(
        folder,
        "villages.csv",
        VILLAGES,
        [village(code, "新名社区居委会" if code == row.code else "") for code in codes()],
    )
    outcome = run(folder / "villages.csv", as_of=LATER)
    assert (outcome.changed, outcome.levels["community"]["renamed"]) == (1, 1)
    assert Region.objects.by_code(row.code).pk == row.pk
    assert Region.objects.by_code(row.code).short_name == "新名社区"


def test_a_code_that_is_missing_is_closed_and_opened_again_when_it_comes_back(folder: Path) -> None:
    run(folder)
    gone = codes()[3]
    write(folder, "villages.csv", VILLAGES, [village(code) for code in codes() if code != gone])
    assert run(folder / "villages.csv", as_of=LATER).levels["community"]["closed"] == 1
    row = Region.objects.by_code(gone)
    assert (row.valid_to, row.is_open, row.successor_in_force()) == (LATER, False, None)
    assert Region.objects.by_code("150102005001").is_open, "of another province the table says nothing"
    assert Region.objects.by_code("620103002").is_open, "and nothing of streets"
    assert run(folder / "villages.csv", as_of=LATER).changed == 0
    write(folder, "villages.csv", VILLAGES, map(village, codes()))
    assert run(folder / "villages.csv", as_of=DAY).changed == 0, "an older table opens nothing that a newer one closed"
    assert run(folder / "villages.csv", as_of=LATER).levels["community"]["reopened"] == 1
    assert Region.objects.by_code(gone).is_open


def test_a_code_that_another_one_follows_stays_closed_and_is_named(folder: Path) -> None:
    run(folder)
    gone, heir = codes()[3:5]
    Region.objects.filter(code=gone).update(valid_to=DAY, successor=heir)
    for _time in range(2):
        outcome = run(folder / "villages.csv", as_of=LATER)
        assert outcome.changed == 0
        ((line, reason),) = [(bad.line, bad.reason) for bad in outcome.bad]
        assert (line, reason) == (5, f"{heir} follows this code since {DAY}: it stays closed")
    assert Region.objects.by_code(gone).successor == heir


def test_more_than_a_tenth_is_not_closed_unless_that_is_said(folder: Path) -> None:
    run(folder)
    part = write(folder, "villages.csv", VILLAGES, map(village, codes(MANY - 5)))
    outcome = run(part, as_of=LATER)
    ((level, left),) = outcome.left_open
    assert (level, len(left.codes), left.known, outcome.changed) == ("community", 5, MANY, 0)
    assert run(part, as_of=LATER, missing="never").left_open == []
    assert Region.objects.filter(valid_to__isnull=False).count() == 0
    assert run(part, as_of=LATER, missing="confirmed").levels["community"]["closed"] == 5
    assert Region.objects.count() == 2 + 1 + 1 + 2 + MANY + 1, "closed, never deleted"


def test_what_began_after_the_table_is_not_missed_in_it(folder: Path) -> None:
    run(folder, as_of=LATER)
    write(folder, "villages.csv", VILLAGES, map(village, codes(MANY - 1)))
    assert run(folder / "villages.csv", as_of=DAY).changed == 0


BAD = [
    ('620103001901,"没有引号的,620103001,62,6201,620103\n', "columns"),
    ("620103001902\n", "columns"),
    ("\n620103001903\n", "columns"),
    (village("62010300190"), "12 digits"),
    (village("６20103001904"), "12 digits"),
    (village("=1+1"), "12 digits"),
    ('620103001905,"名",620103002,62,6201,620103\n', "lies in 620103001"),
    ('620103001906,"  ",620103001,62,6201,620103\n', "no name"),
    (village("620103001907", "长" * 101), "longer than 100"),
    (village("620103001908", "隐\u202e藏"), "cannot be shown"),
    (village("620103001909", "x" * 3000), "longer than 2000 bytes"),
    (village("620103001001"), "stands in the table before"),
]


@pytest.mark.parametrize(("line", "reason"), BAD, ids=[reason for _line, reason in BAD])
def test_a_bad_row_is_named_with_its_line_and_costs_only_itself(folder: Path, line: str, reason: str) -> None:
    lines = [*map(village, codes(20)), line, *map(village, codes()[20:])]
    outcome = run(write(folder, "villages.csv", VILLAGES, lines))
    (bad,) = outcome.bad
    assert reason in bad.reason
    assert (bad.file, bad.line) == ("villages.csv", 22 + line.startswith("\n"))
    assert Region.objects.filter(level="community").count() == MANY


def test_bytes_that_are_no_utf8_cost_only_their_line(folder: Path) -> None:
    path = folder / "villages.csv"
    path.write_bytes(
        path.read_bytes() + village("620103001900", "中文").encode("gb18030") + village("620103001910").encode()
    )
    (bad,) = run(path).bad
    assert (bad.line, bad.reason) == (MANY + 3, "not in UTF-8")
    assert Region.objects.by_code("620103001910")


def test_a_table_with_two_thousand_bad_rows_loses_only_those(folder: Path) -> None:
    run(folder)
    kinds = [line.replace("\n", "") + "\n" for line, _reason in BAD]
    lines = []
    for number in range(2000):
        lines += [village(f"6201030{number // 900 + 10:02}{number % 900:03}"), kinds[number % len(kinds)]]
    outcome = run(write(folder, "villages.csv", VILLAGES, [*map(village, codes()), *lines]), as_of=LATER)
    assert (len(outcome.bad), outcome.levels["community"]["new"], outcome.levels["community"]["bad"]) == (
        2000,
        2000,
        2000,
    )
    assert len({bad.line for bad in outcome.bad}) == 2000
    assert Region.objects.filter(level="community", valid_to__isnull=True).count() == MANY + 1 + 2000


def test_nothing_is_closed_by_a_table_with_rows_that_do_not_say_their_code(folder: Path) -> None:
    run(folder)
    write(folder, "villages.csv", VILLAGES, [*map(village, codes(MANY - 1)), "6201030010，40,名\n"])
    outcome = run(folder / "villages.csv", as_of=LATER)
    assert [left.left_open for _level, left in outcome.left_open] == ["some rows of the table do not say their code"]
    assert Region.objects.filter(valid_to__isnull=False).count() == 0


def test_a_bad_row_that_says_its_code_keeps_that_code_open(folder: Path) -> None:
    run(folder)
    write(
        folder,
        "villages.csv",
        VILLAGES,
        [*map(village, codes(MANY - 1)), f'{codes()[-1]},"",620103001,62,6201,620103\n'],
    )
    outcome = run(folder / "villages.csv", as_of=LATER)
    assert (len(outcome.bad), outcome.changed, outcome.left_open) == (1, 0, [])


@pytest.mark.parametrize("header", ["", "name\n", "code,name,code\n", "\ufeff民族,姓名\n", '"code,name\n', "\x00"])
def test_a_file_that_is_no_table_is_turned_away_before_anything_is_written(folder: Path, header: str) -> None:
    path = write(folder, "other.csv", header, [])
    with pytest.raises(NoTableError, match=r"other\.csv"):
        run(folder, path)
    assert Region.objects.count() == 0


def test_an_empty_folder_is_turned_away(tmp_path: Path) -> None:
    with pytest.raises(NoTableError, match=r"streets\.csv"):
        run(tmp_path)


def test_a_file_begins_with_a_mark_or_ends_without_a_line_feed(folder: Path) -> None:
    path = folder / "villages.csv"
    path.write_bytes("\ufeff".encode() + path.read_bytes().replace(b"\n", b"\r\n").rstrip())
    (table,) = open_tables([path])
    assert [row.name for row, _read in table.rows() if isinstance(row, Row)][-1] == "社区150102005001居委会"
    assert [read for _row, read in table.rows()][-1] == table.size


def test_it_writes_in_short_transactions(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer waits for one batch at most; here a batch has five rows."""
    monkeypatch.setattr(importing, "BATCH", 5)
    with CaptureQueriesContext(connection) as asked:
        run(folder / "villages.csv")
    writes = [each["sql"] for each in asked if "INSERT INTO" in each["sql"]]
    assert len(writes) >= (MANY + 1) // 5


def test_a_merger_is_told_by_a_file_of_successors(folder: Path) -> None:
    run(folder)
    old, new = codes()[:2]
    told = write(folder, "after.csv", "old,new,date\n", [f"{old},{new},2026-05-01\n"])
    write(folder, "villages.csv", VILLAGES, map(village, codes()[1:]))
    outcome = run(folder / "villages.csv", as_of=LATER, followed_by=told)
    assert (outcome.changed, outcome.succeeded, outcome.bad) == (1, 1, [])
    row = Region.objects.by_code(old)
    assert (row.valid_to, row.successor_in_force()) == (date(2026, 5, 1), Region.objects.by_code(new))
    assert run(folder / "villages.csv", as_of=LATER, followed_by=told).changed == 0


def test_a_successor_that_cannot_be_is_named_with_its_line(folder: Path) -> None:
    run(folder)
    one, two, three = codes()[:3]
    lines = [
        f"{one},{two},2026-05-01",
        f"{two},{one},2026-05-01",
        f"{three},{three},2026-05-01",
        f"{three},620103001,2026-05-01",
        f"{three},999,2026-05-01",
        f"999,{three},2026-05-01",
        f"{three},{two},2023-06-29",
        f"{three},{two},gestern",
        f"{three},{two}",
        f'{three},"{two},2026-05-01',
    ]
    told = write(folder, "after.csv", "old,new,date\n", [f"{line}\n" for line in lines])
    write(folder, "streets.csv", STREETS, [street("620103001"), street("620103002")])
    outcome = run(folder / "streets.csv", as_of=LATER, followed_by=told)
    assert [bad.line for bad in outcome.bad] == list(range(3, 12))
    assert outcome.succeeded == 1
    assert Region.objects.by_code(three).is_open
    still = write(folder, "after.csv", "old,new,date\n", [f"{three},{two},2026-05-01\n"])
    told_again = [bad.reason for bad in run(folder / "villages.csv", as_of=LATER, followed_by=still).bad]
    assert told_again == [
        f"{two} follows this code since 2026-05-01: it stays closed",
        "the table still has the old code",
    ]
    with pytest.raises(NoTableError, match="old,new,date"):
        run(folder / "streets.csv", followed_by=write(folder, "after.csv", "alt,neu\n", []))
