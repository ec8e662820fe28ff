"""Fixtures: the real demo town behind the real server, and a browser in front of it."""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.ground import chromium
from tests.ground.installation import Installation
from tests.ground.windows import open_window

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

READY_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Site:
    """The running town: its address, the password that all sign-ins share, and the installation behind it."""

    url: str
    password: str
    installation: Installation


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """Give an empty installation on SQLite; whatever the test starts there is ended after it."""
    fresh = Installation(tmp_path)
    yield fresh
    fresh.stop_all()


@contextmanager
def running_town(folder: Path) -> Iterator[Site]:
    """Run `linli demo` on a fresh data directory in ``folder`` and a free port; it must end well when told to."""
    fresh = Installation(folder)
    town = fresh.start("demo")
    try:
        found = re.search(r"password\s+(\S+)", _wait_until_ready(fresh, town))
        assert found, fresh.log()
        yield Site(url=fresh.url, password=found[1], installation=fresh)
    finally:
        fresh.stop_all()
    assert town.returncode == 0, fresh.log()


def _wait_until_ready(fresh: Installation, town: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and town.poll() is None:
        if "Ready" in (said := fresh.log()):
            return said
        time.sleep(0.1)
    more = fresh.data / "demo.log"
    pytest.fail(f"the town did not start:\n{fresh.log()}\n{more.read_text() if more.exists() else ''}")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Run the town once for all browser tests of this process."""
    with running_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Run Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.flags())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Browser]:
    """Start Chromium once for all browser tests of this process."""
    with running_browser() as browser:
        yield browser


@pytest.fixture
def page(chromium_browser: Browser, site: Site) -> Iterator[Page]:
    """Open a new person's browser window; whatever the page complains about (a blocked script, an error) fails the test."""
    window = open_window(chromium_browser, url=site.url)
    yield window.page
    window.close()
    assert window.complaints == []
