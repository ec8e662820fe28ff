"""The demo town: built once, the same from the same number, with a way in for each of its people."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from linli.demo import town
from linli.demo.people import SIGN_INS
from tests.ground.installation import Installation

pytestmark = pytest.mark.sqlite_only

TOWN = """
import json
from linli.cases.models import Case
from linli.ledger.models import Event
from linli.people.models import Account
from linli.places.models import Building
wishes = list(Case.objects.order_by("began").values_list("place", "kind", "state", "rating"))
print(json.dumps([Account.objects.count(), Event.objects.count(), wishes, list(Building.objects.order_by("id").values_list("place", "name"))]))
"""

PLACES = """
import json
from linli.cases.models import Consent
from linli.people.looks import Look
from linli.people.models import Arrangement, Consent as Agreed, Membership
from linli.places.models import Block, Building, Cover, Estate, Grid, Unit, Yard
over = {str(block): len(set(Building.objects.filter(block=block).values_list("place", flat=True))) for block in Block.objects.all()}
print(json.dumps({
    "modes": sorted(set(Estate.objects.values_list("mode", flat=True))),
    "communities": len(set(Building.objects.values_list("place", flat=True))),
    "buildings": Building.objects.count(),
    "units": Unit.objects.count(),
    "in basic grids": Cover.objects.filter(kind="basic").count(),
    "special grids": Grid.objects.filter(kind="special").count(),
    "in special grids": Cover.objects.filter(kind="special").count(),
    "yards alone": list(Yard.objects.filter(estate=None).order_by("name").values_list("name", flat=True)),
    "yards inside": Yard.objects.exclude(estate=None).count(),
    "blocks": over,
    "imported": Arrangement.objects.filter(verb="build_up").count(),
    "members": Membership.objects.count(),
    "agreed": Agreed.objects.count(),
    "taken back": Consent.objects.exclude(withdrawn=None).count(),
    "looks": sorted(Look.objects.exclude(reason="").values_list("reason", flat=True)),
    "masked": Look.objects.filter(kind="masked").count(),
}))
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
    password, anew = demo(again)
    assert anew == built[1]
    assert password != built[0], "two towns must not share a password"
    other = Installation(tmp_path / "other")
    other.folder.mkdir()
    assert demo(other, seed=2)[1] != anew


def test_the_demo_town_shows_every_state_and_something_late(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    _password, (_accounts, _events, wishes, _buildings) = demo(installation, seed=3)
    states = {state for _place, _kind, state, _rating in wishes}
    assert states >= {"check", "published", "claimed", "done", "closed", "refused"}
    late = installation.python("from linli.cases.models import Case\nprint(Case.objects.filter(late=True).count())")
    assert int(late) >= 1
    done = installation.run("verify")
    assert done.returncode == 0, done.stdout


def test_the_town_stands_somewhere_and_people_trust_it_for_a_reason(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    demo(installation)
    found = json.loads(installation.python(PLACES))
    assert found["modes"] == ["entrusted", "hybrid", "self"]
    assert found["communities"] == found["imported"] == 10
    assert found["buildings"] == found["in basic grids"] > 90
    assert found["units"] > found["buildings"]
    assert found["special grids"] == found["in special grids"] == 3
    assert "井儿街10-24号楼院" in found["yards alone"]
    assert found["yards inside"] >= 2
    assert min(found["blocks"].values()) >= 2, "a block lies over communities"
    assert found["members"] > 10
    assert (found["agreed"], found["taken back"]) == (2, 1)
    assert found["looks"] == ["call", "other", "verify", "visit"]
    assert found["masked"] >= 4


def test_the_town_is_made_by_public_verbs_alone() -> None:
    made = re.compile(r"\.(?:create|bulk_create|get_or_create|update_or_create|save|bulk_update|update|delete)\(")
    sources = Path(town.__file__).parent.rglob("*.py")
    assert {
        (file.name, line.strip())
        for file in sources
        for line in file.read_text("utf-8").splitlines()
        if made.search(line)
    } == set()


FIGURE = (
    "figures",
    "show",
    "wishes.fulfilled",
    "--place",
    "620103001",
    "--from",
    "2020-01-01",
    "--to",
    "2020-08-19",
    "--json",
)

XIYUAN = """
import json
from linli.cases.models import Assignment, Case
from linli.people.models import Account
told = Case.objects.order_by("began").values_list("began", "closed", "state", "kind")
print(json.dumps({
    "names": sorted(one.name for one in Account.objects.all()),
    "states": sorted(set(Case.objects.values_list("state", flat=True))),
    "modes": sorted(set(Assignment.objects.filter(state="finished").values_list("mode", flat=True))),
    "first": str(min(one[0] for one in told)), "last": str(max(one[1] or one[0] for one in told)),
    "expired": Assignment.objects.filter(state="expired").count(),
    "reopened": Case.objects.filter(reopened=1, state="closed").count(),
    "unwanted": Case.objects.filter(state="refused").count(),
    "lives": [str(one) for one in told],
}))
"""


def test_more_than_two_hundred_wishes_of_a_street_come_true_and_other_people_have_others(tmp_path: Path) -> None:
    towns = []
    for seed in (1, 2):
        installation = Installation(tmp_path / str(seed))
        installation.folder.mkdir()
        done = installation.run("demo", "--no-serve", "--scenario", "xiyuan", "--seed", str(seed))
        assert done.returncode == 0, done.stdout + done.stderr
        shown = json.loads(installation.run(*FIGURE).stdout)
        assert 200 <= shown["value"] <= 209
        found = json.loads(installation.python(XIYUAN))
        assert found["first"][:10] >= "2019-12-31"
        assert found["last"][:10] <= "2020-08-19"
        assert found["states"] == ["check", "claimed", "closed", "published", "refused", "withdrawn"]
        assert found["modes"] == ["branch", "member", "self", "team", "unit"]
        assert sum(shown["parts"]["mode"][each]["value"] for each in found["modes"]) == shown["value"]
        assert min(found["expired"], found["reopened"]) >= 1, "clocks ran on the scenario's own time"
        assert found["unwanted"] >= 13
        towns.append(found)
        verified = installation.run("verify")
        assert verified.returncode == 0, verified.stdout
    assert towns[0]["lives"] != towns[1]["lives"]
    assert len(set(towns[0]["names"]) & set(towns[1]["names"])) < len(towns[0]["names"]) / 4


def test_an_unknown_scenario_is_told_by_name(installation: Installation) -> None:
    done = installation.run("demo", "--no-serve", "--scenario", "atlantis")
    assert done.returncode == 1
    assert "no scenario is called atlantis" in done.stderr
