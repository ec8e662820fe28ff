"""Without an account so many wishes an hour from one network; whoever signed in is not counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from linli.cases.models import Case
from tests.lives import WORDS
from tests.sheets import opened, said, send
from tests.town import HOME

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django import Settings

    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db
ANSWERS = {"words": WORDS, "kind": "service", "whom": "self", "screen": "3"}


@pytest.fixture(autouse=True)
def two_an_hour(settings: Settings, town: Town) -> None:
    """Two are enough to see it."""
    del town
    settings.LINLI_VISITOR_CASES = 2


def wish(client: Client, **answers: str) -> Response:
    return send(client, reverse("raise", args=[HOME]), **{**ANSWERS, **answers})


def test_the_third_from_one_network_waits_in_words_and_keeps_what_was_typed() -> None:
    assert [wish(Client()).status_code for _ in range(2)] == [302, 302]
    answer = wish(Client(), words="想要一根拐杖")
    assert answer.status_code == 429
    for words in ("已经提交了 2 件", "登录后提交", "到社区窗口", "想要一根拐杖"):
        assert words in said(answer)
    assert Case.objects.count() == 2
    assert wish(Client(REMOTE_ADDR="203.0.113.9")).status_code == 302


def test_whoever_signed_in_is_not_counted(resident: Someone, desk: Someone, grid_worker: Someone) -> None:
    for who in (resident, desk, grid_worker):
        for _ in range(3):
            assert wish(who.sign_in(Client()), whom="other").status_code == 302
    assert wish(Client()).status_code == 302


def test_forms_that_are_sent_back_are_not_counted() -> None:
    for _ in range(4):
        assert wish(Client(), kind="money").status_code == 422
    assert wish(Client()).status_code == 302


def test_a_form_sent_twice_counts_once_and_gets_its_answer_also_when_no_more_are_taken() -> None:
    client, url = Client(), reverse("raise", args=[HOME])
    fields = {**opened(client, url), **ANSWERS}
    first = client.post(url, fields)
    assert first.status_code == 302
    assert client.post(url, fields).headers["Location"] == first.headers["Location"]
    assert wish(Client()).status_code == 302
    assert wish(Client()).status_code == 429
    assert client.post(url, fields).headers["Location"] == first.headers["Location"]


def test_without_a_limit_nobody_is_counted(settings: Settings) -> None:
    settings.LINLI_VISITOR_CASES = 0
    assert [wish(Client()).status_code for _ in range(3)] == [302] * 3
