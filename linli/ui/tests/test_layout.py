"""Every component as a browser lays it out: nothing cut off, everything large enough for a thumb."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from linli.ui.tests.test_components import showcase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

STATIC = Path(__file__).parents[1] / "static" / "ui"
TYPES = {".css": "text/css", ".svg": "image/svg+xml"}
TARGET = 44
SMALL = f"""() => [...document.querySelectorAll('main a, header a:not(.skip), button, select, textarea, input:not([type=hidden])')]
  .map(e => [e.closest('label') || e, e.outerHTML.slice(0, 90)])
  .filter(([e]) => e.getBoundingClientRect().width < {TARGET} || e.getBoundingClientRect().height < {TARGET} - 0.1)
  .map(([e, html]) => html)"""
TOO_WIDE = "() => document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(params=["zh-hans", "en"])
def shown(request: pytest.FixtureRequest, chromium_browser: Browser) -> Iterator[Page]:
    """Open the page of all components, served with the real style sheet."""
    html = showcase(request.param)

    def answer(route: Route) -> None:
        path = Path(route.request.url)
        kind = TYPES.get(path.suffix)
        if kind is None:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            # The name in the page carries a hash: linli.1a2b3c.css.
            file = STATIC / f"{path.name.partition('.')[0]}{path.suffix}"
            route.fulfill(body=file.read_bytes(), content_type=kind)

    page = chromium_browser.new_page()
    page.route("**/*", answer)
    yield page
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 1366])
def test_nothing_is_wider_than_the_screen_and_nothing_too_small_to_touch(shown: Page, width: int) -> None:
    shown.set_viewport_size({"width": width, "height": 800})
    shown.goto("http://linli.test/")
    assert shown.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(250, 247, 243)"
    assert shown.evaluate(TOO_WIDE) <= 0
    assert shown.evaluate(SMALL) == []


@pytest.mark.browser
def test_the_keyboard_comes_first_to_the_way_past_the_menu_and_sees_where_it_is(shown: Page) -> None:
    shown.goto("http://linli.test/")
    shown.keyboard.press("Tab")
    focused = shown.evaluate(
        "() => { const e = document.activeElement, s = getComputedStyle(e);"
        " return [e.className, e.getBoundingClientRect().top >= 0, s.outlineStyle, parseFloat(s.outlineWidth) >= 2] }"
    )
    assert focused == ["skip", True, "solid", True]
