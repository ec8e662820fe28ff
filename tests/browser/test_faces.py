"""The four faces in a real browser, on a phone and on an old desk screen, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from linli.ui.tests import markup

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ground.site import Site

pytestmark = pytest.mark.browser

FACES = {
    "": [
        "/",
        "/wish/",
        "/wish/620103001001/",
        "/wish/620103001001/code/",
        "/wall/620103001001/",
        "/wall/",
        "/policy/",
        "/login/",
        "/no-such-page",
    ],
    "resident": ["/", "/mine/"],
    "helper": ["/claims/", "/wall/620103001001/"],
    "desk": ["/desk/", "/desk/?state=closed", "/claims/", "/wish/620103001001/"],
    "street": ["/street/", "/desk/?late=late"],
    "auditor": ["/desk/", "/street/"],
}
PHONE, DESK = 390, 1366
TARGET = 44
TOO_WIDE = "() => document.documentElement.scrollWidth - window.innerWidth"
# What is read inside a sentence, and what is only there for those who hear the page, needs no room for a thumb.
SMALL = f"""() => [...document.querySelectorAll('a:not(.skip):not(p a), button, summary, select, textarea, input:not([type=hidden])')]
  .map(e => [(e.closest('label') || e).getBoundingClientRect(), e.outerHTML.slice(0, 100)])
  .filter(([box]) => box.width > 0 && (box.width < {TARGET} - 0.1 || box.height < {TARGET} - 0.1))
  .map(([box, html]) => html)"""


def enter(page: Page, site: Site, name: str) -> None:
    if name:
        page.goto("/login/")
        page.fill("[name=login]", name)
        page.fill("[name=password]", site.password)
        page.locator("form", has=page.locator("[name=password]")).locator("button").click()


def in_english(page: Page) -> None:
    page.goto("/")
    page.locator("button[name=language]").click()
    assert page.locator("html").get_attribute("lang") == "en"


def faults(page: Page, path: str) -> list[str]:
    """Say what is wrong with one page at either width."""
    page.goto(path)
    found = markup.faults(page.content())
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate(TOO_WIDE) > 0:
            found.append(f"wider than {width}")
        found += [f"too small at {width}: {html}" for html in page.evaluate(SMALL)]
    return [f"{path}: {fault}" for fault in found]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", FACES)
def test_every_page_of_a_face_is_whole_fits_and_can_be_touched(
    page: Page, site: Site, name: str, language: str
) -> None:
    enter(page, site, name)
    if language == "en":
        in_english(page)
    assert [fault for path in FACES[name] for fault in faults(page, path)] == []


def test_the_case_beside_the_list_is_whole_too(page: Page, site: Site) -> None:
    enter(page, site, "desk")
    page.goto("/desk/?state=closed")
    link = page.locator("tbody th a").first
    assert faults(page, f"/desk/{link.get_attribute('href')}") == []
    assert page.locator("aside h2").count() == 1


def test_a_step_is_asked_on_a_whole_page(page: Page, site: Site) -> None:
    enter(page, site, "helper")
    page.goto("/wall/620103001001/")
    claim = page.locator(".card a.button.main").first
    assert faults(page, str(claim.get_attribute("href"))) == []


def test_the_first_screen_of_a_resident_is_light(page: Page) -> None:
    weights: list[int] = []
    page.on("requestfinished", lambda request: weights.append(request.sizes()["responseBodySize"]))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert len(weights) >= 2
    assert sum(weights) <= 60_000
