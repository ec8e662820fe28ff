"""`linli figures`: every number comes with its definition, its counts, its place and its period."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from linli.cli import main
from linli.ledger import figures
from linli.ledger.tallies import Tally, Uncounted
from tests.lives import brought_to
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from tests.town import Someone

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate().isoformat()
DAYS = ("--from", TODAY, "--to", TODAY)


@pytest.fixture(autouse=True)
def _chinese_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")


@pytest.fixture(autouse=True)
def _two_closed_one_open(resident: Someone, desk: Someone, helper: Someone) -> None:
    for state in ("closed", "closed", "published"):
        brought_to(state, wisher=resident.person, desk=desk.person, helper=helper.person)


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["figures", *words, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_number_comes_with_everything_that_belongs_to_it(capsys: pytest.CaptureFixture[str]) -> None:
    found = shown(capsys, "show", "wishes.fulfilled", "--place", STREET, *DAYS)
    assert (found["value"], found["unit"], found["waiting"]) == (2, "件", 0)
    assert found["period"] == {"from": TODAY, "to": TODAY}
    assert found["place"] == {"code": STREET, "name": "西园街道", "merged": []}
    assert found["parts"]["mode"] == {"self": {"label": "我个人", "value": 2}}
    assert found["parts"]["kind"] == {"service": {"label": "服务", "value": 2}}
    assert "确认" in found["definition"]
    assert found["as_of"].startswith(TODAY[:4])
    assert not Uncounted.objects.exists()


def test_a_rate_prints_its_numerator_its_denominator_and_whom_it_leaves_out(capsys: pytest.CaptureFixture[str]) -> None:
    found = shown(capsys, "show", "cases.satisfied_rate", "--place", HOME, *DAYS)
    assert found["value"] == 1.0
    assert [found[word]["value"] for word in ("numerator", "denominator", "left_out")] == [2, 2, 0]
    assert "官方公式没有公开" in found["definition"]
    assert main(["figures", "show", "cases.satisfied_rate", "--place", HOME, *DAYS]) == 0
    said = capsys.readouterr().out
    assert "100.0%" in said
    assert "2" in said


def test_every_declared_figure_is_listed_and_can_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "list"]) == 0
    said = capsys.readouterr().out
    assert len(figures.declared()) >= 18
    for figure in figures.declared():
        assert figure.name in said
        assert str(figure.definition) in said
        assert shown(capsys, "show", figure.name, "--place", STREET, *DAYS)["name"] == figure.name


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("wishes.fulfiled", "--place", STREET, *DAYS), "did you mean wishes.fulfilled"),
        (("xyz", "--place", STREET, *DAYS), "linli figures list"),
        (("wishes.raised", "--place", "620103999", *DAYS), "620103999"),
        (("wishes.raised", "--place", STREET, "--from", "2026-02-02", "--to", "2026-02-01"), "lies before"),
    ],
)
def test_what_cannot_be_answered_is_said_clearly(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    assert main(["figures", "show", *words]) == 2
    assert told in capsys.readouterr().err


def test_a_day_that_is_none_is_not_understood(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["figures", "show", "wishes.raised", "--place", STREET, "--from", "2026-02-30", "--to", TODAY])
    assert ended.value.code == 2
    assert "2026-02-30" in capsys.readouterr().err


def test_wrong_sums_are_found_and_counted_anew(capsys: pytest.CaptureFixture[str]) -> None:
    shown(capsys, "show", "wishes.raised", "--place", STREET, *DAYS)
    assert main(["figures", "check"]) == 0
    Tally.objects.filter(figure="wishes.raised").update(value=9)
    assert main(["figures", "check"]) == 1
    assert "wishes.raised" in capsys.readouterr().out
    assert main(["figures", "rebuild", "--street", STREET]) == 0
    assert main(["figures", "check", "--street", STREET]) == 0
