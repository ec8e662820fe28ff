"""Browser windows: one per person, with a list of what the pages in it complain about."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Response

PHONE = (390, 844)
SCREEN = (1366, 768)


@dataclass(frozen=True, slots=True)
class Window:
    """A window of one person. ``complaints``: blocked scripts and styles, errors, files that were not there."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def close(self) -> None:
        """Close the window and everything that the person's browser remembers."""
        self.page.context.close()


def open_window(
    browser: Browser, *, url: str, size: tuple[int, int] = SCREEN, language: str = "zh-CN", scripts: bool = True
) -> Window:
    """Open a fresh browser of ``size`` on the site at ``url``; ``scripts=False`` for one without JavaScript."""
    width, height = size
    context = browser.new_context(
        base_url=url,
        locale=language,
        timezone_id="Asia/Shanghai",
        viewport={"width": width, "height": height},
        java_script_enabled=scripts,
    )
    context.set_default_timeout(15_000)
    window = Window(context.new_page())

    def listen(message: ConsoleMessage) -> None:
        # A refusal comes as 4xx, which the console repeats; what a page loads is checked below.
        if message.type in {"error", "warning"} and "responded with a status of 4" not in message.text:
            window.complaints.append(message.text)

    def check(response: Response) -> None:
        failed = response.status >= HTTPStatus.BAD_REQUEST
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR or (
            failed and response.request.resource_type != "document"
        ):
            window.complaints.append(f"{response.status} {response.url}")

    window.page.on("console", listen)
    window.page.on("response", check)
    window.page.on("pageerror", lambda error: window.complaints.append(str(error)))
    return window
