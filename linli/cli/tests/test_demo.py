"""The demo town: built once, the same from the same number, with a way in for each of its people."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from linli.demo.town import SIGN_INS
from tests.ground.installation import Installation

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.sqlite_only

TOWN = """
import json
from linli.cases.models import Case
from linli.ledger.models import Event
from linli.people.models import Account
wishes = list(Case.objects.order_by("began").values_list("place", "kind", "state", "rating"))
print(json.dumps([Account.objects.count(), Event.objects.count(), wishes]))
"""


def demo(installation: Installation, *, seed: int = 1) -> tuple[str, list[Any]]:
    """Build the town and stop; the printed password, and what is in the town."""
    done = installation.run("demo", "--no-serve", "--seed", str(seed))
    assert done.returncode == 0, done.stdout + done.stderr
    assert [
        line.split()[0] for line in done.stdout.splitlines() if line.split()[:1] and line.split()[0] in SIGN_INS
    ] == list(SIGN_INS)
    (password,) = re.findall(r"password +(\S+)", done.stdout)
    return password, json.loads(installation.python(TOWN))


def test_a_town_that_is_there_is_kept_and_the_same_number_builds_the_same_town(tmp_path: Path) -> None:
    first = Installation(tmp_path / "first")
    first.folder.mkdir()
    built = demo(first)
    assert demo(first, seed=2) == built
    again = Installation(tmp_path / "again")
    again.folder.mkdir()
    password, town = demo(again)
    assert town == built[1]
    assert password != built[0], "two towns must not share a password"
    other = Installation(tmp_path / "other")
    other.folder.mkdir()
    assert demo(other, seed=2)[1] != town


def test_the_demo_town_shows_every_state_and_something_late(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    _password, (_accounts, _events, wishes) = demo(installation, seed=3)
    states = {state for _place, _kind, state, _rating in wishes}
    assert states >= {"check", "published", "claimed", "done", "closed", "refused"}
    late = installation.python("from linli.cases.models import Case\nprint(Case.objects.filter(late=True).count())")
    assert int(late) >= 1
    done = installation.run("verify")
    assert done.returncode == 0, done.stdout


def test_an_unknown_scenario_is_told_by_name(installation: Installation) -> None:
    done = installation.run("demo", "--no-serve", "--scenario", "atlantis")
    assert done.returncode == 1
    assert "no scenario is called atlantis" in done.stderr
