"""Many connections that send submissions as fast as they are answered: plain sockets, so that little is spent here."""

import asyncio
import statistics
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

_BOUNDARY = "amem-benchmark"


@dataclass(frozen=True)
class Sent:
    """How many requests, the seconds until the last answer, and the milliseconds until each."""

    seconds: float
    milliseconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """Half of the answers took longer."""
        return statistics.median(self.milliseconds)

    @property
    def slowest_hundredth(self) -> float:
        """What 1 of 100 answers exceeds."""
        return statistics.quantiles(self.milliseconds, n=100)[-1]


class Refused(Exception):
    """A server answered something else than 201."""


def request_of(address: str, device: str, token: str, xml: bytes) -> bytes:
    """One submission as it goes over the wire."""
    body = (
        f"--{_BOUNDARY}\r\nContent-Disposition: form-data; "
        'name="xml_submission_file"; filename="submission.xml"\r\nContent-Type: text/xml\r\n\r\n'
    ).encode()
    body += xml + f"\r\n--{_BOUNDARY}--\r\n".encode()
    secret = b64encode(f"{device}:{token}".encode()).decode()
    head = (
        f"POST /openrosa/submission HTTP/1.1\r\nHost: {urlsplit(address).netloc}\r\nAuthorization: Basic {secret}\r\n"
        f"X-OpenRosa-Version: 1.0\r\nContent-Type: multipart/form-data; boundary={_BOUNDARY}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def send(address: str, requests: Sequence[bytes], connections: int) -> Sent:
    """Send every request once over this many connections. Raises Refused."""
    return asyncio.run(_send(address, requests, connections))


async def _send(address: str, requests: Sequence[bytes], connections: int) -> Sent:
    waiting, taken = iter(requests), list[float]()
    doors = [await _connected(address) for _ in range(connections)]
    started = time.perf_counter()
    await asyncio.gather(*(_tablet(door, waiting, taken) for door in doors))
    whole = time.perf_counter() - started
    for _, writer in doors:
        writer.close()
    return Sent(whole, tuple(1000 * seconds for seconds in taken))


Door = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _connected(address: str) -> Door:
    parts = urlsplit(address)
    return await asyncio.open_connection(parts.hostname, parts.port)


async def _tablet(door: Door, waiting: Iterator[bytes], taken: list[float]) -> None:
    reader, writer = door
    for request in waiting:
        started = time.perf_counter()
        writer.write(request)
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(_length(head))
        if not head.startswith(b"HTTP/1.1 201"):
            raise Refused(head.partition(b"\r\n")[0].decode() + " " + body[:300].decode(errors="replace"))
        taken.append(time.perf_counter() - started)


def _length(head: bytes) -> int:
    fields = (line.partition(b":") for line in head.lower().split(b"\r\n"))
    return next((int(value) for name, _, value in fields if name == b"content-length"), 0)
