"""Install a Debian package, where this process may."""

from __future__ import annotations

import os
import shutil
import subprocess


class NotHereError(Exception):
    """Something the tests want cannot be had on this machine; the message is the reason."""


def install(*packages: str) -> None:
    """Install packages with apt-get; raises NotHereError with the reason when that is not possible."""
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        message = f"{names}: not installed, and there is no apt-get"
        raise NotHereError(message)
    if os.geteuid() != 0:
        message = f"{names}: not installed, and only root may install it"
        raise NotHereError(message)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"Installing {names} …", flush=True)
    # Another installation on the same machine is waited for, some minutes at most.
    patient = ["-o", "DPkg::Lock::Timeout=300"]
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        command = ["apt-get", *patient, *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            message = f"{names}: apt-get {words[0]} failed: {done.stderr.strip()[-300:]}"
            raise NotHereError(message)
