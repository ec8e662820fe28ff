"""Every test run begins here: first a place of its own, only then Django."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tests.ground import chromium, place

place.prepare()
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"  # the parallel processes of this run begin with it

import django  # noqa: E402

django.setup()

import pytest  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import translation  # noqa: E402

from linli.kit.keys import ensure_keys  # noqa: E402

if TYPE_CHECKING:
    from _pytest.config import Config

pytest_plugins = ["tests.ground.site", "tests.town", "tests.homes", "tests.factors"]


def pytest_configure(config: Config) -> None:
    """Make keys and static files once; the parallel processes of this run find them there."""
    ensure_keys(settings.LINLI_KEY_DIR)
    if not hasattr(config, "workerinput"):
        call_command("collectstatic", interactive=False, verbosity=0)


def pytest_collection_modifyitems(config: Config, items: list[pytest.Item]) -> None:
    """Say of each test that cannot run here why not."""
    browser = chromium.find()
    for item in items:
        if item.get_closest_marker("browser"):
            if config.pluginmanager.hasplugin("xdist"):
                # One town and one browser for all of them, so they share a process.
                item.add_marker(pytest.mark.xdist_group("browser"))
            if not browser:
                item.add_marker(pytest.mark.skip(reason="not run: no Chromium here"))
        if item.get_closest_marker("postgres_only") and place.engine() != place.POSTGRESQL:
            item.add_marker(pytest.mark.skip(reason="not run: says something about PostgreSQL alone"))
        if item.get_closest_marker("prove") and "prove" not in str(config.option.markexpr):
            item.add_marker(pytest.mark.skip(reason="not run: a long proof, see `make prove`"))


@pytest.fixture(autouse=True, scope="session")
def _programs_get_the_real_settings() -> None:
    """What a test starts has no capability of the tests."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.settings"


@pytest.fixture(autouse=True)
def _begin_with_an_empty_cache(request: pytest.FixtureRequest) -> None:
    """Whoever tried wrong codes in another test has not done so here: the table is not one that tests empty."""
    if {"db", "transactional_db"} & set(request.fixturenames):
        request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
        cache.clear()


@pytest.fixture(autouse=True)
def _begin_in_chinese() -> None:
    """A request in English leaves English behind in its thread; no test may begin with it."""
    translation.activate(settings.LANGUAGE_CODE)
