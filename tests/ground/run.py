"""The test runs of `make`: which tests on which engine, and what could not be had.

python -m tests.ground.run quick|test|prove [arguments for pytest]
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack

from tests.ground import chromium, postgres
from tests.ground.debian import NotHereError

PARALLEL = ["-n", "2", "--dist", "loadgroup"]
A_LONG_TIME = ["-o", "faulthandler_timeout=0"]  # a long proof is long because it is, not because it hangs


def main(words: list[str]) -> int:
    """Run the named set; 0 when all passed and, under CI=true, everything could be run."""
    name, *more = words
    if name == "quick":
        return _pytest("SQLite", "not browser and not prove and not postgres_only", more, {})
    with ExitStack() as stack:
        return _on_both(name, more, stack)


def _on_both(name: str, more: list[str], stack: ExitStack) -> int:
    missing: list[str] = []
    given: dict[str, str] = {}
    try:
        given["LINLI_CHROMIUM"] = chromium.provide()
    except NotHereError as reason:
        missing.append(f"browser tests: {reason}")
    url = ""
    try:
        url = stack.enter_context(postgres.server())
    except NotHereError as reason:
        missing.append(f"tests on PostgreSQL: {reason}")
    for line in missing:
        print(f"NOT RUN  {line}", flush=True)
    chosen = "prove" if name == "prove" else "not prove"
    # The browser sees one engine: pages do not differ by it.
    no_browser = "" if "LINLI_CHROMIUM" in given else " and not browser"
    codes = [_pytest("SQLite", f"{chosen} and not postgres_only{no_browser}", more, given)]
    if url:
        given |= {"LINLI_TEST_ENGINE": "postgresql", "LINLI_TEST_DATABASE_URL": url}
        codes.append(_pytest("PostgreSQL", f"{chosen} and not browser and not sqlite_only", more, given))
    return 1 if any(codes) or (missing and os.environ.get("CI") == "true") else 0


def _pytest(engine: str, chosen: str, more: list[str], given: dict[str, str]) -> int:
    print(f"\n── {engine} ──", flush=True)
    how = A_LONG_TIME if chosen.startswith("prove") else PARALLEL
    command = [sys.executable, "-m", "pytest", "-q", *how, "-m", chosen, *more]
    return subprocess.run(command, env={**os.environ, **given}, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
