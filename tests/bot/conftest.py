"""What the tests of Telegram share: a Bot API of their own, and an assistant that answers as it is told."""

from __future__ import annotations

import pytest

from tests.fakes.assistant import ScriptedAssistant
from tests.fakes.telegram_api import FakeTelegram


@pytest.fixture
def telegram():
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture
def assistant():
    return ScriptedAssistant()
