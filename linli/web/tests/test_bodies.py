"""A form's bytes are UTF-8 or it is turned back with words; nothing of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from linli.ledger.models import Event
from tests.sheets import opened
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
TAKE_FILES = {"office_upload", "office_paper", "bulk"}
"""The routes that take a file. A new one is a decision."""


def sent(client: Client, words: bytes, content_type: str = FORM) -> tuple[int, str]:
    url = reverse("raise", args=[HOME])
    rest = urlencode({**opened(client, url), "kind": "service", "screen": "3"}).encode()
    answer = client.generic("POST", url, rest + b"&words=" + words, content_type=content_type)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("content_type", [FORM, f"{FORM}; charset=utf-8", FORM.upper()])
def test_raw_bytes_of_another_character_set_are_turned_back_in_words(
    client: Client, town: Town, content_type: str
) -> None:
    assert town
    status, said = sent(client, "想请人换灯泡".encode("gbk"), content_type)
    assert status == 400
    assert "不是 UTF-8 编码" in said
    assert not Event.objects.exists()


def test_the_answer_comes_in_the_reader_s_language(client: Client, town: Town) -> None:
    assert town
    client.cookies["django_language"] = "en"
    assert "UTF-8" in sent(client, "灯".encode("gbk"))[1]
    assert "编码" not in sent(client, "灯".encode("gbk"))[1]


def test_raw_utf8_is_taken(client: Client, town: Town) -> None:
    assert town
    assert sent(client, "想请人换灯泡".encode())[0] == 302
    assert Event.objects.exists()


def test_a_body_that_is_too_long_is_still_told_as_such(client: Client, town: Town) -> None:
    assert town
    assert sent(client, "灯".encode("gbk") * 200_000)[0] == 413


def patterns(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in found:
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns)
        else:
            yield each


def test_only_the_routes_that_were_agreed_take_files() -> None:
    declared = {each.name for each in patterns(get_resolver().url_patterns) if hasattr(each.callback, "takes_a_file")}
    assert declared == TAKE_FILES


@pytest.mark.parametrize("route", ["receipt", "account_login", "set_language", "my_name", "office_accounts", "raise"])
def test_every_other_route_turns_a_file_back(town: Town, system_admin: Someone, route: str) -> None:
    assert town
    args = {"office_accounts": [STREET], "raise": [HOME]}.get(route, [])
    client = Client() if route in {"account_login", "raise"} else system_admin.sign_in(Client())
    typed = {"words": "想请人换灯泡", "language": "en", "who": "system", "file": SimpleUploadedFile("a.csv", b"x,y")}
    answer = client.post(reverse(route, args=args), typed)
    assert answer.status_code == 400
    assert "没看懂这次提交" in answer.content.decode()
    assert not Event.objects.exists()


def test_a_route_that_takes_one_file_takes_no_two(town: Town, system_admin: Someone) -> None:
    assert town
    files = {name: SimpleUploadedFile("a.csv", b"x,y") for name in ("file", "second")}
    answer = system_admin.sign_in(Client()).post(reverse("office_upload", args=[STREET]), files)
    assert answer.status_code == 400
