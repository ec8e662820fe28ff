"""Every page of the town for everybody: for ears, for keyboards, for small and slow phones, without complaints."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.ground.windows import PHONE, SCREEN, open_window
from tests.journey.people import Player
from tests.journey.pictures import Pictures
from tests.journey.tour import HOME, STOPS, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.ground.site import Site

pytestmark = pytest.mark.browser

SMALLEST = (320, 640)
LIGHT = 60_000
MOST_STEPS = 400
TOO_WIDE = "() => document.documentElement.scrollWidth - window.innerWidth"
# A disabled field takes no focus, nor what lies in details that are closed, and of radio buttons with one name the keyboard reaches one, from which arrows lead on.
REACHABLE = """() => {
  const names = new Set();
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter(e => e.type !== 'hidden' && !e.disabled && e.tabIndex >= 0 && e.getClientRects().length && e.checkVisibility())
    .filter(e => e.type !== 'radio' || !names.has(e.name) && names.add(e.name))
    .map(e => { e.dataset.reach = ''; return e.outerHTML.slice(0, 120); }).length;
}"""
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  if (e.type === 'radio') document.querySelectorAll(`input[name="${e.name}"]`).forEach(r => delete r.dataset.reach);
  delete e.dataset.reach;
  const shown = [e, e.closest('label')].filter(Boolean).some(x => {
    const s = getComputedStyle(x);
    return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
  });
  const box = e.getBoundingClientRect();
  const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return [shown && inView, e.outerHTML.slice(0, 120)];
}"""
LEFT = "() => [...document.querySelectorAll('[data-reach]')].map(e => e.outerHTML.slice(0, 120))"

ZH, EN = "zh-CN", "en-US"
walks = pytest.mark.parametrize(
    ("who", "language"), [(who, language) for who in dict.fromkeys(stop.who for stop in STOPS) for language in (ZH, EN)]
)


@dataclass
class Findings:
    """What was found on somebody's pages, by the page's name; ``complaints`` are the browser's own."""

    pages: list[str] = field(default_factory=list)
    heard: dict[str, str] = field(default_factory=dict)
    not_reached: dict[str, list[str]] = field(default_factory=dict)
    not_seen: dict[str, list[str]] = field(default_factory=dict)
    too_wide: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


class Walk(Protocol):
    """Walks somebody's pages in a language, once."""

    def __call__(self, who: str, language: str) -> Findings:
        """Say what was found."""


@pytest.fixture(scope="session")
def walk(site: Site, chromium_browser: Browser) -> Walk:
    """Give a walker; one walk serves all the tests about it."""

    @cache
    def walked(who: str, language: str) -> Findings:
        # Chinese on a phone, English on a screen: between them every rule of the style sheet.
        size = PHONE if language == ZH else SCREEN
        player = Player(who, open_window(chromium_browser, url=site.url, size=size, language=language), Pictures())
        if who:
            player.enter(site.password)
        found = Findings(complaints=player.window.complaints)
        for stop in (stop for stop in STOPS if stop.who == who):
            visit(player, stop)
            found.pages.append(stop.name)
            _look(player.page, stop.name, found)
            player.page.set_viewport_size({"width": size[0], "height": size[1]})
        player.window.close()
        return found

    return walked


def _look(page: Page, name: str, found: Findings) -> None:
    result = Axe().run(page)
    if result.violations_count:
        found.heard[name] = result.generate_report()
    if missed := _by_keyboard(page, name, found):
        found.not_reached[name] = missed
    page.set_viewport_size({"width": SMALLEST[0], "height": SMALLEST[1]})
    if page.evaluate(TOO_WIDE) > 0:
        found.too_wide.append(name)


def _by_keyboard(page: Page, name: str, found: Findings) -> list[str]:
    """Press Tab until the page is over, and once more from its top where it began further down; what was not reached."""
    assert page.evaluate(REACHABLE) > 0
    left: list[str] = []
    for _round in range(2):
        for _step in range(MOST_STEPS):
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            if focused is None:
                break
            if not focused[0]:
                found.not_seen.setdefault(name, []).append(focused[1])
        left = page.evaluate(LEFT)
        if not left:
            break
    return left


@walks
def test_axe_finds_nothing_on_any_page(walk: Walk, who: str, language: str) -> None:
    heard = walk(who, language).heard
    assert heard == {}, "\n".join(f"{name}: {report}" for name, report in heard.items())


@walks
def test_the_keyboard_reaches_everything_and_sees_where_it_is(walk: Walk, who: str, language: str) -> None:
    found = walk(who, language)
    assert (found.not_reached, found.not_seen) == ({}, {})


@walks
def test_no_page_scrolls_sideways_on_the_smallest_phone(walk: Walk, who: str, language: str) -> None:
    found = walk(who, language)
    assert found.pages
    assert found.too_wide == []


@walks
def test_no_page_has_blocked_parts_missing_files_or_errors(walk: Walk, who: str, language: str) -> None:
    assert walk(who, language).complaints == []


@pytest.mark.parametrize("address", ["/", f"/wall/{HOME}/", f"/wish/{HOME}/"])
def test_a_residents_page_is_light_on_a_cold_cache(site: Site, chromium_browser: Browser, address: str) -> None:
    window = open_window(chromium_browser, url=site.url, size=PHONE)
    wire = window.page.context.new_cdp_session(window.page)
    weights: list[float] = []
    wire.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    wire.send("Network.enable")
    window.page.goto(address, wait_until="networkidle")
    window.close()
    assert len(weights) >= 2
    assert sum(weights) <= LIGHT


def test_the_way_to_a_receipt_and_what_it_opens_are_for_everybody_too(site: Site, chromium_browser: Browser) -> None:
    found = Findings()
    player = Player("", open_window(chromium_browser, url=site.url, size=PHONE), Pictures())
    player.go(f"/wish/{HOME}/")
    player.press("下一步")  # the browser asks for the words itself
    player.fill("words", "想要一盏能夹在床头的小灯")
    player.press("下一步")
    _look(player.page, "second question", found)
    player.choose("kind", "thing")
    player.press("下一步")
    player.fill("phone", "1")
    player.press("下一步")
    player.sees("电话号码不对")
    _look(player.page, "wrong number", found)
    player.fill("phone", "")
    player.press("下一步")
    _look(player.page, "consents", found)
    player.press("提交")
    _look(player.page, "receipt", found)
    code = player.main.locator(".code").inner_text()
    player.press("看进度")
    _look(player.page, "case", found)
    player.go("/receipt")
    player.fill("code", code)
    player.press("查一查")
    player.sees("待核对")
    _look(player.page, "opened by code", found)
    player.window.close()
    assert (found.heard, found.not_reached, found.not_seen, found.too_wide) == ({}, {}, {}, [])
    assert player.window.complaints == []
