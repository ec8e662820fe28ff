"""Passkeys in a real browser with a key that it plays itself: add, sign in, give it as second factor, take it off."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.ground.windows import open_window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.ground.site import Site
    from tests.ground.windows import Window

pytestmark = pytest.mark.browser

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def window(chromium_browser: Browser, site: Site) -> Iterator[Window]:
    """A window at the town's name: a passkey belongs to a name, never to a bare address."""
    opened = open_window(chromium_browser, url=site.url.replace("127.0.0.1", "localhost"))
    yield opened
    assert opened.complaints == []
    opened.close()


def give_key(page: Page) -> tuple[object, str]:
    """Put a key into the browser that answers by itself."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    return devices, devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]


def by_password(page: Page, name: str, password: str) -> None:
    page.goto("/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", password)
    page.locator("form", has=page.locator("[name=password]")).locator("button").click()


def leave(page: Page) -> None:
    page.locator("header form[action='/logout/'] button").click()
    expect(page.locator("header a[href='/login/']")).to_be_visible()


def test_a_passkey_is_added_opens_the_door_is_a_second_factor_and_is_taken_off(window: Window, site: Site) -> None:
    page = window.page
    devices, key = give_key(page)
    by_password(page, "grid", site.password)
    page.goto("/me/factors/passkey/")
    page.fill("main [name=name]", "值班室电脑")
    page.locator("main [data-passkey] button").click()
    page.wait_for_url("**/me/factors/codes/")
    recovery = page.locator("main .code span").first.inner_text()
    page.goto("/me/factors/")
    expect(page.locator("main article h2")).to_have_text("通行密钥：值班室电脑")
    leave(page)

    page.goto("/login/")
    page.locator("main [data-passkey] button").click()
    page.wait_for_url("**/me/")
    expect(page.locator("main")).to_contain_text("我的岗位")
    leave(page)

    by_password(page, "grid", site.password)
    page.wait_for_url("**/login/factor/")
    page.locator("main [data-passkey] button").click()
    expect(page.locator("header form[action='/logout/']")).to_be_visible()
    leave(page)

    by_password(page, "grid", site.password)
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})  # type: ignore[attr-defined]
    devices.send("WebAuthn.clearCredentials", {"authenticatorId": key})  # type: ignore[attr-defined]
    page.locator("main [data-passkey] button").click()
    expect(page.locator("main [data-passkey] [role=alert]")).to_be_visible()
    page.fill("main [name=code]", recovery)
    page.locator("main form", has=page.locator("[name=code]")).locator("button").click()
    page.goto("/me/factors/")
    page.locator("main article a").click()
    page.locator("main form button").click()
    expect(page.locator("main article")).to_have_count(0)
    leave(page)

    by_password(page, "grid", site.password)
    expect(page.locator("header form[action='/logout/']")).to_be_visible()


def test_a_stranger_s_passkey_opens_nothing(window: Window) -> None:
    page = window.page
    page.goto("/login/")
    answer = page.evaluate(
        """async () => {
          const body = new URLSearchParams({credential: JSON.stringify({id: "x", rawId: "eA", type: "public-key",
            response: {clientDataJSON: "e30", authenticatorData: "e30", signature: "e30", userHandle: "e30"}})});
          body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
          await fetch("/login/passkey/");
          const answer = await fetch("/login/passkey/", {method: "POST", body});
          return [answer.status, await answer.text()];
        }"""
    )
    assert answer[0] == 422
    assert "通行密钥没有认出来" in answer[1]
    window.complaints.clear()  # the 422 that was asked for


def test_without_scripts_the_password_way_stays_and_no_button_leads_nowhere(
    chromium_browser: Browser, site: Site
) -> None:
    plain = open_window(chromium_browser, url=site.url, scripts=False)
    page = plain.page
    page.goto("/login/")
    expect(page.locator("[data-passkey]")).to_be_hidden()
    by_password(page, "street", site.password)
    expect(page.locator("header form[action='/logout/']")).to_be_visible()
    page.goto("/me/factors/passkey/")
    expect(page.locator("[data-passkey]")).to_be_hidden()
    expect(page.locator("main")).to_contain_text(re.compile("不支持通行密钥"))
    plain.close()
