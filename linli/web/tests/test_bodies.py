"""A form's bytes are UTF-8 or it is turned back with words; nothing of it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from linli.ledger.models import Event
from tests.sheets import opened
from tests.town import HOME

if TYPE_CHECKING:
    from django.test import Client

    from tests.town import Town

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


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
