"""The Telegram channel through its real HTTP client, by long polling, against a strict Bot API."""

import asyncio

import pytest
from pydantic import SecretStr

from bot.channels.telegram import TelegramChannel
from bot.texts import TEXTS
from retrieval.config import TelegramConfig
from tests.fakes.assistant import PASSAGE, answer
from tests.fakes.telegram_api import until

VI = TEXTS["vi"]
GROUP = {"chat": -77, "kind": "group", "user": 42}


@pytest.fixture
async def channel(telegram, assistant):
    channel = TelegramChannel(config(telegram), assistant)
    await channel.start()
    yield channel
    await channel.stop()
    assert telegram.refused() == []


def config(telegram, **more):
    return TelegramConfig(
        token=SecretStr(telegram.token), base_url=telegram.base_url, base_file_url=telegram.base_file_url
    ).model_copy(update=more)


@pytest.mark.usefixtures("channel")
class TestMessages:
    async def test_a_question_is_answered(self, telegram, assistant):
        telegram.say("Ai chủ trì?", user=42)
        await until(lambda: telegram.said() == ["Đáp: Ai chủ trì?"])
        (asked,) = assistant.asked
        assert (asked.conversation, asked.author, asked.language) == ("telegram:42", "telegram:42", "vi")

    async def test_an_english_client_is_a_hint(self, telegram, assistant):
        telegram.say("Who leads?", language="en-GB")
        await until(lambda: assistant.asked)
        assert assistant.asked[0].language == "en"

    async def test_an_answer_is_html_with_its_quote(self, telegram, assistant):
        assistant.replies["hỏi"] = answer()
        telegram.say("hỏi")
        await until(telegram.said)
        sent = telegram.called("sendMessage")[0]
        assert sent["parse_mode"] == "HTML"
        assert "<blockquote expandable>[1] Sở Giáo dục &amp; Đào tạo" in sent["text"]

    async def test_buttons_are_passages_then_suggestions_then_thumbs(self, telegram, assistant):
        assistant.replies["hỏi"] = answer(suggestions=["Còn năm 2030?"])
        telegram.say("hỏi")
        await until(telegram.said)
        labels = [button["text"] for button in telegram.buttons()]
        assert labels == ["Xem đoạn trích [1]", "Còn năm 2030?", VI.good, VI.bad]

    async def test_a_reply_that_is_not_ratable_has_no_thumbs(self, telegram, assistant):
        assistant.replies["hỏi"] = answer(ratable=False)
        telegram.say("hỏi")
        await until(telegram.said)
        assert [button["text"] for button in telegram.buttons()] == ["Xem đoạn trích [1]"]

    async def test_a_long_answer_comes_in_order_with_its_buttons_last(self, telegram, assistant):
        text = " ".join(f"câu{number}." for number in range(1500))
        assistant.replies["hỏi"] = answer(text)
        telegram.say("hỏi")
        await until(lambda: telegram.messages and "reply_markup" in telegram.messages[-1])
        assert len(telegram.messages) > 2
        assert " ".join(telegram.said()).startswith(text)
        assert all("reply_markup" not in message for message in telegram.messages[:-1])

    async def test_the_sign_of_typing_is_shown(self, telegram):
        telegram.say("hỏi")
        await until(telegram.said)
        assert telegram.called("sendChatAction")[0] == {"chat_id": "42", "action": "typing"}

    @pytest.mark.parametrize("text", ["/start", "/start payload-of_link", "/start@HoiVanBanBot", "/START x"])
    async def test_start_comes_without_its_payload(self, telegram, assistant, text):
        telegram.say(text)
        await until(lambda: assistant.asked)
        assert assistant.asked[0].text == "/start"

    @pytest.mark.parametrize("text", ["/help", "/vanban", "/vanban 2"])
    async def test_commands_are_messages_too(self, telegram, assistant, text):
        telegram.say(text)
        await until(lambda: assistant.asked)
        assert assistant.asked[0].text == text

    async def test_very_long_messages_reach_the_assistant(self, telegram, assistant):
        telegram.say("a" * 10_000)
        await until(lambda: assistant.asked)
        assert len(assistant.asked[0].text) == 10_000

    async def test_control_characters_are_dropped_on_the_way_in(self, telegram, assistant):
        telegram.say("ai\x00 chủ trì\ud800?")
        await until(lambda: assistant.asked)
        assert assistant.asked[0].text == "ai chủ trì\ufffd?"

    @pytest.mark.parametrize(
        "content",
        [
            {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]},
            {"document": {"file_id": "f", "file_unique_id": "u"}, "caption": "đọc giúp"},
            {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 1}},
            {"location": {"latitude": 10.0, "longitude": 106.0}},
        ],
        ids=lambda content: next(iter(content)),
    )
    async def test_what_is_not_text_gets_a_polite_sentence(self, telegram, assistant, content):
        telegram.say(**content)
        await until(lambda: telegram.said() == [VI.only_text])
        assert not assistant.asked

    async def test_an_album_gets_one_sentence(self, telegram):
        photo = {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]}
        telegram.say(**photo, media_group_id="album")
        telegram.say(**photo, media_group_id="album")
        telegram.say("hết")
        await until(lambda: "Đáp: hết" in telegram.said())
        assert telegram.said() == [VI.only_text, "Đáp: hết"]

    async def test_an_edited_message_gets_a_polite_sentence(self, telegram):
        telegram.say("sửa", key="edited_message", edit_date=1)
        await until(lambda: telegram.said() == [VI.edited])

    async def test_who_joins_or_leaves_is_not_answered(self, telegram):
        telegram.say(new_chat_title="Tên mới", **GROUP)
        telegram.say("hỏi")
        await until(lambda: telegram.said() == ["Đáp: hỏi"])
        assert telegram.said(-77) == []

    async def test_the_same_update_twice_is_handled_once(self, telegram, assistant):
        number = telegram.say("một")
        await until(telegram.said)
        message = {"message_id": 9, "date": 1, "chat": {"id": 42, "type": "private"}, "text": "một"}
        telegram.push(update_id=number, message=message)
        telegram.push(update_id=number + 1, message=message | {"text": "hai"})
        await until(lambda: len(telegram.said()) == 2)
        assert [asked.text for asked in assistant.asked] == ["một", "hai"]


@pytest.mark.usefixtures("channel")
class TestButtons:
    async def test_a_passage_opens_as_a_reply(self, telegram, assistant):
        assistant.replies["hỏi"] = answer()
        telegram.say("hỏi")
        await until(telegram.said)
        telegram.tap(telegram.buttons()[0]["callback_data"], message=telegram.messages[0])
        await until(lambda: len(telegram.said()) == 2)
        assert assistant.opened == [(PASSAGE, "vi")]
        assert "Toàn văn đoạn trích." in telegram.said()[1]
        assert len(telegram.called("answerCallbackQuery")) == 1

    async def test_a_passage_opens_in_the_language_of_its_answer(self, telegram, assistant):
        assistant.replies["hỏi"] = answer(language="en")
        telegram.say("hỏi")
        await until(telegram.said)
        telegram.tap(telegram.buttons()[0]["callback_data"])
        await until(lambda: assistant.opened)
        assert assistant.opened == [(PASSAGE, "en")]

    @pytest.mark.parametrize("question", ["Còn 2030?", "Chỉ tiêu của tỉnh năm 2030 là bao nhiêu? " * 2])
    async def test_a_suggestion_is_asked_however_long_it_is(self, telegram, assistant, question):
        assistant.replies["hỏi"] = answer(suggestions=[question.strip()])
        telegram.say("hỏi")
        await until(telegram.said)
        telegram.tap(telegram.buttons()[1]["callback_data"])
        await until(lambda: len(telegram.said()) == 2)
        assert assistant.asked[1].text == question.strip()
        assert telegram.said()[1].startswith(VI.asked.format(question=question.strip()))

    @pytest.mark.parametrize(("position", "verdict"), [(1, "good"), (2, "bad")])
    async def test_a_rating_is_stored_and_thanked_for(self, telegram, assistant, position, verdict):
        assistant.replies["hỏi"] = answer()
        telegram.say("hỏi")
        await until(telegram.said)
        telegram.tap(telegram.buttons()[position]["callback_data"])
        await until(lambda: telegram.called("answerCallbackQuery"))
        assert assistant.rated == [("r1", verdict, "telegram:42")]
        assert telegram.called("answerCallbackQuery")[0]["text"] == "Cảm ơn anh/chị!"
        assert len(telegram.said()) == 1

    @pytest.mark.parametrize("data", ["vi|#0123456789abcdef", "rubbish", "|", "vi|", "vi|unknown:x"])
    async def test_an_unknown_button_asks_to_ask_again(self, telegram, data):
        telegram.tap(data)
        await until(lambda: telegram.called("answerCallbackQuery"))
        assert telegram.called("answerCallbackQuery")[0]["text"] == VI.button_expired


@pytest.mark.usefixtures("channel")
class TestGroups:
    @pytest.mark.parametrize(
        ("text", "heard"),
        [
            ("@HoiVanBanBot ai chủ trì?", "ai chủ trì?"),
            ("ai chủ trì, @hoivanbanbot?", "ai chủ trì,?"),
            ("/vanban@HoiVanBanBot", "/vanban"),
            ("/vanban@hoivanbanbot 2", "/vanban 2"),
        ],
    )
    async def test_what_is_addressed_is_answered_without_the_name(self, telegram, assistant, text, heard):
        telegram.say(text, **GROUP)
        await until(lambda: telegram.said(-77))
        (message,) = assistant.asked
        assert (message.text, message.conversation, message.author) == (heard, "telegram:-77", "telegram:42")
        quoted = telegram.called("sendMessage")[0]["reply_parameters"]
        assert '"message_id": 1' in quoted

    async def test_a_reply_to_the_bot_is_answered(self, telegram, assistant):
        before = {"message_id": 1, "date": 1, "chat": {"id": -77, "type": "group"}, "from": telegram.bot.me()}
        telegram.say("còn năm 2030?", reply_to_message=before, **GROUP)
        await until(lambda: assistant.asked)

    @pytest.mark.parametrize(
        "text", ["chào cả nhà", "/vanban", "/start@OtherBot", "@HoiVanBanBot2 ơi", "mail@HoiVanBanBotx.vn"]
    )
    async def test_what_is_for_others_is_left_alone(self, telegram, assistant, text):
        telegram.say(text, **GROUP)
        telegram.say(photo=[{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}], **GROUP)
        telegram.say("hỏi")
        await until(lambda: telegram.said() == ["Đáp: hỏi"])
        assert telegram.said(-77) == []
        assert len(assistant.asked) == 1

    async def test_in_a_forum_the_answer_stays_in_its_topic(self, telegram):
        telegram.bot.chats[-78] = forum = {"id": -78, "type": "supergroup", "title": "Sở", "is_forum": True}
        message = {"message_id": 5, "date": 1, "chat": forum, "text": "@HoiVanBanBot hỏi"}
        telegram.push(message=message | {"message_thread_id": 3, "is_topic_message": True})
        await until(lambda: telegram.said(-78))
        assert telegram.called("sendMessage")[0]["message_thread_id"] == "3"


@pytest.mark.usefixtures("channel")
class TestTurns:
    async def test_conversations_are_side_by_side_and_each_in_order(self, telegram, assistant):
        slow = assistant.hold("chậm")
        telegram.say("chậm", chat=1)
        telegram.say("nhanh", chat=1)
        telegram.say("khác", chat=2)
        await until(lambda: telegram.said(2) == ["Đáp: khác"])
        assert telegram.said(1) == []
        assert "nhanh" not in assistant.started
        slow.set()
        await until(lambda: len(telegram.said(1)) == 2)
        assert telegram.said(1) == ["Đáp: chậm", "Đáp: nhanh"]

    async def test_the_assistant_never_runs_in_the_event_loop_nor_in_more_than_four_threads(self, telegram, assistant):
        holds = [assistant.hold(f"câu {number}") for number in range(8)]
        for number in range(8):
            telegram.say(f"câu {number}", chat=100 + number)
        await until(lambda: len(assistant.started) == 4)
        for hold in holds:
            hold.set()
        await until(lambda: len(telegram.messages) == 8)
        assert assistant.most_at_once == 4
        assert all(name.startswith("telegram") for name in assistant.threads)

    async def test_many_messages_of_one_chat_are_answered_in_order(self, telegram):
        for number in range(25):
            telegram.say(str(number))
        await until(lambda: len(telegram.said()) == 25)
        assert telegram.said() == [f"Đáp: {number}" for number in range(25)]


async def test_stopping_finishes_what_is_in_flight(telegram, assistant):
    channel = TelegramChannel(config(telegram), assistant)
    stop = asyncio.Event()
    running = asyncio.create_task(channel.run(stop))
    slow = assistant.hold("chậm")
    telegram.say("chậm")
    await until(lambda: assistant.started)
    stop.set()
    await asyncio.sleep(0)
    assert not running.done()
    slow.set()
    await running
    assert telegram.said() == ["Đáp: chậm"]


async def test_being_cancelled_finishes_what_is_in_flight_too(telegram, assistant):
    running = asyncio.create_task(TelegramChannel(config(telegram), assistant).run(asyncio.Event()))
    slow = assistant.hold("chậm")
    telegram.say("chậm")
    await until(lambda: assistant.started)
    running.cancel()
    slow.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert telegram.said() == ["Đáp: chậm"]


async def test_after_a_restart_nothing_is_answered_twice_and_nothing_is_lost(telegram, assistant):
    for question in ("một", "hai"):
        telegram.say(question)
        channel = TelegramChannel(config(telegram), assistant)
        await channel.start()
        await until(lambda: f"Đáp: {question}" in telegram.said())  # noqa: B023 (awaited within the round)
        await channel.stop()
    assert telegram.said() == ["Đáp: một", "Đáp: hai"]


async def test_a_passage_button_works_after_a_restart(telegram, assistant):
    assistant.replies["hỏi"] = answer()
    telegram.say("hỏi")
    for rounds in (1, 2):
        channel = TelegramChannel(config(telegram), assistant)
        await channel.start()
        await until(telegram.said)
        telegram.tap(telegram.buttons(0)[0]["callback_data"])
        await until(lambda: len(assistant.opened) == rounds)  # noqa: B023 (awaited within the round)
        await channel.stop()


async def test_the_menu_of_commands_is_set_in_both_languages(telegram, channel):
    vi, en = telegram.called("setMyCommands")
    assert "language_code" not in vi
    assert en["language_code"] == "en"
    assert all(name in vi["commands"] for name in ("start", "help", "vanban"))
