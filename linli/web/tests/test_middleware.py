"""What every answer carries, and what a log line may never carry."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest

from linli.kit.logs import JsonLines, request_id
from linli.web.middleware import POLICY

if TYPE_CHECKING:
    from django.test import Client


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


def test_a_line_carries_the_id_of_its_request() -> None:
    record = logging.LogRecord("linli.any", logging.INFO, "", 0, "说一声 %s", ("好",), None)
    token = request_id.set("request-0002")
    try:
        line = json.loads(JsonLines().format(record))
    finally:
        request_id.reset(token)
    assert (line["request"], line["message"]) == ("request-0002", "说一声 好")
    assert "request" not in json.loads(JsonLines().format(record))
