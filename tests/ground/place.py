"""A place of their own for the tests: never the data, keys or database of the person who runs them."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

POSTGRESQL = "postgresql"


def engine() -> str:
    """Name the engine of this run: `sqlite` unless the runner said otherwise."""
    return os.environ.get("LINLI_TEST_ENGINE", "sqlite")


def prepare() -> None:
    """Point every setting into a fresh folder. Test processes started from this one share it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.settings"
    if "LINLI_TEST_PLACE" not in os.environ:
        place = tempfile.mkdtemp(prefix="linli-test-")
        os.environ["LINLI_TEST_PLACE"] = place
        atexit.register(shutil.rmtree, place, ignore_errors=True)
        _forget_the_persons_own()
        os.environ["LINLI_SECRET"] = secrets.token_urlsafe(48)
    place_of_tests = Path(os.environ["LINLI_TEST_PLACE"])
    for name, folder in (("LINLI_DATA_DIR", "var"), ("LINLI_KEY_DIR", "keys")):
        os.environ[name] = str(place_of_tests / folder)
        (place_of_tests / folder).mkdir(mode=0o700, exist_ok=True)
    if engine() == POSTGRESQL:
        os.environ["LINLI_DATABASE_URL"] = os.environ["LINLI_TEST_DATABASE_URL"]
        os.environ["LINLI_POOL"] = "24"  # twenty people at once are really there at once


def _forget_the_persons_own() -> None:
    keep = {"LINLI_CHROMIUM", "LINLI_TEST_DATABASE_URL", "LINLI_TEST_ENGINE", "LINLI_TEST_PLACE"}
    for name in [name for name in os.environ if name.startswith("LINLI_") and name not in keep]:
        del os.environ[name]
    os.environ.pop("PORT", None)
