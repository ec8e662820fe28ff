"""The desk without a mouse: through the list, into a case, to its next step, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_faces import enter
from tests.ground.windows import open_window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.ground.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(site: Site, chromium_browser: Browser) -> Iterator[Page]:
    opened = open_window(chromium_browser, url=site.url)
    enter(opened.page, site, "desk")
    opened.page.goto("/desk/")
    yield opened.page
    complaints = opened.complaints
    opened.close()
    assert complaints == []


def focused(page: Page) -> str:
    text: str = page.evaluate("document.activeElement.textContent.trim()")
    return text


def labels(page: Page) -> list[str]:
    return page.locator("tbody th a").all_inner_texts()


def test_arrows_go_through_the_list_enter_opens_and_escape_comes_back(desk: Page) -> None:
    known = labels(desk)
    desk.locator(".listing .scroll").focus()
    desk.keyboard.press("ArrowDown")
    assert focused(desk) == known[0]
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowUp")
    assert focused(desk) == known[1]
    desk.keyboard.press("End")
    assert focused(desk) == known[-1]
    desk.keyboard.press("Home")
    desk.keyboard.press("ArrowDown")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    expect(desk.locator("aside h2")).to_have_count(1)
    assert focused(desk) == known[1], "the reader goes on where they were"
    desk.keyboard.press("ArrowRight")
    assert desk.evaluate("document.activeElement.id") == "case"
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.getElementById('case').contains(document.activeElement)")
    desk.keyboard.press("Escape")
    assert focused(desk) == known[1]


def test_no_key_is_taken_from_whoever_chooses_a_filter(desk: Page) -> None:
    desk.locator("select[name=state]").focus()
    desk.keyboard.press("ArrowDown")
    assert desk.evaluate("document.activeElement.name") == "state"
