"""Elder mode and dark in a real browser: sizes, targets, no page wider than the phone, nothing for axe to find."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_faces import FACES, enter

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ground.site import Site

pytestmark = pytest.mark.browser

TOO_WIDE = "() => document.documentElement.scrollWidth - window.innerWidth"
SMALL_TEXT = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent.trim(), box = walk.currentNode.parentElement;
    if (!text || !box.getClientRects().length || box.closest('svg, .hidden, script, style')) continue;
    if (parseFloat(getComputedStyle(box).fontSize) < 17.99) found.push(`${getComputedStyle(box).fontSize} ${text.slice(0, 40)}`);
  }
  return found;
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll('a:not(.skip):not(p a), button, summary, select, textarea, input:not([type=hidden])')]
  .map(e => [(e.closest('label') || e).getBoundingClientRect(), e.outerHTML.slice(0, 100)])
  .filter(([box]) => box.width > 0 && (box.width < 59.9 || box.height < 59.9))
  .map(([box, html]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)"""


def show(page: Page, **chosen: str) -> None:
    """Choose an appearance on its page."""
    page.goto("/appearance/")
    for name, value in chosen.items():
        page.locator(f"main [name={name}][value='{value}']").check()
    page.locator("main form button").click()


@pytest.mark.parametrize("name", FACES)
def test_in_elder_mode_text_and_targets_are_large_and_pages_fit_a_phone(page: Page, site: Site, name: str) -> None:
    enter(page, site, name)
    found: list[str] = []
    for text in ("1", "3"):
        show(page, text=text)
        for path in FACES[name]:
            page.set_viewport_size({"width": 390, "height": 800})
            page.goto(path)
            found += [f"{path} at {text}: text {small}" for small in page.evaluate(SMALL_TEXT)]
            found += [f"{path} at {text}: target {small}" for small in page.evaluate(SMALL_TARGETS)]
            found += [f"{path} at {text}: too wide by {wide}"] if (wide := page.evaluate(TOO_WIDE)) > 0 else []
    assert found == []


@pytest.mark.parametrize("name", FACES)
def test_axe_finds_nothing_in_the_dark_and_in_elder_mode(page: Page, site: Site, name: str) -> None:
    enter(page, site, name)
    show(page, text="2", colours="dark")
    found: list[str] = []
    for path in FACES[name]:
        page.goto(path)
        report = Axe().run(page)
        found += [f"{path}: {each['id']} {each['nodes'][0]['html'][:100]}" for each in report.response["violations"]]
    assert found == []
