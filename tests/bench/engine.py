"""The measurement on one engine. Run by `tests.bench` inside an installation of its own.

python -m tests.bench.engine FOLDER quick|full
"""

from __future__ import annotations

import logging
import os
import pickle
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import django

django.setup()

from django.db import connection, connections  # noqa: E402

from linli.cli import serve  # noqa: E402
from tests.bench import acts, client, counting, cpu, ledgers, samples, town  # noqa: E402
from tests.ground.installation import Installation, free_port  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

AIM, MOST = 2.0, 5.0
LATE = 0.2
START_SECONDS = 60


@dataclass(frozen=True)
class Size:
    """How much is measured: cases in the town, rounds of A and B, seconds of each, requests made ready for a round, rows of a
    ledger.
    """

    cases: int
    rounds: int
    seconds: float
    ready: int
    samples: float
    ledger: int


SIZES = {
    "tiny": Size(cases=60, rounds=1, seconds=0.2, ready=20, samples=0.1, ledger=300),
    "quick": Size(cases=2_000, rounds=3, seconds=0.7, ready=500, samples=0.7, ledger=1_000),
    "full": Size(cases=20_000, rounds=6, seconds=1.5, ready=1_500, samples=1.5, ledger=5_000),
}


@dataclass
class Row:
    """One line of the table: the real runs, the floor's runs, and what one request takes."""

    name: str
    statements: int
    real: list[client.Result] = field(default_factory=list)
    floor: list[client.Result] = field(default_factory=list)

    def rate(self, runs: list[client.Result]) -> float:
        """The median of the rounds."""
        return median(run.rate for run in runs)

    def cpu(self, runs: list[client.Result]) -> float:
        """Milliseconds of processor time of one request: server, database and client together."""
        return 1000 * median((run.server_seconds + run.client_seconds) / len(run.latencies) for run in runs)

    @property
    def ratio(self) -> float:
        """How many times as long a request takes as its floor."""
        return self.rate(self.floor) / self.rate(self.real)

    @property
    def spread(self) -> tuple[float, float]:
        """The smallest and the largest ratio of one round."""
        each = [floor.rate / real.rate for real, floor in zip(self.real, self.floor, strict=True)]
        return min(each), max(each)


def main(folder: str, size: str) -> int:
    """Measure and print; 1 when an answer was wrong."""
    with prepared(Installation(Path(folder), os.environ.get("LINLI_DATABASE_URL", "")), SIZES[size]) as bench:
        rows, profiles = [], []
        for name in acts.NAMES:
            row = bench.measure(name)
            rows.append(row)
            # At once: later the writing requests make the lists longer.
            if row.ratio > AIM:
                profiles.append(bench.profile(name))
        print(
            table(rows),
            *profiles,
            *counting.measure(),
            *ledgers.measure(bench.made.town, SIZES[size].ledger),
            sep="\n",
            flush=True,
        )
    return 0


@contextmanager
def prepared(installation: Installation, size: Size) -> Iterator[Bench]:
    """Build the town, take the plan of the floor, start both servers; end them."""
    begun = time.monotonic()
    # The servers write their line for each request; this process need not.
    logging.getLogger("linli.request").setLevel(logging.WARNING)
    made = acts.Acts(town.build(size.cases))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    statements = {name: made.statements(name) for name in ("list", "case", "wall", "raise", "step")}
    plans = {name: acts.plan(made, name) for name in acts.NAMES}
    print(f"  {size.cases} cases in {time.monotonic() - begun:.0f} s", flush=True)
    file = installation.folder / "plan"
    file.write_bytes(pickle.dumps({"plans": plans, "sqlite": str(connection.settings_dict["NAME"])}))
    secret = os.environ["LINLI_SECRET"]
    try:
        real = installation.serve(LINLI_SECRET=secret)
        with floor(installation, file) as (port, child):
            sides = {"real": Side(installation.port, real.pid), "floor": Side(port, child.pid)}
            yield Bench(made, size, statements, sides)
    finally:
        installation.stop_all()
        connections.close_all()


@contextmanager
def floor(installation: Installation, plan: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Start the floor behind the same server with the same workers and threads."""
    port = free_port()
    words = [*serve.arguments()[:-1], "tests.bench.floor:application"]
    words[words.index("--port") + 1] = str(port)
    environment = installation.environment(LINLI_BENCH_PLAN=str(plan))
    with (installation.folder / "floor.log").open("ab") as log:
        command = [sys.executable, "-m", "granian", *words]
        child = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603 - our own command
    try:
        _wait_for(port, child, installation.folder / "floor.log")
        yield port, child
    finally:
        child.terminate()
        child.wait(timeout=60)


def _wait_for(port: int, child: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    with closing(socket.socket()) as probe:
        while probe.connect_ex(("127.0.0.1", port)):
            assert child.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(LATE)


@dataclass(frozen=True)
class Side:
    """A server: its port and its process."""

    port: int
    process: int


@dataclass
class Bench:
    """Both servers, and the requests for them."""

    made: acts.Acts
    size: Size
    statements: dict[str, int]
    sides: dict[str, Side]

    def measure(self, name: str) -> Row:
        """A B A B …: the real one and its floor in turn, each after a short warming up."""
        row = Row(name, self.statements[name])
        # A step moves each case once: those that were just raised are shared out evenly.
        waiting = self.made.waiting(100_000) if name == "step" else []
        share = len(waiting) // (2 * self.size.rounds + 1) if waiting else self.size.ready
        ready, cases = min(self.size.ready, share), iter(waiting)
        for side in ("real", "floor"):
            self._run(name, side, cases, seconds=self.size.seconds / 2, ready=ready // 2)
        for _round in range(self.size.rounds):
            row.real.append(self._run(name, "real", cases, self.size.seconds, ready))
            row.floor.append(self._run(name, "floor", cases, self.size.seconds, ready))
        return row

    def _run(self, name: str, side: str, cases: Iterator[UUID], seconds: float, ready: int) -> client.Result:
        server = self.sides[side]
        load = client.Load(server.port, self._requests(name, side, cases, ready), seconds)
        load.again = name not in acts.WRITING or (side == "floor" and name == "raise")
        database = str(connection.settings_dict["NAME"]) if connection.vendor == "postgresql" else ""
        before = cpu.spent(server.process, database)
        result = client.run(load)
        result.server_seconds = cpu.spent(server.process, database) - before
        wrong = {status for status in result.statuses if not status.startswith(("2", "3"))}
        assert not wrong, f"{name}, {side}: {result.statuses}"
        return result

    def _requests(self, name: str, side: str, cases: Iterator[UUID], ready: int) -> list[str]:
        port = self.sides[side].port
        if name == "step":
            some = [case for case, _number in zip(cases, range(ready), strict=False)]
            if side == "floor":
                return [acts.spoken(port, f"/step/{case.hex}/", cookies={}, form={"typed": "x" * 300}) for case in some]
            return [self.made.request(name, port, case) for case in some]
        if side == "floor":
            form = {"typed": "x" * 500} if name == "raise" else {}
            return [acts.spoken(port, f"/{name}/", cookies={}, form=form)]
        return [self.made.request(name, port) for _number in range(ready if name == "raise" else 1)]

    def profile(self, name: str) -> str:
        """Where the time goes, in words."""
        cases = iter(self.made.waiting(5_000) if name == "step" else [])
        shares = samples.take(lambda: self.made.once(name, next(cases, None)), seconds=self.size.samples)
        parts = ", ".join(f"{part} {share:.0%}" for part, share in shares.items() if share >= 0.02)
        return f"  {name}: {parts}"


HEAD = (
    "",
    "req/s",
    "p95 ms",
    "CPU ms",
    "SQL",
    "bytes",
    "floor req/s",
    "p95 ms",
    "CPU ms",
    "ratio",
    "of rounds",
    "of CPU",
)


def table(rows: list[Row]) -> str:
    """The table."""
    lines: list[tuple[Any, ...]] = [HEAD]
    for row in rows:
        low, high = row.spread
        mark = "" if row.ratio <= AIM else " *" if row.ratio <= MOST else " !"
        lines.append(
            (
                row.name,
                f"{row.rate(row.real):.0f}",
                f"{median(run.p95 for run in row.real):.1f}",
                f"{row.cpu(row.real):.2f}",
                row.statements,
                row.real[-1].size,
                f"{row.rate(row.floor):.0f}",
                f"{median(run.p95 for run in row.floor):.1f}",
                f"{row.cpu(row.floor):.2f}",
                f"{row.ratio:.2f}{mark}",
                f"{low:.1f}-{high:.1f}",
                f"{row.cpu(row.real) / row.cpu(row.floor):.2f}",
            )
        )
    widths = [max(len(str(line[column])) for line in lines) for column in range(len(HEAD))]
    return "\n".join(
        "  " + "  ".join(str(cell).rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
