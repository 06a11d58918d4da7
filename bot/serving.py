"""Channels side by side until somebody stops them. The one door to uvicorn."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from typing import TYPE_CHECKING, Protocol

import uvicorn
from starlette.applications import Starlette

from retrieval.errors import ChannelError

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator, Sequence

    from starlette.routing import Route

    from retrieval.config import WebConfig

_log = logging.getLogger(__name__)


class Channel(Protocol):
    """Carries messages between a vendor and the assistant."""

    async def run(self, stop: asyncio.Event) -> None:
        """Receive and answer until `stop` is set."""
        ...

    def routes(self) -> Sequence[Route]:
        """What must be served over HTTP for it; nothing when it asks by itself."""
        ...


class _Server(uvicorn.Server):
    """Leaves the signals to `serve`, which stops the channels too."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(channels: Sequence[Channel], web: WebConfig) -> None:
    """Runs every channel, and the web server that they need, until SIGTERM or SIGINT.

    When one of them fails, the others finish what is in flight and the failure is raised.

    Raises:
        ChannelError: a vendor refuses, or the port is taken.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    routes = [route for channel in channels for route in channel.routes()]
    running = [channel.run(stop) for channel in channels]
    if routes:
        running.append(_serve_web(routes, web, stop))

    async def until_stopped(part: Coroutine[object, object, None]) -> None:
        try:
            await part
        finally:
            stop.set()

    ended = await asyncio.gather(*map(until_stopped, running), return_exceptions=True)
    _log.info("event=stopped channels=%d", len(channels))
    for failure in ended:
        if failure is not None:
            raise failure


async def _serve_web(routes: Sequence[Route], web: WebConfig, stop: asyncio.Event) -> None:
    settings = uvicorn.Config(Starlette(routes=routes), host=web.host, port=web.port, log_config=None, access_log=False)
    server = _Server(settings)
    serving = asyncio.create_task(_served(server, web))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    server.should_exit = True
    await serving


async def _served(server: uvicorn.Server, web: WebConfig) -> None:
    try:
        await server.serve()
    except SystemExit as error:  # uvicorn's way to say that it cannot bind
        raise ChannelError(
            f"web.port: {web.host}:{web.port} cannot be served; is it taken? Set another web.port"
        ) from error
