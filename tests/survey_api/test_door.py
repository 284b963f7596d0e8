"""The door: who does not say what they want is not waited for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from survey_api import door
from survey_api.door import LONGEST_HEAD, Door


async def welcome(_: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@asynccontextmanager
async def visiting() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    config = uvicorn.Config(welcome, http=Door, log_level="critical")
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Door(config, ServerState(), {}), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        yield reader, writer
    finally:
        writer.close()
        server.close()


async def told(*sent: bytes) -> bytes:
    async with asyncio.timeout(10), visiting() as (reader, writer):
        for piece in sent:
            writer.write(piece)
            await asyncio.sleep(0.01)
        return await reader.readline()


def test_a_head_as_long_as_it_may_be_is_read() -> None:
    head = b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * (LONGEST_HEAD // 2)
    assert asyncio.run(told(head, b"b" * (LONGEST_HEAD // 4), b"\r\n\r\n")).startswith(b"HTTP/1.1 204")


def test_an_endless_head_is_turned_away() -> None:
    head = b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * LONGEST_HEAD
    assert asyncio.run(told(head, b"b")).startswith(b"HTTP/1.1 400")


def test_a_body_may_be_longer_than_a_head() -> None:
    body = b"a" * (3 * LONGEST_HEAD)
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body)
    assert asyncio.run(told(head, *(body[start : start + 9000] for start in range(0, len(body), 9000)))).startswith(
        b"HTTP/1.1 204"
    )


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nHost:", b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /"])
def test_who_never_ends_a_head_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    monkeypatch.setattr(door, "PATIENCE", 0.05)

    async def until_closed() -> bytes:
        async with asyncio.timeout(3), visiting() as (reader, writer):
            writer.write(said)
            return await reader.read()

    asyncio.run(until_closed())
