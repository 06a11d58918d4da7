"""Channels side by side: they stop together, and a failure of one is told."""

import asyncio
import os
import signal
import socket
import urllib.request

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.serving import serve
from retrieval.config import WebConfig
from retrieval.errors import ChannelError


class Fake:
    """A channel that waits to be stopped, or fails."""

    def __init__(self, *, error=None, routes=(), started=None):
        self.error = error
        self.started = started
        self.stopped = False
        self._routes = routes

    async def run(self, stop):
        if self.started:
            await self.started()
        if self.error:
            raise self.error
        await stop.wait()
        self.stopped = True

    def routes(self):
        return self._routes


async def terminate():
    asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGTERM)


async def test_sigterm_lets_every_channel_finish():
    channels = [Fake(started=terminate), Fake()]
    await asyncio.wait_for(serve(channels, WebConfig()), 10)
    assert all(channel.stopped for channel in channels)


async def test_a_channel_that_fails_stops_the_others_and_is_told():
    other = Fake()
    with pytest.raises(ChannelError, match="token"):
        await asyncio.wait_for(serve([Fake(error=ChannelError("the token is wrong")), other], WebConfig()), 10)
    assert other.stopped


async def test_routes_of_channels_are_served():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = []

    def fetch():
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/hook", timeout=5) as response:
            return response.read()

    async def look():
        for _ in range(100):
            try:
                said.append(await asyncio.to_thread(fetch))
                break
            except OSError:
                await asyncio.sleep(0.05)
        await terminate()

    route = Route("/hook", lambda _: PlainTextResponse("yes"))
    channel = Fake(routes=[route], started=look)
    await asyncio.wait_for(serve([channel], WebConfig(port=port)), 30)
    assert said == [b"yes"]


async def test_a_port_that_is_taken_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        route = Route("/hook", lambda _: PlainTextResponse(""))
        with pytest.raises(ChannelError, match=f"{port} cannot be served"):
            await asyncio.wait_for(serve([Fake(routes=[route])], WebConfig(port=port)), 30)
