"""Keys are changed while people work, and a lost one takes no page with it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.cli.command import main
from linli.kit import key_changes, renewal
from linli.kit.crypto import EncryptedText, ensure_keys, forget, key_ring
from linli.ledger import receipts, texts
from linli.ledger.models import Text
from linli.people.models import Account
from tests.factors import app_code, first_step, recovery_of, second_step, with_app
from tests.lives import WORDS, raised
from tests.sheets import said

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings

    from linli.cases.models import Case
    from tests.ground.installation import Installation
    from tests.town import Someone

PHONE = "13900010001"
WRITES = """
import time
from linli.people.models import Account
until = time.monotonic() + 4
number = 0
while time.monotonic() < until:
    Account.objects.create_account(username=f"writer{number}", name=f"写者{number}", phone=f"137{number:08}")
    assert {one.name for one in Account.objects.filter(username=f"writer{number}")} == {f"写者{number}"}
    number += 1
    time.sleep(0.02)
print(number)
"""
READS = """
from linli.kit import renewal
from linli.kit.crypto import key_ring
from linli.people.models import Account
assert not renewal.missing()
assert {one.name for one in Account.objects.all()} == {f"写者{number}" for number in range(Account.objects.count())}
assert all(Account.objects.by_phone(one.phone) == [one] for one in Account.objects.all())
sum(renewal.renew())
print(sum(len(texts) > 1 for texts in renewal.texts_by_key().values()))
"""


@pytest.fixture
def keys(tmp_path: Path, settings: Settings, db: None) -> Iterator[Path]:
    """A ring of this test's own, before anything is written."""
    del db
    settings.LINLI_KEY_DIR = tmp_path / "keys"
    ensure_keys(tmp_path / "keys")
    forget()
    yield tmp_path / "keys"
    forget()


@pytest.fixture
def case(keys: Path, resident: Someone) -> Case:
    """A wish that was raised under the first keys."""
    assert keys
    return raised(resident.person, name="孟晓岚", phone=PHONE)


def code_of(case: Case) -> str:
    receipt = receipts.of_stream(street=case.street, stream=case.id)
    assert receipt
    return receipt.code


def test_an_older_text_key_reads_until_all_is_renewed_and_then_it_can_go(
    keys: Path, case: Case, resident: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    (old,) = [one.id for one in key_changes.known(keys) if one.kind == "text"]
    new = key_changes.rotate(keys, "text")
    assert key_ring().text_id.hex() == new != old
    assert Account.objects.get(pk=resident.account.pk).phone == PHONE
    assert renewal.needing(old)
    assert main(["keys", "retire", old]) == 1
    assert "people.Account.name need the key" in capsys.readouterr().err
    assert main(["keys", "renew"]) == 0
    assert renewal.needing(old) == []
    assert sum(renewal.renew()) == 0
    assert main(["keys", "retire", old]) == 0
    assert Account.objects.get(pk=resident.account.pk).phone == PHONE
    assert WORDS in {text.sealed.partition(":")[2] for text in Text.objects.filter(stream=case.id)}
    assert code_of(case)
    assert main(["verify"]) == 0
    assert main(["doctor"]) in {0, 1}
    assert "not well  texts" not in capsys.readouterr().out


def test_people_and_receipts_are_found_while_the_look_up_key_changes(keys: Path, case: Case, resident: Someone) -> None:
    (old,) = [one.id for one in key_changes.known(keys) if one.kind == "lookup"]
    key_changes.rotate(keys, "lookup")
    assert Account.objects.by_phone(PHONE) == [resident.account]
    found = receipts.find(code_of(case))
    assert found is not None
    assert found.stream == case.id
    assert [text.stream for text in texts.saying(PHONE, streets=[case.street])] == [case.id]
    before = {held.where: held.rows for held in renewal.needing(old)}
    assert before == {"people.Account.phone_hash": 1, "ledger.Text.found": 1, "ledger.Receipt.lookup": 1}
    assert sum(renewal.renew()) == len({"people.Account.phone_hash", "ledger.Text.found"})
    assert [text.stream for text in texts.saying(PHONE, streets=[case.street])] == [case.id]
    assert Account.objects.by_phone(PHONE) == [resident.account]
    assert {held.where for held in renewal.needing(old)} == {"ledger.Receipt.lookup"}
    assert main(["keys", "retire", old]) == 1  # the ledger keeps what a receipt is found by
    assert main(["verify"]) == 0


def test_a_key_that_signed_roots_and_the_current_keys_stay(keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (signed,) = [one.id for one in key_changes.known(keys) if one.kind == "roots"]
    current = key_changes.rotate(keys, "roots")
    assert set(key_ring().public_keys()) == {signed, current}
    assert main(["keys", "retire", signed]) == 1
    assert main(["keys", "retire", current]) == 1
    assert main(["keys", "retire", "00000000"]) == 1
    assert "no key is called 00000000" in capsys.readouterr().err
    assert main(["keys", "list"]) == 0
    told = capsys.readouterr().out
    assert signed in told
    secrets = [entry["secret"] for entry in json.loads((keys / "roots.json").read_text())["keys"].values()]
    assert [secret for secret in secrets if secret in told] == []


def test_the_worker_renews_once_and_then_rests_until_the_keys_change(keys: Path, resident: Someone) -> None:
    assert resident
    worker = renewal.Renewal()
    assert worker.step() == 0
    key_changes.rotate(keys, "text")
    batches = 0
    while worker.step():
        batches += 1
    assert batches
    assert all(len(texts) < 2 for texts in renewal.texts_by_key().values())
    assert worker.step() == 0
    key_changes.rotate(keys, "text")
    assert worker.step() == 1


def test_a_row_that_somebody_writes_meanwhile_keeps_what_they_wrote(keys: Path, resident: Someone) -> None:
    key_changes.rotate(keys, "text")
    field = Account._meta.get_field("name")
    assert isinstance(field, EncryptedText)

    def too_late(row: dict[str, Any]) -> bool:
        Account.objects.filter(pk=row["pk"]).update(name="改过的名字")
        return renewal._seal(Account, field, row)  # noqa: SLF001 - between reading and writing

    batches = renewal._batches(Account, ["name"], too_late)  # noqa: SLF001 - the same
    assert sum(batches) == 0
    assert Account.objects.get(pk=resident.account.pk).name == "改过的名字"


def test_a_lost_key_takes_no_page_with_it_and_is_named(
    keys: Path, case: Case, desk: Someone, resident: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    (old,) = [one.id for one in key_changes.known(keys) if one.kind == "text"]
    key_changes.rotate(keys, "text")
    kept = (keys / "text.json").read_text()
    ring = json.loads(kept)
    del ring["keys"][old]
    (keys / "text.json").write_text(json.dumps(ring))
    forget()
    for one, address in [
        (desk, case.url),
        (desk, reverse("desk")),
        (resident, reverse("mine")),
        (resident, case.url),
        (resident, reverse("home")),
    ]:
        page = one.sign_in(Client()).get(address)
        assert page.status_code == 200, address
        assert "暂时打不开" in said(page) or address in {reverse("desk"), reverse("home")}, address
        assert WORDS not in said(page)
    assert main(["verify"]) == 1
    assert old in capsys.readouterr().out
    assert renewal.missing()
    assert sum(renewal.renew()) == 0
    assert main(["doctor"]) == 1
    assert f"need the key {old}, which is not here" in capsys.readouterr().out
    (keys / "text.json").write_text(kept)
    forget()
    assert WORDS in said(resident.sign_in(Client()).get(case.url))
    assert main(["verify"]) == 0


@pytest.mark.sqlite_only
def test_one_process_changes_the_keys_while_another_one_writes(installation: Installation) -> None:
    installation.run("migrate")
    ready = f"import django\ndjango.setup()\n{WRITES}"
    with subprocess.Popen(  # noqa: S603 - our own lines
        [sys.executable, "-c", ready],
        env=installation.environment(DJANGO_SETTINGS_MODULE="linli.settings"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as writer:
        for kind in ("text", "lookup", "text"):
            time.sleep(0.6)
            done = installation.run("keys", "rotate", kind)
            assert done.returncode == 0, done.stderr
            done = installation.run("keys", "renew")
            assert done.returncode == 0, done.stderr
        written, error = writer.communicate(timeout=60)
    assert writer.returncode == 0, error
    assert int(written) > 10
    assert installation.python(READS).strip() == "0"


@pytest.mark.sqlite_only
def test_a_renewal_that_was_killed_goes_on_where_it_stood(installation: Installation) -> None:
    installation.run("migrate")
    installation.python(
        "from linli.people.models import Account\n"
        "Account.objects.bulk_create([Account(username=f'p{n}', name=f'写者{n}') for n in range(3000)])"
    )
    installation.run("keys", "rotate", "text")
    running = installation.start("keys", "renew")
    while running.poll() is None:
        time.sleep(0.01)
        told = installation.run("keys", "list").stdout
        older = next(line for line in told.splitlines() if line.startswith("text") and "older" in line)
        if not older.endswith(" 3000 texts"):
            running.kill()
            break
    running.wait()
    assert installation.run("keys", "renew").returncode == 0
    left = installation.python(
        "from linli.kit import renewal\nfrom linli.people.models import Account\n"
        "print(len(renewal.texts_by_key()['people.Account.name']),"
        " {one.name for one in Account.objects.all()} == {f'写者{n}' for n in range(3000)})"
    )
    assert left.split() == ["1", "True"]


@pytest.mark.usefixtures("still")
def test_the_secrets_of_factors_follow_the_key_too(
    keys: Path, resident: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = with_app(resident)
    (spare, *_rest) = recovery_of(resident.account)
    (old,) = [one.id for one in key_changes.known(keys) if one.kind == "text"]
    key_changes.rotate(keys, "text")
    assert "mfa.Authenticator.data" in {held.where for held in renewal.needing(old)}
    assert main(["keys", "retire", old]) == 1
    assert "mfa.Authenticator.data need the key" in capsys.readouterr().err
    assert main(["keys", "renew"]) == 0
    assert renewal.needing(old) == []
    assert sum(renewal.renew()) == 0
    assert main(["keys", "retire", old]) == 0
    assert second_step(first_step("resident"), app_code(secret)) == 302
    assert second_step(first_step("resident"), spare) == 302


@pytest.mark.usefixtures("still")
def test_a_lost_key_opens_no_door_and_breaks_no_page(keys: Path, resident: Someone) -> None:
    secret = with_app(resident)
    (spare, *_rest) = recovery_of(resident.account)
    key_changes.rotate(keys, "text")
    lost = json.loads((keys / "text.json").read_text(encoding="ascii"))
    kept = {**lost, "keys": {lost["current"]: lost["keys"][lost["current"]]}}
    (keys / "text.json").write_text(json.dumps(kept), encoding="ascii")
    forget()
    assert [where for where, _key, _rows in renewal.missing() if where.startswith("mfa")] == ["mfa.Authenticator.data"]
    assert sum(renewal.renew()) == 0
    client = first_step("resident")
    assert [second_step(client, code) for code in (app_code(secret), spare)] == [422, 422]
    assert resident.sign_in(Client()).get(reverse("my_factors")).status_code == 200
    (keys / "text.json").write_text(json.dumps(lost), encoding="ascii")
    forget()
    assert second_step(client, app_code(secret)) == 302
