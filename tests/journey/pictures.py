"""Pictures of pages: in the story, and of every page for every size and language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page


@dataclass(frozen=True, slots=True)
class Pictures:
    """Takes pictures into ``folder``; without one it takes none."""

    folder: Path | None = None

    def take(self, page: Page, name: str) -> None:
        """Take the whole page as ``name``.png."""
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.folder / f"{name}.png", full_page=True)
