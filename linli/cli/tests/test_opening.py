"""A street is taken into use by one command, which gives it its first system administrator and no second one."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import authenticate
from django.test import Client

from linli.cli.command import main
from linli.people.models import Account, Post, Tenure

pytestmark = pytest.mark.django_db
STREET = "620103001"


def test_the_first_administrator_signs_in_with_the_password_that_was_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["open", STREET, "--grids", "1", "--admin", "wang", "--name", "王一鸣"]) == 0
    password = re.search(r"^password (\S+)", capsys.readouterr().out, re.MULTILINE)
    assert password
    account = authenticate(None, username="wang", password=password[1])
    assert isinstance(account, Account)
    client = Client()
    client.force_login(account)
    assert client.get(f"/office/{STREET}/posts/")["Location"] == "/me/password/"
    Account.objects.update(must_choose_password=False)
    assert client.get(f"/office/{STREET}/posts/").status_code == 200


def test_a_second_run_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    main(["open", STREET, "--admin", "wang"])
    before = Post.objects.count(), Account.objects.count(), Tenure.objects.count()
    capsys.readouterr()
    assert main(["open", STREET, "--admin", "other"]) == 0
    assert "already" in capsys.readouterr().out
    assert (Post.objects.count(), Account.objects.count(), Tenure.objects.count()) == before


@pytest.mark.parametrize("words", [["999999999"], ["620103"], [STREET, "--admin", "王"], [STREET, "--admin", "taken"]])
def test_what_cannot_be_done_is_told_and_nothing_is_kept(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    Account.objects.create_account(username="taken", name="某某")
    assert main(["open", *words]) == 1
    assert "linli:" in capsys.readouterr().err
    assert not Post.objects.exists()
    assert Account.objects.count() == 1
