"""Killed at any instant: whatever was acknowledged is there, once; whatever follows it followed, once."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from tests.ground.database import own_database
from tests.ground.installation import Installation
from tests.prove.kills import Victim

if TYPE_CHECKING:
    from pathlib import Path

    from tests.prove.clients import Told

INVITED_AFTER = {"wish.reopen", "wish.deny"}
NOTED = "wish.follow_up"
OLD = ["wish.raise", "wish.publish", "wish.lapse"]


def test_nothing_is_lost_or_done_twice_when_processes_are_killed_at_five_instants(tmp_path: Path) -> None:
    killed_and_audited(tmp_path, instants=5, seed=5)


@pytest.mark.prove
def test_nothing_is_lost_or_done_twice_when_processes_are_killed_at_fifty_instants(tmp_path: Path) -> None:
    killed_and_audited(tmp_path, instants=50, seed=random.SystemRandom().randrange(2**32))


def killed_and_audited(folder: Path, *, instants: int, seed: int) -> None:
    print(f"seed {seed}")
    with own_database() as database:
        installation = Installation(folder, database=database)
        with Victim(installation, random.Random(seed)) as victim:  # noqa: S311 - a story, not a secret
            for _instant in range(instants):
                victim.kill()
            victim.end_in_order()
            told, found = victim.told(), victim.audit()
        print(f"{told.acts} acts, {told.repeated} asked again, {told.replayed} replayed, {dict(victim.killed)}")
        assert_everything_is_there_once(told, victim.old, found)
        assert_verified(installation)
        assert '"unhandled"' not in installation.log()


def assert_everything_is_there_once(told: Told, old: list[str], found: dict[str, Any]) -> None:
    expected = {
        stream: [*verbs, *(["wish.invite"] if verbs[-1] in INVITED_AFTER else [])]
        for stream, verbs in told.verbs.items()
    }
    expected |= dict.fromkeys(old, OLD)
    assert told.acts
    assert old
    assert {stream: [verb for verb in verbs if verb != NOTED] for stream, verbs in found["streams"].items()} == expected
    # What a follow-up learned is noted beside the steps: at most once for each of them.
    assert all(verbs.count(NOTED) < len(verbs) - verbs.count(NOTED) for verbs in found["streams"].values())
    assert found["submissions"] == told.forms
    assert found["receipts"] == len(expected)
    assert (found["effects"], found["overdue"], found["differences"]) == (0, 0, [])


def assert_verified(installation: Installation) -> None:
    done = installation.run("verify", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["sound"] is True
