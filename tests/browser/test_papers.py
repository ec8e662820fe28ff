"""What the browser prints of a paper: one sheet of A4 that says what it has to say, and nothing of the page around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.ground.windows import open_window
from tests.journey.people import Player
from tests.journey.pictures import Pictures
from tests.journey.tour import STOPS, visit
from tests.pdf import pictures, sizes, words

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.ground.site import Site

pytestmark = pytest.mark.browser


def printed(site: Site, browser: Browser, stop: str) -> tuple[bytes, str]:
    """The stop of the tour as a PDF, and the text of the page."""
    window = open_window(browser, url=site.url)
    player = Player("desk", window, Pictures())
    player.enter(site.password)
    visit(player, next(each for each in STOPS if each.name == stop))
    text = window.page.locator("main").inner_text()
    pdf = window.page.pdf(prefer_css_page_size=True)
    window.close()
    assert window.complaints == []
    return pdf, text


# A document has as many steps as its matter took: the longest of the town need a second sheet.
@pytest.mark.parametrize(("stop", "most"), [("paper", 2), ("paper-card", 1)])
def test_a_paper_fits_on_its_sheets_without_the_page_around_it(
    site: Site, chromium_browser: Browser, stop: str, most: int
) -> None:
    pdf, text = printed(site, chromium_browser, stop)
    assert set(sizes(pdf)) == {(210, 297)}
    assert len(sizes(pdf)) <= most
    said = "".join(words(pdf))
    assert "返回" in text
    for around in ("返回", "下载Word", "退出", "请用浏览器的打印功能", "我们不做什么"):
        assert around not in said
    assert all(picture.startswith(b"\x89PNG") for picture in pictures(pdf))


def test_a_document_shows_its_number_its_steps_and_how_it_is_checked(site: Site, chromium_browser: Browser) -> None:
    said = "".join(words(printed(site, chromium_browser, "paper")[0]))
    assert "办理情况告知单" in said
    assert re.search(r"告知〔\d{4}〕\d+号", said)
    assert re.search(r"校验码\d{9}[0-9A-Z]{8}", said)
    assert "说一个心愿" in said
    assert "/papers/check/" in said


def test_a_card_shows_the_public_words_and_no_number(site: Site, chromium_browser: Browser) -> None:
    (said,) = words(printed(site, chromium_browser, "paper-card")[0])
    assert "邻居有个心愿" in said
    assert "号" not in said.partition("邻居有个心愿")[0]
    assert "校验码" not in said
