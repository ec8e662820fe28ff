"""What every answer carries, and what a log line may never carry."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory

from linli.kit.logs import JsonLines, request_id
from linli.ui.environment import asset
from linli.web.middleware import POLICY, RequestId
from tests.lives import raised
from tests.sheets import with_receipt
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from tests.town import Someone


@pytest.mark.django_db
def test_every_answer_carries_the_policy_and_an_id(client: Client) -> None:
    for path in ("/healthz", "/readyz", "/login/", "/nothing-here"):
        answer = client.get(path)
        assert answer["Content-Security-Policy"] == POLICY
        assert len(answer["X-Request-ID"]) == 36
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "*" not in POLICY


def test_a_proxy_s_id_is_kept_and_a_crooked_one_is_not(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abcd-1234-ef"})["X-Request-ID"] == "abcd-1234-ef"
    for crooked in ("short", "with space and more", "x" * 65, "a\tb\tc\td\te"):
        assert client.get("/healthz", headers={"X-Request-ID": crooked})["X-Request-ID"] != crooked


@pytest.mark.django_db
def test_the_log_names_the_route_and_never_the_path_or_the_query(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="linli.request"):
        client.get("/healthz?phone=13812345678", headers={"X-Request-ID": "request-0001"})
        client.get("/no/such/620103001-ABCD-EFGH?code=secret")
    lines = [JsonLines().format(record) for record in caplog.records if record.name == "linli.request"]
    first, second = (json.loads(line) for line in lines)
    assert (first["method"], first["route"], first["status"], first["level"]) == ("GET", "healthz", 200, "info")
    assert (second["route"], second["status"]) == ("", 404)
    assert not [line for line in lines if "138" in line or "ABCD" in line or "secret" in line]


@pytest.mark.parametrize(
    "answer",
    [Http404(), PermissionDenied(), BadRequest(), SuspiciousOperation(), RequestDataTooBig(), DisallowedHost()],
)
def test_what_is_an_answer_is_not_logged_as_a_fault(answer: Exception, caplog: pytest.LogCaptureFixture) -> None:
    RequestId(lambda _: HttpResponse()).process_exception(RequestFactory().get("/"), answer)
    assert not caplog.records


def test_a_fault_is_logged_with_its_trace(caplog: pytest.LogCaptureFixture) -> None:
    RequestId(lambda _: HttpResponse()).process_exception(RequestFactory().get("/"), KeyError("x"))
    assert [(record.levelname, bool(record.exc_info)) for record in caplog.records] == [("ERROR", True)]


@pytest.mark.django_db
def test_a_page_that_is_not_there_leaves_no_line_about_a_fault(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="linli.request"):
        assert client.get("/receipt/new/").status_code == 404
    assert [record.levelname for record in caplog.records if record.name == "linli.request"] == ["INFO"]


PAGES = ("/", f"/wall/{STREET}/", f"/wall/{HOME}/", "/policy/", "/wish/", f"/roots/{STREET}/", "/receipt/", "/no-such")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_for_somebody_is_kept_nowhere(desk: Someone, address: str) -> None:
    case = raised(desk.person)
    for client in (desk.sign_in(Client()), with_receipt(case)):
        kept = client.get(address)["Cache-Control"]
        assert "private" in kept
        assert "no-store" in kept
        assert "public" not in kept


@pytest.mark.usefixtures("town")
def test_what_is_the_same_for_all_may_be_kept(client: Client, desk: Someone) -> None:
    assert "no-store" not in client.get(f"/wall/{STREET}/").headers.get("Cache-Control", "")
    static = desk.sign_in(client).get(asset("ui/linli.css"))
    assert static.status_code == 200
    assert "no-store" not in static["Cache-Control"]
    b"".join(static)  # read to its end, so that its file is closed
    static.close()


def test_a_line_carries_the_id_of_its_request() -> None:
    record = logging.LogRecord("linli.any", logging.INFO, "", 0, "说一声 %s", ("好",), None)
    token = request_id.set("request-0002")
    try:
        line = json.loads(JsonLines().format(record))
    finally:
        request_id.reset(token)
    assert (line["request"], line["message"]) == ("request-0002", "说一声 好")
    assert "request" not in json.loads(JsonLines().format(record))
