"""`linli places import`: what it says, how it ends, and that a killed run is taken up again."""

from __future__ import annotations

import json
import signal
import time
from typing import TYPE_CHECKING

import pytest

from linli.cli import main
from linli.places.models import Building, Region
from tests.ground.installation import Installation

if TYPE_CHECKING:
    from pathlib import Path

    from tests.town import Town

HEADER = "code,name,streetCode,provinceCode,cityCode,areaCode\n"
MANY = 60_000


@pytest.mark.django_db
def test_a_table_is_told_as_json_and_ends_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "villages.csv"
    path.write_text(HEADER + '620103001001,"林家庄社区居委会",620103001,62,6201,620103\n', encoding="utf-8")
    assert main(["places", "import", str(path), "--as-of", "2024-01-31", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["changed"], told["levels"]["community"]["new"], told["bad"]["count"]) == (1, 1, 0)
    assert told["peak_mib"] > 10
    assert str(Region.objects.get().valid_from) == "2024-01-31"
    assert main(["places", "import", str(path)]) == 0
    assert "0 changed" in capsys.readouterr().out


@pytest.mark.django_db
def test_bad_rows_end_with_3_and_stand_with_their_line_in_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "villages.csv"
    good = '620103001001,"林家庄社区居委会",620103001,62,6201,620103\n'
    path.write_text(HEADER + good + "kaputt\n" * 150, encoding="utf-8")
    report = tmp_path / "bad.txt"
    assert main(["places", "import", str(path), "--report", str(report)]) == 3
    said = capsys.readouterr()
    assert "villages.csv:3: " in said.err
    assert "50 more" in said.err
    assert "150 bad" in said.out
    assert len(report.read_text(encoding="utf-8").splitlines()) == 150
    assert Region.objects.count() == 1


@pytest.mark.django_db
def test_what_is_no_table_ends_with_1_and_what_is_not_understood_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "no.csv").write_text("a,b\n", encoding="utf-8")
    assert main(["places", "import", str(tmp_path / "no.csv")]) == 1
    assert main(["places", "import", str(tmp_path / "none.csv")]) == 1
    assert "none.csv" in capsys.readouterr().err
    for wrong in (["--as-of", "gestern"], ["--close-missing", "--keep-missing"], ["--what"]):
        with pytest.raises(SystemExit) as ended:
            main(["places", "import", str(tmp_path / "no.csv"), *wrong])
        assert ended.value.code == 2


@pytest.mark.sqlite_only
def test_a_killed_run_is_taken_up_where_it_was(tmp_path: Path) -> None:
    here = Installation(tmp_path)
    assert here.run("migrate").returncode == 0
    lines = "".join(
        f'6201{number // 999 // 599 + 1:02}{number // 999 % 599 + 1:03}{number % 999 + 1:03},"社区{number}",'
        f"6201{number // 999 // 599 + 1:02}{number // 999 % 599 + 1:03},62,6201,6201{number // 999 // 599 + 1:02}\n"
        for number in range(MANY)
    )
    path = tmp_path / "villages.csv"
    path.write_text(HEADER + lines, encoding="utf-8")
    running = here.start("places", "import", str(path))
    counted = "from linli.places.models import Region; print(Region.objects.count())"
    deadline = time.monotonic() + 60
    while not (some := int(here.python(counted))):
        assert time.monotonic() < deadline, here.log()
    running.send_signal(signal.SIGKILL)
    running.wait()
    some = int(here.python(counted))
    assert 0 < some < MANY
    told = json.loads(here.run("places", "import", str(path), "--json").stdout)["levels"]["community"]
    assert (told["same"], told["new"]) == (some, MANY - some)
    again = json.loads(here.run("places", "import", str(path), "--json").stdout)
    assert (again["changed"], again["levels"]["community"]["same"]) == (0, MANY)
    assert int(here.python(counted)) == MANY


def test_estates_come_from_a_spreadsheet(town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "小区.csv"
    file.write_text("小区,民族,楼栋,网格\n春柳小区,,3号楼,第一网格\n翠柏小区,,4号楼,第九网格\n", encoding="gbk")
    command = ["places", "estates", str(file), "--community", town.home.code]
    assert main([*command, "--dry-run"]) == 3
    assert not Building.objects.exists()
    assert "dry run" in capsys.readouterr().out
    assert main([*command, "--json"]) == 3
    told = json.loads(capsys.readouterr().out)
    assert told["counts"] == {"building": 1, "cover": 1, "estate": 1}
    assert [error["line"] for error in told["errors"]] == [3]
    assert told["remarks"][0].startswith("民族")
    file.write_text("小区,楼栋\n春柳小区,3栋\n", encoding="utf-8")
    assert main(command) == 0
    assert "0 changed" in capsys.readouterr().out
    assert main([*command[:-1], "999"]) == 1
    assert main(["places", "estates", str(tmp_path / "none"), "--community", town.home.code]) == 1
    file.write_bytes(b"PK\x03\x04")
    assert main(command) == 1
