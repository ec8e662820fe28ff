"""Processor time of running processes: what a request costs, however busy the machine is with other things."""

from __future__ import annotations

import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def spent(root: int, database: str) -> float:
    """Seconds that process ``root``, its children and theirs, and the sessions of ``database`` have used so far."""
    stats = {pid: stat for pid in _pids() if (stat := _stat(pid))}
    family = {root}
    for _generation in range(3):
        family |= {pid for pid, stat in stats.items() if int(stat[1]) in family}
    family |= {pid for pid in stats if database and database in _command(pid)}
    return sum(int(stats[pid][11]) + int(stats[pid][12]) for pid in family if pid in stats) / TICK


def _pids() -> list[int]:
    return [int(path.name) for path in PROC.iterdir() if path.name.isdigit()]


def _stat(pid: int) -> list[str]:
    """The fields after the name: state, parent, …, user time (11), system time (12)."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _command(pid: int) -> str:
    try:
        words = (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
    return words if words.startswith("postgres:") else ""
