"""The gateway signs as its documentation says, and each answer of the other side is one of four outcomes."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ImproperlyConfigured

from linli.edges import aliyun
from linli.edges.aliyun import Aliyun, signed_headers
from linli.edges.sms import Message, Outcome, Report, Standing
from linli.edges.tests.provider import KEY, SECRET, Provider, provider

if TYPE_CHECKING:
    from pytest_django import Settings

__all__ = ["provider"]
PHONE, CODE = "13812347392", "482913"
MESSAGE = Message(phone=PHONE, template="code", key="k1", values={"code": CODE})


def sending(url: str, *, key: str = KEY, secret: str = SECRET) -> Outcome:
    made = Aliyun(url=url, key_id=key, secret=secret, sign_name="邻里", templates={"code": "SMS_1"})
    return made.send(MESSAGE)


def test_the_signature_is_that_of_the_documentation_s_example() -> None:
    headers = signed_headers(
        host="ecs.cn-shanghai.aliyuncs.com",
        query={"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"},
        key_id="YourAccessKeyId",
        secret="YourAccessKeySecret",
        now=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
        nonce="3156853299f313e23d1673dc12e1703d",
        action="RunInstances",
        version="2014-05-26",
    )
    assert headers["Authorization"].endswith("06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")


def test_a_message_goes_out_signed_and_whole(provider: str) -> None:
    assert sending(provider) == Outcome.SENT
    (taken,) = Provider.taken
    assert taken == {
        "OutId": "k1",
        "PhoneNumbers": PHONE,
        "SignName": "邻里",
        "TemplateCode": "SMS_1",
        "TemplateParam": '{"code": "482913"}',
    }


@pytest.mark.parametrize(("key", "secret"), [("another", SECRET), (KEY, "another")])
def test_a_wrong_key_is_refused_by_the_other_side(provider: str, key: str, secret: str) -> None:
    assert sending(provider, key=key, secret=secret) == Outcome.REFUSED
    assert Provider.taken == []


@pytest.mark.parametrize(
    ("status", "content", "outcome"),
    [
        (200, b'{"Code": "isv.BUSINESS_LIMIT_CONTROL"}', Outcome.LATER),
        (200, b'{"Code": "isv.AMOUNT_NOT_ENOUGH"}', Outcome.LATER),
        (200, b'{"Code": "isv.MOBILE_NUMBER_ILLEGAL"}', Outcome.REFUSED),
        (200, b'{"Code": "isv.SMS_TEMPLATE_ILLEGAL"}', Outcome.REFUSED),
        (400, b'{"Code": "Throttling.User"}', Outcome.LATER),
        (500, b'{"Code": "OK"}', Outcome.UNKNOWN),
        (503, b"", Outcome.UNKNOWN),
        (200, b"<html>captive portal</html>", Outcome.UNKNOWN),
        (200, b"[]", Outcome.UNKNOWN),
        (200, b"", Outcome.UNKNOWN),
        (302, b"", Outcome.UNKNOWN),
    ],
)
def test_every_answer_is_one_of_four(
    provider: str, status: int, content: bytes, outcome: Outcome, caplog: pytest.LogCaptureFixture
) -> None:
    Provider.answer = (status, content)
    with caplog.at_level(logging.DEBUG):
        assert sending(provider) == outcome
    assert PHONE not in caplog.text
    assert CODE not in caplog.text


def test_a_time_out_may_have_sent_it_and_a_closed_door_has_not(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aliyun, "SECONDS", 0.2)
    Provider.hang = threading.Event()
    assert sending(provider) == Outcome.UNKNOWN
    Provider.hang.set()
    assert sending("http://127.0.0.1:9") == Outcome.LATER


@pytest.mark.parametrize("url", ["http://sms.example.org", "ftp://127.0.0.1", "http://169.254.169.254"])
def test_nobody_is_spoken_to_without_tls(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="https"):
        sending(url)


def test_in_production_not_even_this_machine(settings: Settings) -> None:
    settings.LINLI_PRODUCTION = True
    with pytest.raises(ImproperlyConfigured, match="https"):
        sending("http://127.0.0.1:8000")


def asking(url: str, key: str = "k1", *, sent: datetime | None = None) -> Report:
    made = Aliyun(url=url, key_id=KEY, secret=SECRET, sign_name="邻里", templates={"code": "SMS_1"})
    return made.ask(phone=PHONE, key=key, sent=sent or datetime.now(tz=UTC))


@pytest.mark.parametrize(
    ("status", "report"),
    [
        ((1, ""), Report(Standing.ON_ITS_WAY)),
        ((2, "MOBILE_NOT_ON_SERVICE"), Report(Standing.FAILED, "MOBILE_NOT_ON_SERVICE")),
        ((3, "DELIVERED"), Report(Standing.ARRIVED)),
        ((7, ""), Report(Standing.UNKNOWN)),
    ],
)
def test_a_message_is_found_again_by_our_key(provider: str, status: tuple[int, str], report: Report) -> None:
    sending(provider)
    Provider.status = status
    assert asking(provider) == report
    assert {told["PhoneNumber"] for told in Provider.asked} == {PHONE}


def test_what_was_never_taken_is_absent_and_what_is_not_told_is_unknown(
    provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending(provider)
    assert asking(provider, "another").standing is Standing.ABSENT
    Provider.silent = True
    assert asking(provider).standing is Standing.UNKNOWN
    Provider.silent = False
    monkeypatch.setattr(
        Provider, "_details", lambda *_: {"Code": "OK", "TotalCount": 2, "SmsSendDetailDTOs": {"SmsSendDetailDTO": []}}
    )
    assert asking(provider).standing is Standing.UNKNOWN  # a list that was not seen whole
    assert asking("http://127.0.0.1:9").standing is Standing.UNKNOWN


def test_near_midnight_the_next_day_is_asked_for_too(provider: str) -> None:
    asking(provider, sent=datetime(2026, 11, 25, 15, 55, tzinfo=UTC))  # 23:55 in Shanghai
    assert [told["SendDate"] for told in Provider.asked] == ["20261125", "20261126"]
