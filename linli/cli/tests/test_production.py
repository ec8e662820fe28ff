"""A production start is refused in clear words, before anything listens or is written to a wrong place."""

from __future__ import annotations

import secrets
import stat
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.ground.installation import Installation

pytestmark = pytest.mark.sqlite_only

GOOD = {"LINLI_PRODUCTION": "1", "LINLI_HOSTS": "linli.example", "LINLI_SECRET": secrets.token_urlsafe(48)}
DEMO_ACCOUNT = """
from linli.people.models import Account
Account.objects.create_account(username="resident", name="张三", password="printed-on-screen", is_demo=True)
"""


@pytest.mark.parametrize("word", ["serve", "worker"])
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"LINLI_DEBUG": "1"}, "LINLI_DEBUG is on"),
        ({"LINLI_SECRET": "changeme"}, "the secret is a default or too short"),
        ({"LINLI_SECRET": "django-insecure-" + "x" * 40}, "the secret is a default or too short"),
        ({"LINLI_SECRET": ""}, "there is no secret"),
        ({"LINLI_HOSTS": ""}, "LINLI_HOSTS does not name the hosts"),
        ({"LINLI_HOSTS": "*"}, "LINLI_HOSTS does not name the hosts"),
    ],
)
def test_a_bad_setting_is_refused(installation: Installation, word: str, wrong: dict[str, str], words: str) -> None:
    done = installation.run(word, **{**GOOD, **wrong})
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr


@pytest.mark.parametrize("word", ["serve", "worker", "migrate"])
def test_keys_inside_the_data_directory_are_refused_before_they_are_made(installation: Installation, word: str) -> None:
    done = installation.run(word, **GOOD, LINLI_KEY_DIR=str(installation.data / "keys"))
    assert done.returncode == 1
    assert "lie inside the data directory" in done.stderr
    assert not (installation.data / "keys").exists()


def test_keys_that_others_may_read_are_refused(installation: Installation) -> None:
    assert installation.run("migrate", **GOOD).returncode == 0
    (installation.keys / "text.json").chmod(0o640)
    done = installation.run("serve", **GOOD)
    assert done.returncode == 1
    assert "may be read by others (mode 640)" in done.stderr


@pytest.mark.parametrize("word", ["serve", "worker"])
def test_demo_accounts_are_refused(installation: Installation, word: str) -> None:
    assert installation.run("migrate", **GOOD).returncode == 0
    installation.python(DEMO_ACCOUNT)
    done = installation.run(word, **GOOD)
    assert done.returncode == 1
    assert "1 demo accounts in the database" in done.stderr


@pytest.mark.parametrize("word", ["serve", "worker"])
def test_a_database_without_its_tables_is_refused(installation: Installation, word: str) -> None:
    installation.data.mkdir()
    done = installation.run(word, **GOOD)
    assert done.returncode == 1
    assert "run `linli migrate`" in done.stderr


def test_the_demo_town_is_refused(installation: Installation) -> None:
    done = installation.run("demo", "--no-serve", **GOOD)
    assert done.returncode == 1
    assert "refused while LINLI_PRODUCTION is set" in done.stderr
    assert not installation.data.exists()


def test_a_sound_installation_starts(installation: Installation) -> None:
    assert installation.run("migrate", **GOOD).returncode == 0
    done = installation.run("worker", "--once", **GOOD)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_made_secret_is_long_closed_and_kept(installation: Installation) -> None:
    good = {**GOOD, "LINLI_SECRET": ""}
    assert installation.run("migrate", **good).returncode == 0
    made = (installation.keys / "secret").read_text()
    assert len(made.strip()) >= 64
    assert {stat.S_IMODE(path.stat().st_mode) for path in installation.keys.iterdir()} == {0o600}
    assert stat.S_IMODE(installation.keys.stat().st_mode) == 0o700
    before = {path.name: path.read_bytes() for path in installation.keys.iterdir()}
    assert installation.run("migrate", **good).returncode == 0
    assert {path.name: path.read_bytes() for path in installation.keys.iterdir()} == before
    assert installation.run("worker", "--once", **good).returncode == 0


def test_what_is_counted_in_one_process_is_known_in_another(installation: Installation) -> None:
    for _ in range(2):
        assert installation.run("migrate").returncode == 0
    installation.python("from django.core.cache import cache\ncache.add('wrong', 7, timeout=60)")
    said = installation.python("from django.core.cache import cache\nprint(cache.get('wrong'))")
    assert said.strip() == "7"


def test_behind_our_proxy_its_own_entry_is_trusted_and_no_other(installation: Installation) -> None:
    script = "from allauth import app_settings\nprint(app_settings.TRUSTED_PROXY_COUNT)"
    assert installation.python(script).strip() == "0"
    assert installation.python(script, LINLI_BEHIND_TLS_PROXY="1").strip() == "1"
