"""The doctor names what is not well and says nothing is well that is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.ground.installation import Installation

pytestmark = pytest.mark.sqlite_only


def findings(said: str) -> dict[str, str]:
    return {line[10:].split(":")[0]: line for line in said.splitlines() if line.startswith("not well")}


def test_an_empty_machine_is_not_well(installation: Installation) -> None:
    done = installation.run("doctor")
    assert done.returncode == 1
    assert {"data directory", "keys", "database"} <= set(findings(done.stdout))


def test_a_silent_worker_is_all_that_is_missing_after_migrate(installation: Installation) -> None:
    installation.run("migrate")
    done = installation.run("doctor")
    assert (done.returncode, set(findings(done.stdout))) == (1, {"worker"})
    installation.run("worker", "--once")
    done = installation.run("doctor")
    assert (done.returncode, findings(done.stdout)) == (0, {})


def test_missing_tables_and_open_keys_are_named(installation: Installation) -> None:
    installation.run("migrate")
    installation.python(
        "from django.core.management import call_command\ncall_command('migrate', 'web', 'zero', verbosity=0)"
    )
    (installation.keys / "roots.json").chmod(0o644)
    found = findings(installation.run("doctor").stdout)
    assert "run `linli migrate`" in found["migrations"]
    assert "roots.json: mode 644" in found["keys"]


def test_a_clock_that_went_back_is_noticed(installation: Installation) -> None:
    installation.run("migrate")
    installation.python(
        "from datetime import timedelta\nfrom django.utils import timezone\nfrom linli.web.models import Heartbeat\n"
        "Heartbeat.objects.create(name='worker', at=timezone.now() + timedelta(hours=1))"
    )
    assert "went back" in findings(installation.run("doctor").stdout)["clock"]
