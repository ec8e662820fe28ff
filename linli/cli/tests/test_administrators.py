"""Whoever runs the machine lets a street back in: an administrator who can act today, a first password."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth import authenticate
from django.test import Client
from django.utils import timezone

from linli.cli.command import main
from linli.cli.doctor import CHECKS
from linli.people.factors import held
from linli.people.models import Account, Arrangement, Leave
from tests.factors import with_app
from tests.sheets import said
from tests.town import STREET

if TYPE_CHECKING:
    from tests.town import Someone, Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still")]


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    found = re.search(r"^password (\S+)", capsys.readouterr().out, re.MULTILINE)
    assert found
    return found[1]


@pytest.mark.parametrize("lost", ["leave", "closed"])
def test_an_administrator_who_cannot_act_is_let_in_again(
    system_admin: Someone, lost: str, capsys: pytest.CaptureFixture[str]
) -> None:
    account, today = system_admin.account, timezone.localdate()
    if lost == "leave":
        Leave.objects.create(street=STREET, account=account, since=today, until=today + timedelta(days=1500))
    else:
        Account.objects.filter(pk=account.pk).update(is_active=False)
    assert "linli admin STREET USERNAME" in CHECKS["posts"]()
    with_app(system_admin)
    browser = system_admin.sign_in(Client())
    assert main(["admin", STREET, "system"]) == 0
    assert CHECKS["posts"]() == ""
    assert system_admin.person.has("system")
    assert authenticate(None, username="system", password=printed(capsys)) == account
    assert held.any_of(account)
    assert browser.get("/me/").status_code == 302
    assert Arrangement.objects.get().verb == "give_office"


def test_a_new_account_becomes_administrator_beside_the_one_that_is_lost(
    system_admin: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["open", STREET, "--admin", "other"]) == 0
    assert f"linli admin {STREET} other" in capsys.readouterr().out
    assert main(["admin", STREET, "other", "--name", "王一鸣"]) == 0
    account = authenticate(None, username="other", password=printed(capsys))
    assert isinstance(account, Account)
    assert account.must_choose_password
    assert system_admin.person.has("system")
    page = said(system_admin.sign_in(Client()).get(f"/office/{STREET}/arranged/"))
    assert "在服务器上指定系统管理员" in page


def test_a_password_is_given_and_on_asking_the_second_factors_taken_off(
    desk: Someone, capsys: pytest.CaptureFixture[str]
) -> None:
    with_app(desk)
    assert main(["password", "Desk"]) == 0
    assert authenticate(None, username="desk", password=printed(capsys)) == desk.account
    assert held.any_of(desk.account)
    assert main(["password", "desk", "--reset-factors"]) == 0
    assert not held.any_of(desk.account)
    assert [one.verb for one in Arrangement.objects.filter(account=desk.account)] == ["reset_password"] * 2


@pytest.mark.parametrize(
    "words",
    [["admin", "620102001", "wang"], ["admin", STREET, "王"], ["password", "nobody"], ["admin", STREET, "gone"]],
)
def test_what_cannot_be_done_is_told_and_nothing_is_kept(
    town: Town, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    del town
    Account.objects.create_account(username="gone", name="某某")
    Account.objects.update(name="")
    assert main(words) == 1
    assert "linli:" in capsys.readouterr().err
    assert Account.objects.count() == 1
    assert not Arrangement.objects.exists()
