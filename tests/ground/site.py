"""Fixtures: the real demo town behind the real server, and a browser in front of it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.ground import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Page, Response

READY_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Site:
    """The running town: its address, the password that all sign-ins share, and its folder."""

    url: str
    password: str
    folder: Path


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Run `linli demo` on a fresh data directory and a free port; it must end well when told to."""
    folder = tmp_path_factory.mktemp("town")
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
    environment |= {"LINLI_DATA_DIR": str(folder / "var"), "LINLI_KEY_DIR": str(folder / "keys"), "PORT": str(port)}
    out = folder / "out"
    with out.open("wb") as sink:
        town = subprocess.Popen([sys.executable, "-m", "linli.cli", "demo"], env=environment, stdout=sink, stderr=sink)
    try:
        said = _wait_until_ready(town, out)
        found = re.search(r"password\s+(\S+)", said)
        assert found, said
        yield Site(url=f"http://127.0.0.1:{port}", password=found[1], folder=folder)
        town.send_signal(signal.SIGTERM)
        assert town.wait(timeout=60) == 0, out.read_text()
    finally:
        if town.poll() is None:
            town.terminate()
            town.wait(timeout=60)


def _wait_until_ready(town: subprocess.Popen[bytes], out: Path) -> str:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and town.poll() is None:
        said = out.read_text(encoding="utf-8")
        if "Ready" in said:
            return said
        time.sleep(0.1)
    log = out.parent / "var" / "demo.log"
    pytest.fail(f"the town did not start:\n{out.read_text()}\n{log.read_text() if log.exists() else ''}")


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Browser]:
    """Start Chromium once for all browser tests of this process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.flags())
        yield browser
        browser.close()


@pytest.fixture
def page(chromium_browser: Browser, site: Site) -> Iterator[Page]:
    """Open a new person's browser window; whatever the page complains about (a blocked script, an error) fails the test."""
    context = chromium_browser.new_context(base_url=site.url, locale="zh-CN", timezone_id="Asia/Shanghai")
    complaints: list[str] = []
    opened = context.new_page()

    def listen(message: ConsoleMessage) -> None:
        # A refusal comes as 4xx, which the console repeats; what a page loads is checked below.
        if message.type in {"error", "warning"} and "responded with a status of 4" not in message.text:
            complaints.append(message.text)

    def check(response: Response) -> None:
        if response.status >= HTTPStatus.BAD_REQUEST and response.request.resource_type != "document":
            complaints.append(f"{response.status} {response.url}")

    opened.on("console", listen)
    opened.on("response", check)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []
