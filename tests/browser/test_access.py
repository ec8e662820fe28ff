"""Every page of the town for everybody: for ears, for keyboards, for small and slow phones, without complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.ground.windows import PHONE, SCREEN, open_window
from tests.journey.people import Player
from tests.journey.pictures import Pictures
from tests.journey.tour import HOME, STOPS, visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.ground.site import Site

pytestmark = pytest.mark.browser

SMALLEST = (320, 640)
LIGHT = 60_000
MOST_STEPS = 400
TOO_WIDE = "() => document.documentElement.scrollWidth - window.innerWidth"
# A disabled field takes no focus, and of radio buttons with one name the keyboard reaches one, from which arrows lead on.
REACHABLE = """() => {
  const names = new Set();
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter(e => e.type !== 'hidden' && !e.disabled && e.tabIndex >= 0 && e.getClientRects().length)
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

everybody = pytest.mark.parametrize("who", list(dict.fromkeys(stop.who for stop in STOPS)))


@pytest.fixture
def player(who: str, request: pytest.FixtureRequest, site: Site, chromium_browser: Browser) -> Iterator[Player]:
    """Open somebody's window, in the size and language that the test asks for; no page in it may complain."""
    size, language = getattr(request, "param", (PHONE, "zh-CN"))
    window = open_window(chromium_browser, url=site.url, size=size, language=language)
    player = Player(who, window, Pictures())
    if who:
        player.page.goto("/login/")
        player.fill("login", who)
        player.fill("password", site.password)
        player.main.locator("form button").click()
    yield player
    window.close()
    assert window.complaints == []


def pages(player: Player) -> Iterator[tuple[str, Page]]:
    """Open each of the person's pages."""
    for stop in STOPS:
        if stop.who == player.name:
            visit(player, stop)
            yield stop.name, player.page


@everybody
@pytest.mark.parametrize(
    "player", [(PHONE, "zh-CN"), (SCREEN, "en-US")], indirect=True, ids=["phone, Chinese", "screen, English"]
)
def test_axe_finds_nothing_on_any_page(player: Player) -> None:
    axe = Axe()
    found = []
    for name, page in pages(player):
        result = axe.run(page)
        if result.violations_count:
            found.append(f"{name}\n{result.generate_report()}")
    assert found == [], "\n".join(found)


@everybody
def test_the_keyboard_reaches_everything_and_sees_where_it_is(player: Player) -> None:
    for name, page in pages(player):
        assert page.evaluate(REACHABLE) > 0
        unseen = []
        for _step in range(MOST_STEPS):
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            if focused is None:
                break
            if not focused[0]:
                unseen.append(focused[1])
        assert page.evaluate(LEFT) == [], f"not reached on {name}"
        assert unseen == [], f"focus not seen on {name}"


@everybody
@pytest.mark.parametrize("player", [(SMALLEST, "zh-CN"), (SMALLEST, "en-US")], indirect=True, ids=["zh", "en"])
def test_no_page_scrolls_sideways_on_the_smallest_phone(player: Player) -> None:
    wide = {name: page.evaluate(TOO_WIDE) for name, page in pages(player)}
    assert {name: more for name, more in wide.items() if more > 0} == {}


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
