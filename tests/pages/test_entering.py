"""Signing up and in by phone: a code once, for one browser, for a short time; and nobody becomes somebody else by chance."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.edges.models import KeptMessage
from linli.kit.crypto import keyed_hash
from linli.kit.refused import Refused
from linli.people import codes
from linli.people.models import Account, OneTimeCode, OpenSession
from tests.lives import raised
from tests.sheets import said

if TYPE_CHECKING:
    from pytest_django import Settings

    from tests.town import Someone

pytestmark = pytest.mark.django_db
PHONE = "13812347392"
NOW = timezone.now


def sent_to(phone: str) -> str:
    """The newest code in the outbox for a number."""
    texts = [row.text for row in KeptMessage.objects.order_by("-at") if row.phone == phone]
    found = re.search(r"code=([0-9]{6})", texts[0])
    assert found
    return found[1]


def proved(phone: str = PHONE, client: Client | None = None) -> Client:
    """A browser that has just proved to read the messages of a number."""
    client = client or Client()
    assert client.post(reverse("enter"), {"phone": phone}).status_code == 302
    assert client.post(reverse("enter_code"), {"code": sent_to(phone)}).status_code == 302
    return client


def user_of(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


# ---- signing up and in


def test_somebody_new_signs_up_with_a_name_alone() -> None:
    client = proved()
    page = said(client.get(reverse("enter_who")))
    assert "怎么称呼您" in page
    assert client.post(reverse("enter_who"), {"name": " 柳 奶奶 "})["Location"] == reverse("me")
    account = Account.objects.get(pk=user_of(client))
    assert (account.name, account.phone) == ("柳 奶奶", PHONE)
    assert not account.has_usable_password()
    assert PHONE not in account.username
    assert "柳 奶奶" in said(client.get(reverse("me")))


def test_who_signs_in_by_phone_sees_where_and_ends_it() -> None:
    first = proved()
    first.post(reverse("enter_who"), {"name": "柳奶奶"})
    OneTimeCode.objects.all().delete()
    second = proved()
    second.post(reverse("enter_who"), {"choice": user_of(first), "name": "柳奶奶"})
    assert user_of(second) == user_of(first)
    assert OpenSession.objects.count() == 2
    second.post(reverse("my_sessions"), {"others": "1"})
    assert (user_of(first), bool(user_of(second))) == ("", True)
    assert second.get(reverse("me")).status_code == 200


@pytest.mark.parametrize("name", ["", "  ", "长" * 41])
def test_without_a_name_nobody_is_made(name: str) -> None:
    client = proved()
    answer = client.post(reverse("enter_who"), {"name": name})
    assert answer.status_code == 422
    assert "请填写怎么称呼您" in said(answer)
    assert not Account.objects.exists()


def test_somebody_known_says_that_it_is_them(resident: Someone) -> None:
    client = proved("13900010001")
    page = said(client.get(reverse("enter_who")))
    assert "我是 孟**" in page
    assert "孟晓岚" not in page
    client.post(reverse("enter_who"), {"choice": str(resident.account.pk), "name": "孟 晓岚"})
    assert user_of(client) == str(resident.account.pk)


def test_whoever_was_given_the_number_later_does_not_know_the_whole_name(resident: Someone) -> None:
    client = proved("13900010001")
    for guess in ("", "孟", "孟某某", "孟晓"):
        answer = client.post(reverse("enter_who"), {"choice": str(resident.account.pk), "name": guess})
        assert answer.status_code == 422
        assert "姓名对不上" in said(answer)
    last = client.post(reverse("enter_who"), {"choice": str(resident.account.pk), "name": "孟小岚"})
    assert last["Location"] == reverse("enter")
    client.post(reverse("enter_who"), {"choice": str(resident.account.pk), "name": "孟晓岚"})
    assert not user_of(client)  # after five guesses the number has to be proved again


def test_who_holds_a_post_signs_in_by_password(desk: Someone) -> None:
    client = proved(desk.account.phone)
    answer = client.post(reverse("enter_who"), {"choice": str(desk.account.pk)})
    assert answer.status_code == 422
    assert "有岗位的账号要用登录名和密码登录" in said(answer)
    assert not user_of(client)


def test_two_people_share_a_phone_and_each_comes_into_their_own_account(resident: Someone) -> None:
    client = proved("13900010001")
    client.post(reverse("enter_who"), {"choice": "share", "name": "老孟"})
    second = user_of(client)
    assert second != str(resident.account.pk)
    OneTimeCode.objects.all().delete()
    page = said(proved("13900010001").get(reverse("enter_who")))
    assert page.count("我是 孟**") == 1
    assert "我是 老**" in page
    assert Account.objects.get(pk=resident.account.pk).phone == "13900010001"


def test_a_number_that_changed_hands_opens_nothing_of_who_had_it(resident: Someone) -> None:
    case = raised(resident.person)
    client = proved("13900010001")
    client.post(reverse("enter_who"), {"choice": "mine", "name": "新机主"})
    old = Account.objects.get(pk=resident.account.pk)
    assert (old.phone, old.phone_hash, old.is_active, old.name) == ("", "", True, "孟晓岚")
    assert user_of(client) != str(old.pk)
    assert client.get(case.url).status_code == 404
    assert case.label not in said(client.get(reverse("mine")))
    assert Account.objects.by_phone("13900010001") == [Account.objects.get(pk=user_of(client))]


def test_nobody_enters_an_account_of_another_number(resident: Someone) -> None:
    client = proved()
    assert client.post(reverse("enter_who"), {"choice": str(resident.account.pk)}).status_code == 422
    assert not user_of(client)


def test_without_a_proved_number_there_is_nobody_to_choose(resident: Someone) -> None:
    client = Client()
    assert client.post(reverse("enter_who"), {"choice": str(resident.account.pk)})["Location"] == reverse("enter")
    client.post(reverse("enter"), {"phone": "13900010001"})
    assert client.get(reverse("enter_who"))["Location"] == reverse("enter")


def test_known_and_unknown_numbers_look_the_same(resident: Someone) -> None:
    assert resident
    pages = []
    for phone in ("13900010001", PHONE):
        client = Client()
        answer = client.post(reverse("enter"), {"phone": phone}, follow=True)
        pages.append((answer.redirect_chain, re.sub(r'value="[^"]*"', "", said(answer))))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("typed", ["", "12", "abc"])
def test_a_number_that_is_none_is_named(typed: str) -> None:
    answer = Client().post(reverse("enter"), {"phone": typed})
    assert answer.status_code == 422
    assert not OneTimeCode.objects.exists()


# ---- codes


def test_a_code_is_used_once() -> None:
    client = Client()
    client.post(reverse("enter"), {"phone": PHONE})
    code = sent_to(PHONE)
    assert client.post(reverse("enter_code"), {"code": code}).status_code == 302
    again = client.post(reverse("enter_code"), {"code": code})
    assert again.status_code == 422
    assert "已经失效" in said(again)


def test_a_code_from_another_browser_is_none() -> None:
    mine, other = Client(), Client()
    mine.post(reverse("enter"), {"phone": PHONE})
    code = sent_to(PHONE)
    OneTimeCode.objects.update(made=NOW() - timedelta(seconds=61))
    other.post(reverse("enter"), {"phone": PHONE})
    assert other.post(reverse("enter_code"), {"code": code}).status_code == 422
    assert mine.post(reverse("enter_code"), {"code": code}).status_code == 302


def test_an_expired_code_is_none() -> None:
    codes.send(PHONE, browser="b", now=NOW() - timedelta(minutes=6))
    with pytest.raises(Refused, match="code_gone"):
        codes.check(PHONE, browser="b", typed=sent_to(PHONE))


def test_ten_thousand_wrong_codes_are_ten_tries_an_hour() -> None:
    """Whoever guesses gets ten tries an hour at a number: one in a hundred thousand, however many they send."""
    refusals: dict[str, int] = {}
    right = ""
    for number in range(10_000):
        if number % 2500 == 0:
            OneTimeCode.objects.update(made=NOW() - timedelta(seconds=61))
            codes.send(PHONE, browser="b")
            right = sent_to(PHONE)
        wrong = f"{(int(right) + 1 + number % 900_000) % 1_000_000:06}"
        try:
            codes.check(PHONE, browser="b", typed=wrong)
        except Refused as refused:
            refusals[refused.code] = refusals.get(refused.code, 0) + 1
    assert refusals["code_wrong"] == 10
    assert sum(refusals.values()) == 10_000
    with pytest.raises(Refused, match="code_locked"):
        codes.check(PHONE, browser="b", typed=right)
    OneTimeCode.objects.update(made=NOW() - timedelta(minutes=61))
    codes.send(PHONE, browser="b")
    codes.check(PHONE, browser="b", typed=sent_to(PHONE))


def test_a_stranger_who_uses_up_tries_and_codes_takes_nothing_from_whoever_asks_elsewhere() -> None:
    for minute in (50, 40, 30, 20, 10):
        codes.send(PHONE, browser="stranger", network="203.0.113.9", now=NOW() - timedelta(minutes=minute))
    for number in range(12):
        with pytest.raises(Refused, match=r"code_wrong|code_gone|code_locked"):
            codes.check(PHONE, browser="stranger", network="203.0.113.9", typed=f"{number:06}")
    with pytest.raises(Refused, match="too_many_codes"):
        codes.send(PHONE, browser="stranger", network="203.0.113.9")
    codes.send(PHONE, browser="owner", network="198.51.100.4")
    codes.check(PHONE, browser="owner", network="198.51.100.4", typed=sent_to(PHONE))


def test_who_has_many_networks_gets_no_more_codes_than_a_number_is_sent(settings: Settings) -> None:
    settings.LINLI_CODES_OF_A_NUMBER = 3
    for number in range(3):
        codes.send(PHONE, browser=f"b{number}", network=f"203.0.113.{number}")
    with pytest.raises(Refused, match="too_many_codes"):
        codes.send(PHONE, browser="b9", network="203.0.113.9")


def test_the_limits_are_an_office_s_to_set(settings: Settings) -> None:
    settings.LINLI_CODE_TRIES, settings.LINLI_CODES_WRONG_AN_HOUR, settings.LINLI_CODE_MINUTES = 2, 1, 1
    codes.send(PHONE, browser="b", now=NOW() - timedelta(seconds=61))
    with pytest.raises(Refused, match="code_gone"):
        codes.check(PHONE, browser="b", typed=sent_to(PHONE))
    codes.send(PHONE, browser="b")
    assert "minutes=1" in KeptMessage.objects.order_by("-at")[0].text
    for refusal in ("code_wrong", "code_locked"):
        with pytest.raises(Refused, match=refusal):
            codes.check(PHONE, browser="b", typed="x")


def test_a_locked_number_locks_no_password(resident: Someone) -> None:
    resident.account.set_password("a-long-password-1")
    resident.account.save()
    OneTimeCode.objects.create(
        phone=keyed_hash(codes.PURPOSE, "13900010001"), browser="", code="", made=NOW(), tries=99
    )
    client = Client()
    client.post(reverse("account_login"), {"login": "resident", "password": "a-long-password-1"})
    assert user_of(client) == str(resident.account.pk)


def test_nobody_floods_a_phone() -> None:
    codes.send(PHONE, browser="b")
    with pytest.raises(Refused, match="too_soon"):
        codes.send(PHONE, browser="another")
    for minute in range(2, 6):
        OneTimeCode.objects.update(made=NOW() - timedelta(minutes=minute))
        codes.send(PHONE, browser="b")
    OneTimeCode.objects.update(made=NOW() - timedelta(minutes=2))
    with pytest.raises(Refused, match="too_many_codes"):
        codes.send(PHONE, browser="b")


@pytest.mark.django_db(transaction=True)
def test_of_many_who_send_the_right_code_at_once_one_gets_through() -> None:
    codes.send(PHONE, browser="b")
    code = sent_to(PHONE)

    def use(_number: int) -> str:
        try:
            codes.check(PHONE, browser="b", typed=code)
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(use, range(6)))
    assert told.count("in") == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_messages_asked_for_at_once_at_most_one_goes_out() -> None:
    def ask(_number: int) -> None:
        try:
            codes.send(PHONE, browser="b")
        except Refused:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(ask, range(6)))
    assert KeptMessage.objects.count() <= 1


def test_without_a_gateway_it_is_said_and_nothing_is_offered(settings: Settings) -> None:
    settings.LINLI_SMS = ""
    answer = Client().get(reverse("enter"))
    assert answer.status_code == 409
    assert "还没有开通短信" in said(answer)
    assert Client().get(reverse("demo_outbox")).status_code == 404


def test_in_production_there_is_no_outbox_page(settings: Settings) -> None:
    settings.LINLI_PRODUCTION = True
    assert Client().get(reverse("demo_outbox")).status_code == 404


# ---- what is kept


def test_no_row_tells_a_number_or_a_code_in_clear() -> None:
    client = Client()
    client.post(reverse("enter"), {"phone": PHONE})
    code = sent_to(PHONE)
    rows = [*OneTimeCode.objects.values(), *Session.objects.values()]
    assert rows
    assert PHONE not in str(rows)
    assert code not in str(rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, text FROM edges_keptmessage")
        kept = cursor.fetchall()
    assert PHONE.encode() not in bytes(kept[0][0])
    assert code.encode() not in bytes(kept[0][1])


def test_a_session_that_does_not_open_is_an_empty_one(resident: Someone) -> None:
    client = resident.sign_in(Client())
    Session.objects.update(session_data="e30:1abc:nonsense")
    assert client.get(reverse("mine")).status_code == 302


def test_no_table_has_a_place_for_a_language() -> None:
    names = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if re.search(r"lang|locale", field.name)
    }
    assert names == set()


def test_choosing_a_language_writes_nothing_but_a_cookie(resident: Someone) -> None:
    client = resident.sign_in(Client())
    client.get(reverse("home"))
    before = Session.objects.values_list("session_data", flat=True).get()
    answer = client.post(reverse("set_language"), {"language": "en"})
    assert answer.cookies["django_language"].value == "en"
    assert Session.objects.values_list("session_data", flat=True).get() == before


# ---- changing


def test_a_new_number_is_proved_before_it_is_kept(resident: Someone) -> None:
    client = resident.sign_in(Client())
    client.post(reverse("my_phone"), {"phone": PHONE})
    assert Account.objects.get(pk=resident.account.pk).phone == "13900010001"
    client.post(reverse("enter_code"), {"code": sent_to(PHONE)})
    assert Account.objects.get(pk=resident.account.pk).phone == PHONE


def test_one_s_name_is_changed_and_an_empty_one_is_named(resident: Someone) -> None:
    client = resident.sign_in(Client())
    assert client.post(reverse("my_name"), {"name": " "}).status_code == 422
    assert client.post(reverse("my_name"), {"name": "孟小岚"}).status_code == 302
    assert Account.objects.get(pk=resident.account.pk).name == "孟小岚"
