"""`linli verify`: 0 where nothing is wrong, 1 where something is, 2 where the file it was given is of no use."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from linli.cli import main
from linli.ledger import roots, roots_file
from linli.ledger.models import Event, Root
from linli.people.person import visitor
from linli.wishes.raising import raise_wish
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

    from linli.cases.models import Case
    from tests.ground.installation import Installation
    from tests.town import Town


@pytest.fixture
def case(town: Town, settings: Settings, tmp_path: Path) -> Case:
    """A wish that was raised two days ago, on a day that is closed."""
    del town
    settings.LINLI_ROOTS_DIR = tmp_path / "roots"
    with pytest.MonkeyPatch.context() as back:
        then = timezone.now() - timedelta(days=2)
        back.setattr("django.utils.timezone.now", lambda: then)
        made = raise_wish(place=HOME, by=visitor(), at=then, words="想要一盏台灯", kind="thing", whom="self")
    roots.close_days()
    return made


def test_a_sound_ledger_ends_with_0_and_says_what_cannot_be_known(
    case: Case, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert case
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["verify"]) == 0
    said = capsys.readouterr().out
    assert "没有发现改动" in said
    assert "--roots" in said


def test_a_damaged_ledger_ends_with_1_and_names_the_place(
    case: Case, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    Event.objects.filter(stream=case.id).update(verb="wish.other")
    assert main(["verify"]) == 1
    said = capsys.readouterr().out
    assert f"street={STREET} stream={case.id} number=1" in said
    assert main(["verify", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["sound"] is False
    assert {(one["table"], one["what"], one["stream"]) for one in told["damages"]} == {("event", "hash", str(case.id))}


def test_a_kept_file_is_compared(case: Case, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert case
    kept = tmp_path / "kept.jsonl"
    kept.write_bytes(roots_file.file_of(STREET).read_bytes())
    assert main(["verify", "--json", "--roots", str(kept)]) == 0
    assert json.loads(capsys.readouterr().out)["against"] == str(kept)


def test_without_a_file_the_installation_s_own_are_compared_and_it_says_so(
    case: Case, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    own = roots_file.file_of(case.street)
    assert main(["verify"]) == 0
    assert f"对照了公布文件 {own}" in capsys.readouterr().out
    Root.objects.all().delete()  # with the roots the last days can go without a trace in the database
    assert main(["verify", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["own_files"] == [str(own)]
    assert "published_missing" in told["kinds"]


def test_an_own_file_that_was_spoilt_is_damage_and_an_empty_one_says_nothing(
    case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    own = roots_file.file_of(case.street)
    own.with_name("150102005.jsonl").touch()
    assert main(["verify", "--json"]) == 0
    own.write_text("no roots\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["verify", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(one["table"], one["what"], one["row"]) for one in told["damages"]] == [
        ("published", "unreadable", own.name)
    ]


@pytest.mark.parametrize("content", [None, "", "no roots\n"])
def test_a_file_of_no_use_ends_with_2_in_words(
    case: Case, capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str | None
) -> None:
    assert case
    kept = tmp_path / "kept.jsonl"
    if content is not None:
        kept.write_text(content, encoding="utf-8")
    assert main(["verify", "--roots", str(kept)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert str(kept) in said.err


def test_without_a_database_it_says_so_in_words(installation: Installation) -> None:
    done = installation.run("verify")
    assert done.returncode == 2
    assert done.stderr.startswith("linli: the database does not answer")
    assert "Traceback" not in done.stderr
