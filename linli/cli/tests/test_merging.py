"""`linli places merge`: what it says, how it ends, and that a killed run is taken up again."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from linli.cli import main
from linli.places.models import Region
from tests.ground.installation import Installation
from tests.lives import raised
from tests.town import ELSEWHERE, HOME, STREET

if TYPE_CHECKING:
    from pathlib import Path

    from tests.town import Someone, Town

COMMAND = ["places", "merge", HOME, ELSEWHERE, "--on", "2026-06-01"]
FAR = "620102001001"
MANY = 200
RAISE = f"""
from django.db import transaction
from django.utils import timezone
from linli.people.person import visitor
from linli.wishes.raising import raise_wish
with transaction.atomic():
    for number in range({MANY}):
        raise_wish(place="{HOME}", by=visitor(), at=timezone.now(), words="想要一盏台灯", kind="thing", whom="self")
"""


def lying(here: Installation, place: str) -> int:
    """How many open cases lie in a community now, asked of the file itself: the moment of the kill must not be missed."""
    with closing(sqlite3.connect(here.data / "linli.sqlite3")) as file:
        (many,) = file.execute("SELECT count(*) FROM cases_case WHERE place = ? AND closed IS NULL", [place]).fetchone()
    return int(many)


@pytest.mark.django_db
def test_a_dry_run_says_what_would_change_and_the_run_what_did(
    town: Town, resident: Someone, desk: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    del town
    raised(resident.person)
    assert desk.person.seats
    assert main([*COMMAND, "--dry-run"]) == 0
    said = capsys.readouterr()
    assert "1 open cases" in said.out
    assert "1 tenures" in said.out
    assert "第一网格 → 第二网格" in said.out
    assert "dry run" in said.out
    assert "nobody holds 柏树巷社区服务窗口" in said.err
    assert Region.objects.by_code(HOME).is_open
    assert main([*COMMAND, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["counts"]["case"], told["counts"]["grid"], told["written"]) == (1, 1, True)
    assert main(COMMAND) == 0
    assert "nothing changed" in capsys.readouterr().out


@pytest.mark.django_db
def test_what_cannot_be_is_refused_with_1_and_in_words(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    del town
    assert main(COMMAND) == 0
    assert main(["places", "merge", ELSEWHERE, HOME, "--on", "2026-06-01"]) == 1
    assert HOME not in capsys.readouterr().err  # names, not codes
    assert main(["places", "merge", HOME, "1", "--on", "2026-06-01"]) == 1
    for wrong in (["--on", "gestern"], []):
        with pytest.raises(SystemExit) as ended:
            main([*COMMAND[:4], *wrong])
        assert ended.value.code == 2


@pytest.mark.sqlite_only
@pytest.mark.parametrize("new", [ELSEWHERE, FAR], ids=["one street", "another street"])
def test_a_killed_run_is_taken_up_where_it_was(tmp_path: Path, new: str) -> None:
    here = Installation(tmp_path)
    command = [*COMMAND[:3], new, *COMMAND[4:]]
    assert here.run("migrate").returncode == 0
    for street in (STREET, FAR[:9]):
        assert here.run("open", street, "--grids", "1").returncode == 0
    here.python(RAISE)
    running = here.start(*command)
    deadline = time.monotonic() + 60
    while not lying(here, new):
        assert time.monotonic() < deadline, here.log()
    running.send_signal(signal.SIGKILL)
    running.wait()
    left = lying(here, HOME)
    assert 0 < left < MANY
    told = json.loads(here.run(*command, "--json").stdout)["counts"]
    assert (told["case"], told["region"], told["grid"]) == (left, 0, 0)
    assert (lying(here, HOME), lying(here, new)) == (0, MANY)
    assert here.run("verify").returncode == 0
