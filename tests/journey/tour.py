"""Every page of the town, for whom it is, on a phone and on a screen, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.ground.windows import PHONE, SCREEN, open_window
from tests.journey.people import Player
from tests.journey.pictures import Pictures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.ground.site import Site

STREET = "620103001"
HOME = f"{STREET}001"
LANGUAGES = {"zh": "zh-CN", "en": "en-US"}
MOST_BYTES = 200_000
THEN = " → "
PAPERS = "aside a[href^='/papers/']"
KEPT = {"desk-case": 820, "ledger-sent": 1180}
"""The stops of which a picture is kept with the project, and how much of them fits on it."""
SIZES = {"phone": PHONE, "screen": SCREEN}


@dataclass(frozen=True, slots=True)
class Stop:
    """A page: ``who`` signs in ('' for a stranger), ``address`` is opened, then one link after the other of ``then``."""

    name: str
    who: str
    address: str
    then: str = ""


STOPS = (
    Stop("home", "", "/"),
    Stop("choose", "", "/wish/"),
    Stop("wish", "", f"/wish/{HOME}/"),
    Stop("form-on-paper", "", "/forms/wish/"),
    Stop("wall", "", f"/wall/{STREET}/"),
    Stop("wall-community", "", f"/wall/{HOME}/"),
    Stop("receipt", "", "/receipt"),
    Stop("paper-check", "", "/papers/check/"),
    Stop("roots", "", f"/roots/{STREET}/"),
    Stop("policy", "", "/policy/"),
    Stop("login", "", "/login/"),
    Stop("enter", "", "/enter/"),
    Stop("demo-outbox", "", "/demo/outbox/"),
    Stop("refuses", "", "/refuses/"),
    Stop("kept", "", "/kept/"),
    Stop("appearance", "", "/appearance/"),
    Stop("grids", "", f"/grids/{HOME}/"),
    Stop("grid", "", f"/grids/{HOME}001/"),
    Stop("nowhere", "", "/nowhere/"),
    Stop("home-resident", "resident", "/"),
    Stop("mine", "resident", "/mine/"),
    Stop("case-resident", "resident", "/mine/", "main article h2 a"),
    Stop("me", "resident", "/me/"),
    Stop("notices", "resident", "/me/notices/"),
    Stop("notices-way", "resident", "/me/notices/way/"),
    Stop("notices-desk", "desk", "/me/notices/"),
    Stop("my-data", "resident", "/me/data/"),
    Stop("my-looks", "resident", "/me/looks/"),
    Stop("my-consents", "resident", "/me/consents/"),
    Stop("case-consents", "resident", "/me/consents/", "main ul.stack li a"),
    Stop("erase-me", "resident", "/me/erase/"),
    Stop("factors", "resident", "/me/factors/"),
    Stop("factor-app", "resident", "/me/factors/app/"),
    Stop("factor-passkey", "resident", "/me/factors/passkey/"),
    Stop("factor-codes", "resident", "/me/factors/codes/"),
    Stop("again", "resident", "/me/again/"),
    Stop("my-sessions", "resident", "/me/sessions/"),
    Stop("my-name", "resident", "/me/name/"),
    Stop("my-phone", "resident", "/me/phone/"),
    Stop("my-password", "resident", "/me/password/"),
    Stop("inbox", "helper", "/inbox/"),
    Stop("home-helper", "helper", "/"),
    Stop("wall-helper", "helper", f"/wall/{STREET}/"),
    Stop("claims", "helper", "/claims/"),
    Stop("case-helper", "helper", "/claims/", "main article h2 a"),
    Stop("claim", "helper", f"/wall/{STREET}/", "main article a.button"),
    Stop("visit", "grid", f"/wish/{HOME}001/"),
    Stop("desk-grid", "grid", "/desk/"),
    Stop("desk", "desk", "/desk/"),
    Stop("desk-case", "desk", "/desk/", "main tbody th a"),
    Stop("publish", "desk", "/desk/?state=check", "main tbody td a.button"),
    Stop("papers", "desk", "/desk/?state=closed", f"main tbody th a{THEN}{PAPERS}"),
    Stop("paper", "desk", "/desk/?state=closed", f"main tbody th a{THEN}{PAPERS}{THEN}main .steps form button"),
    Stop("paper-card", "desk", "/desk/?state=published", f"main tbody th a{THEN}{PAPERS}{THEN}main .steps a"),
    Stop("paper-again", "desk", "/desk/?state=closed", f"main tbody th a{THEN}{PAPERS}{THEN}main ol.line li p a"),
    Stop("paper-checked", "desk", "/desk/?state=closed", f"main tbody th a{THEN}{PAPERS}{THEN}main ol.line li > a"),
    Stop("ledger", "desk", f"/desk/ledger/wish/{HOME}/"),
    Stop("ledger-sent", "desk", f"/desk/ledger/wish/{HOME}/", "main .notice a"),
    Stop("calls", "desk", "/desk/calls/"),
    Stop("follow-up", "desk", "/desk/follow-up/?what=owed"),
    Stop("follow-up-calls", "desk", "/desk/follow-up/?what=calls"),
    Stop("follow-up-case", "desk", "/desk/follow-up/?what=owed", "main tbody th a"),
    Stop("follow-up-decide", "street", "/desk/follow-up/?what=decide"),
    Stop("follow-up-decision", "street", "/desk/follow-up/?what=decide", "main tbody td a.button"),
    Stop("answer-link-none", "", f"/f/{'x' * 43}/"),
    Stop("caller", "desk", "/desk/caller/"),
    Stop("unreached", "desk", "/desk/unreached/"),
    Stop("unreached-numbers", "desk", "/desk/unreached/numbers/"),
    Stop("unreached-result", "desk", "/desk/unreached/", "main tbody td a.button, main article a.button"),
    Stop("my-posts", "desk", "/me/posts/"),
    Stop("buildings", "desk", "/buildings/"),
    Stop("address", "desk", "/buildings/address/"),
    Stop("desk-none", "desk", "/desk/?state=more&late=late"),
    Stop("clock", "desk", "/desk/?state=check", "main tbody th a, main article h2 a"),
    Stop("calendar", "desk", "/calendar/"),
    Stop("street", "street", "/street/"),
    Stop("street-list", "street", "/desk/?state=late"),
    Stop("desk-auditor", "auditor", "/desk/", "main tbody th a"),
    Stop("alarms", "security", "/alarms/"),
    Stop("office", "system", "/office/"),
    Stop("office-posts", "system", f"/office/{STREET}/posts/"),
    Stop("office-post", "system", f"/office/{STREET}/posts/", "main tbody a, main article a"),
    Stop("office-post-deed", "system", f"/office/{STREET}/posts/", "main tbody a, main article a → main .steps a"),
    Stop("office-new-post", "system", f"/office/{STREET}/posts/new/"),
    Stop("office-new-post-home", "system", f"/office/{STREET}/posts/new/building_lead/"),
    Stop("office-new-post-place", "system", f"/office/{STREET}/posts/new/secretary/"),
    Stop("office-new-post-at", "system", f"/office/{STREET}/posts/new/grid_lead/", "main ul a.open"),
    Stop("office-accounts", "system", f"/office/{STREET}/accounts/"),
    Stop("office-account", "system", f"/office/{STREET}/accounts/", "main tbody a, main article a"),
    Stop("office-password", "system", f"/office/{STREET}/accounts/", "main tbody a → main a[href$='/reset_password/']"),
    Stop("office-new-account", "system", f"/office/{STREET}/accounts/new/"),
    Stop("office-reset", "system", f"/office/{STREET}/accounts/reset/"),
    Stop("office-organisations", "system", f"/office/{STREET}/organisations/"),
    Stop("office-new-organisation", "system", f"/office/{STREET}/organisations/new/"),
    Stop("office-upload", "system", f"/office/{STREET}/buildings/"),
    Stop("office-uploaded", "system", f"/office/{STREET}/buildings/", "main .notice a"),
    Stop("office-papers", "system", f"/office/{STREET}/papers/"),
    Stop("office-paper", "system", f"/office/{STREET}/papers/", "main tbody a"),
    Stop("office-arranged", "system", f"/office/{STREET}/arranged/"),
    Stop("figures", "street", "/figures/"),
    Stop("figures-desk", "desk", "/figures/"),
    Stop("figure-records", "street", "/figures/", "main td.num a"),
    Stop("public-figures", "", f"/figures/public/{STREET}/"),
    Stop("public-figures-community", "", f"/figures/public/{HOME}/"),
    Stop("logout", "desk", "/logout/"),
)


def take_all(town: Site, browser: Browser, pictures: Pictures) -> Iterator[str]:
    """Take a picture of every stop in every size and language; the name of each when it is there."""
    for size, language in ((size, language) for size in SIZES for language in LANGUAGES):
        windows: dict[str, Player] = {}
        for stop in STOPS:
            player = windows.get(stop.who) or _arrive(town, browser, stop.who, size, language)
            windows[stop.who] = player
            visit(player, stop)
            name = f"{size}-{language}-{stop.name}"
            pictures.take(player.page, name)
            yield name
        for player in windows.values():
            player.window.close()


def take_kept(town: Site, browser: Browser, folder: Path) -> Iterator[Path]:
    """Take the pictures that are kept with the project, in ``folder``: what the desk first sees, and a ledger looked through."""
    for stop, height in KEPT.items():
        player = _arrive(town, browser, "desk", "screen", "zh")
        player.page.set_viewport_size({"width": 1366, "height": height})
        visit(player, next(each for each in STOPS if each.name == stop))
        file = folder / f"{stop.removesuffix('-case').removesuffix('-sent')}.png"
        player.page.screenshot(path=file)
        player.window.close()
        assert file.stat().st_size <= MOST_BYTES, f"{file} has {file.stat().st_size} bytes"
        yield file


def visit(player: Player, stop: Stop) -> None:
    """Go where ``stop`` says."""
    player.page.goto(stop.address)
    for link in stop.then.split(THEN) if stop.then else ():
        player.page.locator(link).first.click()
        player.page.wait_for_load_state()


def _arrive(town: Site, browser: Browser, who: str, size: str, language: str) -> Player:
    window = open_window(browser, url=town.url, size=SIZES[size], language=LANGUAGES[language])
    player = Player(who, window, Pictures())
    if who:
        player.enter(town.password)
    return player
