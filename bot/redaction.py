"""Keeps secrets out of the logs: tokens stand in the vendors' URLs, and some errors quote them."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REDACTED = "[redacted]"

_TALKATIVE = ("httpx", "httpcore", "httpx2", "httpcore2", "openai")
"""Loggers that print every URL at INFO or every header at DEBUG."""

_FORMATTER = logging.Formatter()


class Redaction(logging.Filter):
    """Takes secrets out of each record: its message and the text of its exception. Lets every record pass."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._secrets = sorted({secret for secret in secrets if secret}, key=len, reverse=True)

    def text(self, text: str) -> str:
        """`text` without the secrets."""
        for secret in self._secrets:
            text = text.replace(secret, REDACTED)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact `record` in place.

        An exception that quotes a secret becomes its redacted text, so that no handler can format it anew.
        """
        message = _message(record)
        redacted = self.text(message)
        if redacted != message:
            record.msg, record.args = redacted, None
        if record.exc_info and record.exc_info[0]:
            trace = record.exc_text or _FORMATTER.formatException(record.exc_info)
            if self.text(trace) != trace:
                record.exc_info, record.exc_text = None, self.text(trace)
        if record.stack_info:
            record.stack_info = self.text(record.stack_info)
        return True


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (KeyError, TypeError, ValueError):  # a wrong format string is the handler's to report
        return f"{record.msg} {record.args}"


@contextlib.contextmanager
def redacted_logs(secrets: Iterable[str]) -> Iterator[None]:
    """Within it no log record carries a secret, whichever handler takes it, even one added later.

    A filter on the root logger misses the records of its children, and one on a handler misses those of
    other handlers, so records are redacted where they are made. The HTTP client is raised to WARNING.
    """
    redaction = Redaction(secrets)
    make = logging.getLogRecordFactory()

    def make_redacted(*args: object, **kwargs: object) -> logging.LogRecord:
        record = make(*args, **kwargs)
        redaction.filter(record)
        return record

    levels = {name: logging.getLogger(name).level for name in _TALKATIVE}
    logging.setLogRecordFactory(make_redacted)
    for name in levels:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        yield
    finally:
        logging.setLogRecordFactory(make)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
