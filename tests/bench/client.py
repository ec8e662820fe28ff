"""The load: some connections that stay open, each sending its next request when the last was answered.

A process of its own, so that it shares nothing with a server but the machine. Reads a `Load` as JSON, writes a `Result`.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import asdict, dataclass, field

CONNECTIONS = 16
GRACE = 20.0


@dataclass
class Load:
    """Send ``requests`` in order (over and over where ``again``), for at most ``seconds`` and ``most`` requests."""

    port: int
    requests: list[str]
    seconds: float
    again: bool = True
    most: int = 100_000


@dataclass
class Result:
    """What came back: how many answers in how many seconds, the latencies in ms, status → count, bytes of a body.

    Beside it the processor time that the client used, and what whoever measures adds for server and database.
    """

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    size: int = 0
    client_seconds: float = 0.0
    server_seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    @property
    def p95(self) -> float:
        """The latency that 95 of 100 requests did not exceed, in ms."""
        ordered = sorted(self.latencies)
        return ordered[int(len(ordered) * 0.95)] if ordered else 0.0


def run(load: Load) -> Result:
    """Run the load in its own process."""
    command = [sys.executable, "-m", "tests.bench.client"]
    given = json.dumps(asdict(load))
    done = subprocess.run(  # noqa: S603 - our own command
        command, input=given, capture_output=True, text=True, check=True, timeout=load.seconds + GRACE
    )
    return Result(**json.loads(done.stdout))


class Connection(asyncio.Protocol):
    """One connection that stays open."""

    def __init__(self, ride: Ride) -> None:
        self.ride = ride
        self.heard = b""
        self.sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        """Send the next request when the answer is whole."""
        self.heard += data
        head, found, body = self.heard.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(body) < length:
            return
        self.ride.count(time.perf_counter() - self.sent, head[9:12].decode(), length)
        self.heard = b""
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        """A server that hangs up ends the run: it must not look fast."""
        if not self.ride.over.done():
            self.ride.over.set_exception(error or ConnectionError("the server hung up"))

    def _send(self) -> None:
        request = self.ride.next()
        if request is None:
            self.ride.leave()
            return
        self.sent = time.perf_counter()
        self.transport.write(request)


class Ride:
    """All connections together."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.requests = [request.encode("latin-1") for request in load.requests]
        self.given = 0
        self.riding = CONNECTIONS
        self.result = Result()
        self.statuses: Counter[str] = Counter()
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.until = time.perf_counter() + load.seconds

    def next(self) -> bytes | None:
        """The next request, None at the end."""
        most = self.load.most if self.load.again else min(self.load.most, len(self.requests))
        if self.given >= most or time.perf_counter() > self.until:
            return None
        self.given += 1
        return self.requests[(self.given - 1) % len(self.requests)]

    def count(self, seconds: float, status: str, size: int) -> None:
        """Count one answer."""
        self.result.latencies.append(round(seconds * 1000, 3))
        self.statuses[status] += 1
        self.result.size = size

    def leave(self) -> None:
        """One connection has nothing more to send."""
        self.riding -= 1
        if not self.riding and not self.over.done():
            self.over.set_result(None)


async def ride(load: Load) -> Result:
    """Open the connections, ride to the end, hang up."""
    loop = asyncio.get_running_loop()
    whole = Ride(load)
    begun, used = time.perf_counter(), time.process_time()
    opened = [
        await loop.create_connection(lambda: Connection(whole), "127.0.0.1", load.port) for _ in range(CONNECTIONS)
    ]
    await whole.over
    whole.result.seconds = time.perf_counter() - begun
    whole.result.client_seconds = time.process_time() - used
    for transport, _protocol in opened:
        transport.abort()
    whole.result.statuses = dict(whole.statuses)
    return whole.result


if __name__ == "__main__":
    json.dump(asdict(asyncio.run(ride(Load(**json.load(sys.stdin))))), sys.stdout)
