"""The gateway signs as its documentation says, and each answer of the other side is one of four outcomes."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured

from linli.edges import aliyun
from linli.edges.aliyun import Aliyun, signed_headers
from linli.edges.sms import Message, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import Settings

KEY, SECRET = "test-key", "test-secret"
PHONE, CODE = "13812347392", "482913"
MESSAGE = Message(phone=PHONE, template="code", key="k1", values={"code": CODE})


class Provider(BaseHTTPRequestHandler):
    """The other side: recomputes the signature from the request alone, then answers what the test asked for."""

    answer: tuple[int, bytes] = (200, b'{"Code": "OK"}')
    hang: threading.Event | None = None
    taken: ClassVar[list[dict[str, str]]] = []

    def do_POST(self) -> None:
        if hang := type(self).hang:
            hang.wait(3)
        wrong = self._wrong()
        status, content = (403, json.dumps({"Code": wrong}).encode()) if wrong else type(self).answer
        if not wrong:
            type(self).taken.append({name: value[0] for name, value in parse_qs(urlsplit(self.path).query).items()})
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", str(len(content)))
        with suppress(BrokenPipeError):  # who waited no longer
            self.end_headers()
            self.wfile.write(content)

    def _wrong(self) -> str:
        told = re.fullmatch(
            r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})",
            self.headers["Authorization"] or "",
        )
        if told is None or told[1] != KEY:
            return "InvalidAccessKeyId.NotFound"
        at = datetime.strptime(self.headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        if abs(datetime.now(tz=UTC) - at) > timedelta(minutes=15):
            return "InvalidTimeStamp.Expired"
        path, _mark, query = self.path.partition("?")
        names = told[2].split(";")
        pairs = sorted(parse_qs(query, keep_blank_values=True).items())
        again = "&".join(f"{quote(name, safe='~')}={quote(values[0], safe='~')}" for name, values in pairs)
        lines = "".join(f"{name}:{self.headers[name]}\n" for name in names)
        body = hashlib.sha256(self.rfile.read(int(self.headers["Content-Length"] or 0))).hexdigest()
        request = "\n".join(["POST", path, again, lines, told[2], body])
        to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(request.encode()).hexdigest()
        right = hmac.digest(SECRET.encode(), to_sign.encode(), "sha256").hex()
        return "" if hmac.compare_digest(right, told[3]) else "SignatureDoesNotMatch"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def provider() -> Iterator[str]:
    Provider.answer, Provider.hang, Provider.taken = (200, b'{"Code": "OK"}'), None, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


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
