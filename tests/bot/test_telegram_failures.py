"""The Telegram channel when the vendor, the network or the assistant fails."""

import asyncio
import logging
import re

import pytest
from pydantic import SecretStr

from bot.channels.telegram import TelegramChannel, wire
from bot.channels.telegram import channel as channel_module
from bot.redaction import redacted_logs
from bot.texts import TEXTS
from retrieval.config import TelegramConfig
from retrieval.errors import ChannelError, ConfigError
from tests.fakes.assistant import ScriptedAssistant, answer
from tests.fakes.telegram_api import TOKEN, Fault, too_many, until

VI = TEXTS["vi"]
OTHER_TOKEN = "654321:AAanother-token"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(wire, "RETRY_PAUSES", (0.01, 0.01, 0.01))
    monkeypatch.setattr(channel_module, "_LONGEST_POLL_PAUSE", 0.05)


@pytest.fixture
async def channel(telegram, assistant):
    channel = TelegramChannel(config(telegram), assistant)
    await channel.start()
    yield channel
    await channel.stop()


def config(telegram, **more):
    given = {"token": SecretStr(telegram.token), "base_url": telegram.base_url} | more
    return TelegramConfig().model_copy(update=given)


@pytest.mark.usefixtures("channel")
class TestSending:
    @pytest.mark.parametrize(
        "fault",
        [
            Fault(500, "Internal Server Error"),
            Fault(502, "Bad Gateway"),
            Fault(drop="before"),
            too_many(0),
        ],
        ids=["500", "502", "dropped", "429 without a number"],
    )
    async def test_a_failure_that_passes_is_not_noticed(self, telegram, fault):
        telegram.fail("sendMessage", fault, fault)
        telegram.say("hỏi")
        await until(lambda: telegram.said() == ["Đáp: hỏi"])

    async def test_an_answer_whose_receipt_is_lost_is_sent_again(self, telegram):
        telegram.fail("sendMessage", Fault(drop="after"))
        telegram.say("hỏi")
        await until(lambda: telegram.said() == ["Đáp: hỏi", "Đáp: hỏi"])

    async def test_a_receipt_that_is_no_json_is_tried_again(self, telegram):
        telegram.fail("sendMessage", Fault(body=b"<html>"))
        telegram.say("hỏi")
        await until(lambda: len(telegram.said()) == 2)

    async def test_a_429_is_waited_for_as_long_as_it_says(self, telegram):
        telegram.fail("sendMessage", too_many(1))
        telegram.say("hỏi")
        await until(telegram.said)
        refused, sent = [call.at for call in telegram.calls if call.method == "sendMessage"]
        assert sent - refused >= 1

    async def test_while_one_chat_waits_for_a_429_the_others_are_answered(self, telegram, monkeypatch):
        asked, over = [], asyncio.Event()

        async def sleep(seconds):
            asked.append(seconds)
            await over.wait()

        monkeypatch.setattr(wire, "_sleep", sleep)
        telegram.fail("sendMessage", too_many(25))
        telegram.say("một", chat=1)
        await until(lambda: asked == [25])
        telegram.say("hai", chat=2)
        await until(lambda: telegram.said(2))
        assert telegram.said(1) == []
        over.set()
        await until(lambda: telegram.said(1))

    async def test_a_429_that_asks_for_too_long_is_final(self, telegram, caplog):
        telegram.fail("sendMessage", too_many(3600))
        telegram.say("hỏi")
        await until(lambda: telegram.said() == [VI.error])
        assert "event=failed" in caplog.text

    async def test_a_failure_that_stays_is_logged_and_gets_one_apology(self, telegram, caplog):
        telegram.fail("sendMessage", *[Fault(500)] * 4)
        telegram.say("hỏi")
        await until(lambda: telegram.said() == [VI.error])
        telegram.say("lại")
        await until(lambda: len(telegram.said()) == 2)
        assert telegram.said() == [VI.error, "Đáp: lại"]
        assert caplog.text.count("event=failed") == 1

    async def test_when_the_apology_fails_too_the_next_question_is_answered(self, telegram, caplog):
        telegram.fail("sendMessage", *[Fault(500)] * 8)
        telegram.say("hỏi")
        telegram.say("lại")
        await until(lambda: telegram.said() == ["Đáp: lại"])
        assert "event=apology_failed" in caplog.text

    async def test_html_that_is_refused_is_sent_as_plain_text(self, telegram, assistant):
        assistant.replies["hỏi"] = answer()
        refusal = 'Bad Request: can\'t parse entities: Unsupported start tag "b" at byte offset 0'
        telegram.fail("sendMessage", Fault(400, refusal))
        telegram.say("hỏi")
        await until(telegram.said)
        sent = telegram.called("sendMessage")[0]
        assert "parse_mode" not in sent
        assert sent["text"].startswith("Sở Giáo dục và Đào tạo chủ trì. [1]\n\n[1] Sở Giáo dục & Đào tạo")
        assert len(telegram.buttons()) == 3

    async def test_any_other_refusal_is_not_tried_again(self, telegram):
        telegram.fail("sendMessage", Fault(400, "Bad Request: TOPIC_CLOSED"))
        telegram.say("hỏi")
        await until(lambda: telegram.said() == [VI.error])
        assert len(telegram.refused()) == 1

    async def test_somebody_who_blocked_the_bot_gets_no_apology(self, telegram, caplog):
        caplog.set_level(logging.INFO)
        telegram.bot.blocked.add(1)
        telegram.say("hỏi", chat=1)
        await until(lambda: "event=forbidden" in caplog.text)
        telegram.say("hỏi", chat=2)
        await until(lambda: telegram.said(2))
        assert telegram.said(1) == []

    async def test_typing_that_fails_does_not_delay_the_answer(self, telegram):
        telegram.fail("sendChatAction", too_many(3600))
        telegram.say("hỏi")
        await until(lambda: telegram.said() == ["Đáp: hỏi"])

    async def test_a_tap_too_old_to_answer_still_opens_its_passage(self, telegram, assistant):
        telegram.fail("answerCallbackQuery", Fault(400, "Bad Request: query is too old and response timeout expired"))
        telegram.tap("vi|passage:abc")
        await until(telegram.said)
        assert assistant.opened == [("abc", "vi")]

    async def test_an_unknown_button_too_old_to_answer_is_answered_in_the_chat(self, telegram):
        telegram.fail("answerCallbackQuery", Fault(400, "Bad Request: query ID is invalid"))
        telegram.tap("vi|#gone")
        await until(lambda: telegram.said() == [VI.button_expired])


async def test_the_sign_of_typing_is_kept_alive(telegram, assistant, monkeypatch):
    monkeypatch.setattr(wire, "TYPING_SECONDS", 0.05)
    channel = TelegramChannel(config(telegram), assistant)
    await channel.start()
    slow = assistant.hold("chậm")
    telegram.say("chậm")
    await until(lambda: len(telegram.called("sendChatAction")) >= 3)
    slow.set()
    await channel.stop()
    assert telegram.said() == ["Đáp: chậm"]


async def test_an_assistant_that_fails_is_logged_and_apologised_for(telegram, caplog):
    channel = TelegramChannel(config(telegram), ScriptedAssistant(error=RuntimeError("broken")))
    await channel.start()
    telegram.say("hỏi")
    await until(lambda: telegram.said() == [VI.error])
    await channel.stop()
    assert "RuntimeError: broken" in caplog.text


class TestReceiving:
    @pytest.mark.parametrize(
        "faults",
        [
            [Fault(500)] * 3,
            [Fault(drop="before")] * 2,
            [Fault(drop="after")],
            [Fault(409, "Conflict: terminated by other getUpdates request")],
            [Fault(body=b"not json")],
            [too_many(0)],
        ],
        ids=["500", "dropped before", "dropped after", "409", "no json", "429"],
    )
    async def test_polling_goes_on_after_failures(self, telegram, assistant, faults):
        telegram.fail("getUpdates", *faults)
        telegram.say("hỏi")
        channel = TelegramChannel(config(telegram), assistant)
        await channel.start()
        await until(lambda: telegram.said() == ["Đáp: hỏi"])
        await channel.stop()

    async def test_a_token_revoked_while_running_ends_the_channel(self, telegram, assistant):
        running = asyncio.create_task(TelegramChannel(config(telegram), assistant).run(asyncio.Event()))
        await until(lambda: telegram.called("setMyCommands"))
        telegram.fail("getUpdates", Fault(401, "Unauthorized"))
        telegram.say("hỏi")
        with pytest.raises(ChannelError, match="TELEGRAM_BOT_TOKEN"):
            await running

    async def test_a_start_that_fails_for_a_moment_succeeds(self, telegram, assistant):
        telegram.fail("getMe", Fault(502), Fault(drop="before"))
        telegram.fail("setMyCommands", Fault(400, "Bad Request: BOT_COMMAND_INVALID"))
        channel = TelegramChannel(config(telegram), assistant)
        await channel.start()
        await channel.stop()

    async def test_a_webhook_left_behind_is_removed_before_polling(self, telegram, assistant):
        telegram.bot.webhook = {"url": "https://old.example/x", "secret": None}
        telegram.say("hỏi")
        channel = TelegramChannel(config(telegram), assistant)
        await channel.start()
        await until(telegram.said)
        await channel.stop()


class TestStarting:
    @pytest.mark.parametrize("token", [OTHER_TOKEN, "malformed", "with space", "line\nfeed", "a/b?c"])
    async def test_a_wrong_token_is_refused_with_a_remedy_and_without_itself(self, telegram, caplog, token):
        caplog.set_level(logging.DEBUG)
        with redacted_logs([token]):
            channel = TelegramChannel(config(telegram, token=SecretStr(token)), ScriptedAssistant())
            with pytest.raises(ChannelError, match=r"TELEGRAM_BOT_TOKEN.*telegram\.token") as refused:
                await channel.run(asyncio.Event())
        assert not re.search(re.escape(token), all_text(refused.value))
        assert token not in caplog.text

    async def test_a_server_that_is_not_there_is_named(self):
        where = TelegramConfig(token=SecretStr(TOKEN), base_url="http://127.0.0.1:9/bot")
        channel = TelegramChannel(where, ScriptedAssistant())
        with pytest.raises(ChannelError, match=r"127\.0\.0\.1:9") as refused:
            await channel.start()
        assert refused.value.retry_after
        await channel.stop()

    def test_a_channel_without_a_token_is_a_mistake_of_configuration(self):
        with pytest.raises(ConfigError, match="TELEGRAM_BOT_TOKEN"):
            TelegramChannel(TelegramConfig(), ScriptedAssistant())

    def test_a_webhook_needs_a_public_url(self):
        where = TelegramConfig(token=SecretStr(TOKEN), mode="webhook")
        with pytest.raises(ConfigError, match=r"web\.public_url"):
            TelegramChannel(where, ScriptedAssistant())


class TestLogging:
    async def test_no_record_carries_the_token_or_the_question(self, telegram, caplog):
        caplog.set_level(logging.DEBUG)
        logging.getLogger("telegram").setLevel(logging.INFO)  # at DEBUG it may print what people write
        telegram.fail("sendMessage", Fault(drop="before"), *[Fault(500, f"at /bot{TOKEN}/x")] * 3)
        telegram.fail("getUpdates", Fault(502, TOKEN))
        with redacted_logs([TOKEN]):
            channel = TelegramChannel(config(telegram), ScriptedAssistant())
            await channel.start()
            telegram.say("Điều riêng tư?")
            await until(telegram.said)
            telegram.say("Điều khác?")
            await until(lambda: len(telegram.said()) == 2)
            await channel.stop()
        logging.getLogger("telegram").setLevel(logging.NOTSET)
        assert "event=failed" in caplog.text
        assert TOKEN not in caplog.text
        assert "riêng tư" not in caplog.text

    @pytest.mark.usefixtures("channel")
    async def test_one_line_tells_of_an_answer(self, telegram, caplog):
        caplog.set_level(logging.INFO)
        telegram.say("hỏi")
        await until(lambda: "event=message" in caplog.text)
        (line,) = [record.getMessage() for record in caplog.records if "event=message" in record.getMessage()]
        fields = r"event=message channel=telegram conversation=telegram:42 kind=none parts=1 elapsed_ms=\d+"
        assert re.fullmatch(fields, line)


def all_text(error):
    """The text of an error and of everything it was raised from or during."""
    found = []
    while error:
        found.append(f"{error} {error!r}")
        error = error.__cause__ or error.__context__
    return "\n".join(found)
