"""Settings of the tests' own process: one capability more, which servers that a test starts do not have."""

from linli import settings
from linli.settings import *  # noqa: F403 - settings are module-level names

INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.probe_capability"]
