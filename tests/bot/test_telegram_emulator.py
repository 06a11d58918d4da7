"""The Telegram channel under an emulator that somebody else wrote, when it is installed."""

import pytest
from pydantic import SecretStr

from bot.channels.telegram import TelegramChannel
from retrieval.config import TelegramConfig
from tests.fakes.assistant import PASSAGE, ScriptedAssistant, answer

client = pytest.importorskip(
    "tg_auto_test.test_utils.serverless_telegram_client",
    reason="needs: pip install --ignore-requires-python tg-auto-test==1.3.24",
)


async def test_a_question_its_passage_and_a_rating_from_end_to_end():
    assistant = ScriptedAssistant({"Ai chủ trì?": answer()})
    channel = TelegramChannel(TelegramConfig(token=SecretStr("123:ABC")), assistant)
    person = client.ServerlessTelegramClient(build_application=channel.equip)
    await person.connect()
    async with person.conversation("test_bot") as conversation:
        await conversation.send_message("Ai chủ trì?", parse_mode=None)
        said = await conversation.get_response()
        assert "Sở Giáo dục và Đào tạo chủ trì. [1]" in said.text
        passage, good, _ = [button for row in said.buttons for button in row]
        await said.click(data=passage.data)
        assert "Toàn văn đoạn trích." in (await conversation.get_response()).text
        await said.click(data=good.data)
    await person.disconnect()
    await channel.stop()
    assert assistant.opened == [(PASSAGE, "vi")]
    assert assistant.rated == [("r1", "good", "telegram:9001")]
