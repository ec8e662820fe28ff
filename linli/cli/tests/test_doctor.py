"""The doctor names what is not well and says nothing is well that is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from linli.cases.models import Case
from linli.cli.doctor import doctor
from linli.people.models import Account
from tests.lives import raised

if TYPE_CHECKING:
    from tests.ground.installation import Installation
    from tests.town import Someone, Town

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


def test_flows_in_use_are_counted_and_one_that_is_gone_is_named(
    resident: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    for case in (raised(resident.person), raised(resident.person)):
        last = case.id
    doctor()
    assert "ok        flows: wish/1 (2 open)\n" in capsys.readouterr().out
    Case.objects.filter(id=last).update(flow="wish/0")
    assert doctor() == 1
    assert findings(capsys.readouterr().out)["flows"].endswith("used by open cases: wish/0 (1 open)")


def test_a_gateway_that_is_not_configured_is_named_and_none_is_said(installation: Installation) -> None:
    installation.run("migrate")
    installation.run("worker", "--once")
    told = installation.run("doctor", LINLI_SMS="")
    assert (told.returncode, "none is set, so nobody signs in by phone" in told.stdout) == (0, True)
    for name in ("aliyun", "pigeon"):
        told = installation.run("doctor", LINLI_SMS=name)
        assert told.returncode == 1
        assert name in findings(told.stdout)["text messages"]


def test_posts_are_counted_and_a_street_without_an_administrator_is_named(
    town: Town, system_admin: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    doctor()
    told = capsys.readouterr().out
    assert f"desk {len(town.street.communities)} ({len(town.street.communities)} vacant)" in told
    assert "system 1 (0 vacant)" in told
    Account.objects.filter(pk=system_admin.account.pk).update(is_active=False)
    assert doctor() == 1
    assert findings(capsys.readouterr().out)["posts"].endswith(
        f"today in: {town.street.code}; give it to somebody: linli admin STREET USERNAME"
    )
