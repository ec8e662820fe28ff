"""An account knows little, keeps it encrypted, and is found by a phone number without showing it."""

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from linli.kit.phones import normal_phone
from linli.kit.refused import Refused
from linli.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "written",
    ["13912345678", " 139 1234 5678 ", "139-1234-5678", "+86 13912345678", "008613912345678", "１３９１２３４５６７８"],
)
def test_one_number_written_in_many_ways_is_one_number(written: str) -> None:
    assert normal_phone(written) == "13912345678"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0931-2345678", "09312345678"),
        ("(010) 8888 6666", "01088886666"),
        ("+86 931 234 5678", None),
        ("+852 9123 4567", "+85291234567"),
        ("00852 9123 4567", "+85291234567"),
        ("", ""),
        ("  ", ""),
        ("12345678901", None),
        ("1391234567", None),
        ("139123456789", None),
        ("2345678", None),
        ("+", None),
        ("没有电话", None),
        ("<script>", None),
        ("13912345678\0", None),
        (" " * 41, None),
        ("1" * 10_000, None),
    ],
)
def test_a_number_that_nobody_can_call_is_refused(written: str, number: str | None) -> None:
    if number is None:
        with pytest.raises(Refused) as refusal:
            normal_phone(written)
        assert (refusal.value.code, refusal.value.field) == ("phone_unclear", "phone")
    else:
        assert normal_phone(written) == number


@given(st.text())
def test_bringing_a_number_to_its_form_twice_changes_nothing(written: str) -> None:
    try:
        number = normal_phone(written)
    except Refused:
        return
    assert normal_phone(number) == number


def make(**wanted: Any) -> Account:
    """Make an account, with what matters to the test."""
    return Account.objects.create_account(**{"username": "meng", "name": "孟晓岚", "phone": "13912345678"} | wanted)


def test_name_and_phone_are_not_in_the_database_in_clear() -> None:
    account = make()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_account")
        (row,) = cursor.fetchall()
    told = b"|".join(value if isinstance(value, bytes) else str(value).encode() for value in map(_raw, row))
    assert account.username.encode() in told
    for secret in ("孟晓岚", "孟", "13912345678", "1391234"):
        assert secret.encode() not in told
    account.refresh_from_db()
    assert (account.name, account.phone) == ("孟晓岚", "13912345678")
    assert (account.masked_name, account.masked_phone) == ("孟**", "139****5678")


def _raw(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def test_a_log_line_shows_nobodys_name() -> None:
    account = make()
    assert account.name not in f"{account} {account!r}"


def test_an_account_is_found_by_its_number_however_it_is_written() -> None:
    account = make()
    assert Account.objects.by_phone("+86 139-1234-5678") == [account]
    assert Account.objects.by_phone("13912345679") == []
    assert Account.objects.by_phone("") == []


def test_two_people_may_share_a_number_and_many_have_none() -> None:
    first, second = make(), make(username="qu", phone="139 1234 5678")
    assert Account.objects.by_phone("13912345678") == [first, second]
    with pytest.raises(IntegrityError), transaction.atomic():
        make(username="qu", phone="")
    make(username="chai", phone="")
    make(username="bian", phone="")
    assert Account.objects.filter(phone_hash="").count() == 2


def test_number_and_hash_come_and_go_together() -> None:
    account = make()
    for change in ({"phone": ""}, {"phone_hash": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Account.objects.filter(pk=account.pk).update(**change)
    account.put_phone("")
    account.save()
    assert Account.objects.filter(phone_hash="").get() == account


@pytest.mark.parametrize("username", ["", "a", "孟", "a b", "a" * 41, "a\n", "<b>", "a@b.cn"])
def test_a_username_is_a_plain_word_and_no_address(username: str) -> None:
    with pytest.raises(ValidationError):
        make(username=username)
    assert not Account.objects.exists()


def test_a_username_is_one_name_in_every_case() -> None:
    account = make(username=" Meng ")
    assert account.username == "meng"
    assert Account.objects.get_by_natural_key("MENG") == account
    with pytest.raises(IntegrityError), transaction.atomic():
        make(username="MENG", phone="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=account.pk).update(username="Meng")


def test_only_the_right_password_of_an_active_account_opens() -> None:
    account = make(password="晓风-残月-1987")
    assert authenticate(None, username="meng", password="晓风-残月-1987") == account
    assert authenticate(None, username="MENG", password="晓风-残月-1987") == account
    assert authenticate(None, username="meng", password="晓风-残月-1988") is None
    assert authenticate(None, username="meng", password="") is None
    Account.objects.update(is_active=False)
    assert authenticate(None, username="meng", password="晓风-残月-1987") is None


def test_without_a_password_no_password_opens() -> None:
    make(password=None)
    assert authenticate(None, username="meng", password="") is None
    assert authenticate(None, username="meng", password="None") is None


def test_an_account_has_no_place_for_what_must_not_be_known() -> None:
    names = {field.name for field in Account._meta.fields}
    assert names == {
        "id",
        "username",
        "password",
        "name",
        "phone",
        "phone_hash",
        "streets",
        "is_active",
        "is_demo",
        "must_choose_password",
        "unread",
    }
