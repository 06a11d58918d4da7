"""What is being measured and since when, told to whoever waits, and kept for the report."""

from __future__ import annotations

import dataclasses
import sys
import time


@dataclasses.dataclass(slots=True)
class Progress:
    """Steps, one after the other.

    Attributes:
        started: when the first one could begin.
        seconds: of each title, over its steps so far.
    """

    started: float = dataclasses.field(default_factory=time.perf_counter)
    seconds: dict[str, float] = dataclasses.field(default_factory=dict)
    _title: str | None = None
    _since: float = 0.0

    def step(self, title: str, detail: str = "") -> None:
        """Ends the step before and begins one; steps of one title are added up."""
        self.end()
        self._title, self._since = title, time.perf_counter()
        minutes, seconds = divmod(int(self._since - self.started), 60)
        print(f"[{minutes:2d}:{seconds:02d}] {title}{detail and ', ' + detail} …", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Ends the step, if there is one."""
        if self._title is not None:
            taken = time.perf_counter() - self._since
            self.seconds[self._title] = self.seconds.get(self._title, 0.0) + taken
            print(f" {taken:.1f} s", file=sys.stderr, flush=True)
            self._title = None

    def whole(self) -> float:
        """Seconds so far."""
        return time.perf_counter() - self.started
