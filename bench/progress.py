"""What is being measured and since when, told to whoever waits, and kept for the report."""

from __future__ import annotations

import dataclasses
import sys
import time

from bench import machine


@dataclasses.dataclass(slots=True)
class Took:
    """What a step took.

    Attributes:
        seconds: from its start to its end.
        others: seconds of a core that other programs used meanwhile; None where the system does not say.
    """

    seconds: float = 0.0
    others: float | None = 0.0

    def add(self, seconds: float, others: float | None) -> None:
        """Another step of the same title."""
        self.seconds += seconds
        self.others = None if self.others is None or others is None else self.others + others

    @property
    def cores(self) -> float | None:
        """Cores that other programs used on average."""
        return None if self.others is None or not self.seconds else max(0.0, self.others) / self.seconds


@dataclasses.dataclass(slots=True)
class Progress:
    """Steps, one after the other.

    Attributes:
        started: when the first one could begin.
        took: by title, over its steps so far.
    """

    started: float = dataclasses.field(default_factory=time.perf_counter)
    took: dict[str, Took] = dataclasses.field(default_factory=dict)
    _title: str | None = None
    _since: tuple[float, float | None] = (0.0, None)

    def step(self, title: str, detail: str = "") -> None:
        """Ends the step before and begins one; steps of one title are added up."""
        self.end()
        self._title, self._since = title, (time.perf_counter(), machine.others())
        minutes, seconds = divmod(int(self._since[0] - self.started), 60)
        print(f"[{minutes:2d}:{seconds:02d}] {title}{detail and ', ' + detail} …", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Ends the step, if there is one."""
        if self._title is None:
            return
        since, before = self._since
        seconds, now = time.perf_counter() - since, machine.others()
        others = None if now is None or before is None else now - before
        self.took.setdefault(self._title, Took()).add(seconds, others)
        print(f" {seconds:.1f} s", file=sys.stderr, flush=True)
        self._title = None

    def whole(self) -> Took:
        """All steps so far."""
        whole = Took()
        for each in self.took.values():
            whole.add(each.seconds, each.others)
        return whole
