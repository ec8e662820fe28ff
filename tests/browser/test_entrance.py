"""The real town in a real browser: it opens, it is in Chinese, one can enter and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.ground.site import Site

pytestmark = pytest.mark.browser


def test_the_first_page_opens_in_chinese_without_a_complaint(page: Page) -> None:
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("name", ["resident", "helper", "grid", "desk", "street", "auditor"])
def test_everybody_of_the_town_can_enter_with_the_printed_password(page: Page, site: Site, name: str) -> None:
    page.goto("/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", site.password)
    page.locator("form", has=page.locator("[name=password]")).locator("button").click()
    expect(page).not_to_have_url(f"{site.url}/login/")
    assert page.request.get("/login/", max_redirects=0).status == 302, "who is in needs no sign-in page"


def test_a_wrong_password_says_so_and_keeps_the_name(page: Page) -> None:
    page.goto("/login/")
    page.fill("[name=login]", "desk")
    page.fill("[name=password]", "not the password")
    page.locator("form", has=page.locator("[name=password]")).locator("button").click()
    expect(page.locator("[name=login]")).to_have_value("desk")
    expect(page.locator("[name=password]")).to_have_value("")
    expect(page.locator("main")).to_contain_text("密码")
