"""One conversation at a time, different conversations side by side, on a few threads.

Finding answers blocks, so it runs in a pool of threads of its own and the event loop stays free.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import logging
import weakref
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine

_log = logging.getLogger(__name__)
_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class Turns:
    """Runs what each conversation asks for, in the order it came.

    Args:
        name: of the channel, for the names of its threads.
        threads: how many questions are answered at the same time.
        waiting: how many turns may be under way or waiting; beyond it `full` holds and `room` waits.
    """

    def __init__(self, name: str, *, threads: int = 4, waiting: int = 1024) -> None:
        self._pool = concurrent.futures.ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._waiting = waiting
        self._tasks: set[asyncio.Task[None]] = set()
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()
        self._changed = asyncio.Event()

    @property
    def full(self) -> bool:
        """Whether no further turn should be taken."""
        return len(self._tasks) >= self._waiting

    async def room(self) -> None:
        """Wait until not `full`."""
        while self.full:
            self._changed.clear()
            await self._changed.wait()

    def take(self, conversation: str, turn: Coroutine[object, object, None]) -> None:
        """Start `turn` after the earlier ones of `conversation`; its errors are logged here at the latest."""
        task = asyncio.create_task(self._in_order(conversation, turn), name=f"turn of {conversation}")
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def work(self, function: Callable[_Given, _Result], *args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        """The result of the blocking `function`, called in the pool."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: function(*args, **kwargs))

    async def finish(self) -> None:
        """Wait for every turn taken, then end the threads."""
        while self._tasks:
            await asyncio.wait(self._tasks)
        self._pool.shutdown()

    async def _in_order(self, conversation: str, turn: Coroutine[object, object, None]) -> None:
        lock = self._locks.setdefault(conversation, asyncio.Lock())
        async with lock:  # asyncio's lock is handed on first come, first served
            await turn

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._changed.set()
        if not task.cancelled() and (error := task.exception()):
            _log.error("event=turn_failed task=%r", task.get_name(), exc_info=error)


class Recent:
    """Remembers the latest keys, so that what a vendor delivers twice is handled once."""

    def __init__(self, limit: int = 4096) -> None:
        self._limit = limit
        self._keys: dict[object, None] = {}

    def first(self, key: object) -> bool:
        """Whether `key` was not seen lately; from now on it was."""
        if key in self._keys:
            return False
        self._keys[key] = None
        if len(self._keys) > self._limit:
            del self._keys[next(iter(self._keys))]
        return True


@contextlib.asynccontextmanager
async def repeated(action: Callable[[], Awaitable[None]], *, every: float) -> AsyncIterator[None]:
    """Within it `action` is done at once and again every `every` seconds; for the sign of typing.

    It ends only when the action under way is done, so that no sign of typing arrives after what was typed.
    """
    ended = asyncio.Event()

    async def repeat() -> None:
        while not ended.is_set():
            await action()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), every)

    task = asyncio.create_task(repeat())
    try:
        yield
    finally:
        ended.set()
        await task
