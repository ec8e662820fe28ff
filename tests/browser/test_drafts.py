"""What was typed into a form outlives a lost connection, and nobody else finds it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.ground.windows import PHONE, open_window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.ground.site import Site
    from tests.ground.windows import Window

pytestmark = pytest.mark.browser

WISH = "/wish/620103001001/"
WORDS = "想要一根带座的拐杖"


@pytest.fixture
def phone(site: Site, chromium_browser: Browser) -> Iterator[Window]:
    opened = open_window(chromium_browser, url=site.url, size=PHONE)
    yield opened
    complaints = [text for text in opened.complaints if "ERR_INTERNET_DISCONNECTED" not in text]
    opened.close()
    assert complaints == []


def type_words(page: Page) -> None:
    page.goto(WISH)
    page.fill("[name=words]", WORDS)


def test_what_was_typed_is_there_again_after_the_page_was_lost(phone: Window) -> None:
    page = phone.page
    type_words(page)
    page.goto("/policy/")
    page.goto(WISH)
    assert page.input_value("[name=words]") == WORDS
    expect(page.locator("[data-draft-told]")).to_be_visible()
    page.locator("[data-draft-empty]").click()
    assert page.input_value("[name=words]") == ""
    page.goto(WISH)
    assert page.input_value("[name=words]") == ""


def test_without_a_network_nothing_is_sent_and_nothing_lost(phone: Window) -> None:
    page = phone.page
    type_words(page)
    page.context.set_offline(True)
    page.locator("main form button").last.click()
    expect(page.locator("[data-offline-told]")).to_be_visible()
    assert page.input_value("[name=words]") == WORDS
    page.context.set_offline(False)
    page.locator("main form button").last.click()
    expect(page.locator("[name=kind]").first).to_be_visible()


def test_what_was_sent_is_not_filled_in_again(phone: Window) -> None:
    page = phone.page
    type_words(page)
    page.locator("main form button").last.click()
    expect(page.locator("[name=kind]").first).to_be_visible()
    page.goto(WISH)
    assert page.input_value("[name=words]") == ""
    expect(page.locator("[data-draft-told]")).to_be_hidden()


def test_another_person_in_the_same_tab_finds_nothing(phone: Window, site: Site) -> None:
    page = phone.page
    type_words(page)
    page.goto("/login/")
    page.fill("[name=login]", "resident")
    page.fill("[name=password]", site.password)
    page.locator("form", has=page.locator("[name=password]")).locator("button").click()
    page.goto(WISH)
    assert page.input_value("[name=words]") == ""
