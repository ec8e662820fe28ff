"""The public page of what has no place here says what the list says."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from linli.kit.refusals import BASIS, REFUSALS

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_refusal_stands_on_the_page_with_its_reason_and_law(client: Client, language: str) -> None:
    client.cookies["django_language"] = language
    page = html.unescape(client.get("/refuses/").content.decode())
    with translation.override(language):
        words = [str(each) for refusal in REFUSALS for each in (refusal.what, refusal.why, refusal.law)]
        words += [str(law) for law in BASIS]
    assert [each for each in words if each not in page] == []


def test_every_page_leads_there(client: Client) -> None:
    for address in ("/", "/login/", "/nowhere/", "/refuses/"):
        assert 'href="/refuses/"' in client.get(address).content.decode(), address
