"""What a button carries: the action of a choice and the language of its reply, in at most 64 bytes.

Most actions are short and travel whole, so their buttons work for ever. A long one is kept here and travels
as a hash; after a restart it is gone, and whoever taps it is asked to ask again.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.types import Language

MAX_BYTES = 64
"""Bot API, InlineKeyboardButton.callback_data: 1-64 bytes."""

_LANGUAGES: dict[str, Language] = {"vi": "vi", "en": "en"}
_SEPARATOR = "|"
_KEPT = "#"


class Buttons:
    """Turns actions into the data of buttons and back; remembers the latest `limit` long ones."""

    def __init__(self, limit: int = 4096) -> None:
        self._limit = limit
        self._actions: dict[str, str] = {}

    def pack(self, action: str, language: Language) -> str:
        """The data of a button for `action`."""
        data = f"{language}{_SEPARATOR}{action}"
        return data if len(data.encode()) <= MAX_BYTES else f"{language}{_SEPARATOR}{self._keep(action)}"

    def unpack(self, data: str) -> tuple[str | None, Language | None]:
        """The action and the language of a button; None for what cannot be told any more."""
        code, _, action = data.partition(_SEPARATOR)
        known = self._actions.get(action) if action.startswith(_KEPT) else action
        return known or None, _LANGUAGES.get(code)

    def _keep(self, action: str) -> str:
        key = _KEPT + hashlib.sha256(action.encode()).hexdigest()[:32]
        self._actions.pop(key, None)
        self._actions[key] = action
        if len(self._actions) > self._limit:
            del self._actions[next(iter(self._actions))]
        return key
