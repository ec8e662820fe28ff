"""The whole way of a wish, played by everybody without JavaScript; see `make journey` for the same with pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journey.newcomer import Newcomer
from tests.journey.pictures import Pictures
from tests.journey.story import Story

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.ground.site import Site

pytestmark = pytest.mark.browser


def test_a_wish_goes_its_whole_way_without_javascript(site: Site, chromium_browser: Browser) -> None:
    story = Story(site, chromium_browser, Pictures(), scripts=False)
    try:
        played = list(story.play())
    finally:
        story.close()
    assert len(played) > 10


def test_somebody_new_comes_looks_and_is_erased_without_javascript(site: Site, chromium_browser: Browser) -> None:
    story = Newcomer(site, chromium_browser, Pictures(), scripts=False)
    try:
        played = list(story.play())
    finally:
        story.close()
    assert len(played) == 10
