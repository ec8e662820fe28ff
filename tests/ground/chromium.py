"""Where Chromium is, and how it is started for tests."""

from __future__ import annotations

import os
import shutil
import subprocess

from playwright._impl._driver import compute_driver_executable

from tests.ground.debian import NotHereError, install

NAMES = ("chromium", "chromium-browser", "google-chrome")


def flags() -> list[str]:
    """Return the arguments: nothing that calls home, and no sandbox where root could not have one."""
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync"]
    return [*quiet, "--no-sandbox"] if os.geteuid() == 0 else quiet


def find() -> str:
    """Return the path of an installed Chromium, or ''."""
    given = os.environ.get("LINLI_CHROMIUM", "")
    return given or next((path for name in NAMES if (path := shutil.which(name))), "")


def provide() -> str:
    """Return the path of Chromium, installing it with a Chinese font if need be; NotHereError with the reason if not."""
    if not find():
        install("chromium", "fonts-noto-cjk")
    elif not _has_chinese() and os.geteuid() == 0 and shutil.which("apt-get"):
        install("fonts-noto-cjk")
    if not (path := find()):
        message = "chromium: installed, but not on PATH"
        raise NotHereError(message)
    _provide_driver()
    return path


def _provide_driver() -> None:
    """See that the program that drives the browser starts; a bare Debian lacks one of its libraries."""
    if _driver_complains():
        install("libatomic1")
    if complaint := _driver_complains():
        message = f"playwright's driver does not start: {complaint}"
        raise NotHereError(message)


def _driver_complains() -> str:
    node, script = compute_driver_executable()
    done = subprocess.run([node, script, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    return done.stderr.strip()[-300:] if done.returncode else ""


def _has_chinese() -> bool:
    if not shutil.which("fc-list"):
        return False
    fonts = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=False)  # noqa: S607
    return bool(fonts.stdout.strip())
