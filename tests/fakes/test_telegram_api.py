"""The fake Bot API refuses what the real one refuses."""

import json
import time

import httpx
import pytest

from tests.fakes.telegram_api import TOKEN, FakeTelegram, Fault, too_many
from tests.fakes.telegram_entities import EntitiesError, parse_html


@pytest.fixture
def telegram():
    with FakeTelegram() as fake:
        fake.say("xin chào")
        yield fake


@pytest.fixture
def client(telegram):
    with httpx.Client(trust_env=False, base_url=f"{telegram.base_url}{TOKEN}", timeout=10) as client:
        yield client


def ask(client, method, _how="data", **fields):
    answer = client.post(f"/{method}", **{_how: fields}).json()
    return answer["result"] if answer["ok"] else (answer["error_code"], answer["description"])


def complaint(client, method, **fields):
    return ask(client, method, **fields)[1].removeprefix("Bad Request: ")


@pytest.mark.parametrize("how", ["data", "json", "files"])
def test_forms_json_and_multipart_are_taken(client, how):
    fields = {"chat_id": "42", "text": "chào"}
    if how == "files":
        fields = {name: (None, value) for name, value in fields.items()}
    assert ask(client, "sendMessage", how, **fields)["text"] == "chào"


def test_get_with_a_query_is_taken(client):
    assert client.get("/sendMessage", params={"chat_id": 42, "text": "a"}).json()["ok"]


@pytest.mark.parametrize(("path", "code"), [("1:wrong/getMe", 401), ("wrong/getMe", 404), (f"{TOKEN}/getHim", 404)])
def test_unknown_tokens_and_methods(telegram, path, code):
    answer = httpx.post(telegram.base_url + path, trust_env=False)
    assert (answer.status_code, answer.json()["error_code"]) == (code, code)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "a"}, "chat_id is empty"),
        ({"chat_id": 7, "text": "a"}, "chat not found"),
        ({"chat_id": 42}, "message text is empty"),
        ({"chat_id": 42, "text": " \n"}, "message text is empty"),
        ({"chat_id": 42, "text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"chat_id": 42, "text": "a" * 4097}, "message is too long"),
        ({"chat_id": 42, "text": "😀" * 2049}, "message is too long"),
        ({"chat_id": 42, "text": "a", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"chat_id": 42, "text": "a", "reply_markup": "{"}, "can't parse reply_markup JSON object"),
        (
            {"chat_id": 42, "text": "a", "message_thread_id": "x"},
            'parameter "message_thread_id" must be an integer',
        ),
        ({"chat_id": 42, "text": "a", "message_thread_id": 5}, "message thread not found"),
        (
            {"chat_id": 42, "text": "a", "disable_notification": "x"},
            'parameter "disable_notification" must be',
        ),
        (
            {"chat_id": 42, "text": "a", "reply_parameters": '{"message_id":99}'},
            "message to be replied not found",
        ),
        ({"chat_id": 42, "text": "a", "txet": "b"}, "unknown parameter txet"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_send_message_refuses(client, fields, words):
    assert complaint(client, "sendMessage", **fields).startswith(words)


@pytest.mark.parametrize("text", ["a" * 4096, "😀" * 2048, "<b>" + "a" * 4096 + "</b>", "&amp;" * 4096])
def test_the_limit_is_counted_after_entities(client, text):
    assert ask(client, "sendMessage", chat_id=42, text=text, parse_mode="HTML")["message_id"]


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "a"}, "can't parse inline keyboard button: Text buttons are unallowed"),
        ({"text": "", "callback_data": "a"}, "can't parse inline keyboard button: Field"),
        ({"text": "a", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": "ấ" * 22}, "BUTTON_DATA_INVALID"),
    ],
)
def test_which_buttons_are_refused(client, button, words):
    markup = json.dumps({"inline_keyboard": [[button]]})
    assert complaint(client, "sendMessage", chat_id=42, text="a", reply_markup=markup).startswith(words)


def test_more_than_a_hundred_buttons_are_refused(client):
    rows = [[{"text": "a", "callback_data": "a"}]] * 101
    markup = json.dumps({"inline_keyboard": rows})
    assert complaint(client, "sendMessage", chat_id=42, text="a", reply_markup=markup) == "REPLY_MARKUP_TOO_LONG"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<h1>a</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("ấ<p>a", 'Unsupported start tag "p" at byte offset 3'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ('<b class="x">a</b>', 'Unknown attribute "class" in the tag "b"'),
        ("<a href>a</a>", "Expected equal sign"),
        ('<a ="x">a</a>', "Empty attribute name"),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(client, source, words):
    said = complaint(client, "sendMessage", chat_id=42, text=source, parse_mode="HTML")
    assert said.startswith(f"can't parse entities: {words}")


def test_good_html_is_read():
    parsed = parse_html('<b>a &lt; <i>b</i></b> &amp; <blockquote expandable>c</blockquote><a href="https://x">d</a>')
    assert parsed.text == "a < b & cd"
    assert parsed.tags == (("i", "b"), ("b", "a < b"), ("blockquote", "c"), ("a", "d"))
    with pytest.raises(EntitiesError):
        parse_html("</b>")


class TestUpdates:
    def test_updates_stay_until_an_offset_confirms_them(self, client):
        first = ask(client, "getUpdates")[0]["update_id"]
        assert [update["update_id"] for update in ask(client, "getUpdates")] == [first]
        assert ask(client, "getUpdates", offset=first + 1) == []
        assert ask(client, "getUpdates", offset=0) == []

    def test_a_limit_is_kept(self, telegram, client):
        telegram.say("hai")
        assert len(ask(client, "getUpdates", limit=1)) == 1

    def test_a_long_poll_ends_when_something_comes(self, telegram, client):
        (update,) = ask(client, "getUpdates")
        telegram._server.loop.call_soon_threadsafe(telegram._server.loop.call_later, 0.05, telegram.say, "mới")
        (update,) = ask(client, "getUpdates", offset=update["update_id"] + 1, timeout=10)
        assert update["message"]["text"] == "mới"

    def test_only_allowed_kinds_come(self, telegram, client):
        assert ask(client, "getUpdates", allowed_updates='["callback_query"]') == []
        telegram.tap("a")
        assert "callback_query" in ask(client, "getUpdates")[0]

    def test_no_polling_while_a_webhook_is_set(self, client):
        assert ask(client, "setWebhook", url="https://bot.example/x") is True
        assert ask(client, "getUpdates")[0] == 409
        assert ask(client, "getWebhookInfo")["url"] == "https://bot.example/x"
        assert ask(client, "deleteWebhook") is True
        assert ask(client, "getUpdates")

    def test_webhooks_need_https_and_a_sound_secret(self, client):
        assert "HTTPS" in complaint(client, "setWebhook", url="http://bot.example")
        assert "secret token" in complaint(client, "setWebhook", url="https://bot.example", secret_token="a b")


class TestTaps:
    def test_a_tap_is_answered_once(self, telegram, client):
        query = telegram.tap("a")
        assert ask(client, "answerCallbackQuery", callback_query_id=query, text="cảm ơn") is True
        assert complaint(client, "answerCallbackQuery", callback_query_id=query).startswith("query is too old")

    def test_an_old_or_unknown_tap_or_a_long_notice_is_refused(self, telegram, client):
        query = telegram.tap("a")
        assert complaint(client, "answerCallbackQuery", callback_query_id=query, text="a" * 201)
        telegram.expire(query)
        assert complaint(client, "answerCallbackQuery", callback_query_id=query).startswith("query is too old")
        assert complaint(client, "answerCallbackQuery", callback_query_id="x").startswith("query is too old")


def test_edits_must_change_something_and_find_their_message(client):
    sent = ask(client, "sendMessage", chat_id=42, text="a")["message_id"]
    assert ask(client, "editMessageText", chat_id=42, message_id=sent, text="b")["text"] == "b"
    unchanged = complaint(client, "editMessageText", chat_id=42, message_id=sent, text="b")
    assert unchanged.startswith("message is not modified")
    assert complaint(client, "editMessageText", chat_id=42, message_id=999, text="b") == "message to edit not found"


def test_actions_and_menus_are_checked(client):
    assert ask(client, "sendChatAction", chat_id=42, action="typing") is True
    assert complaint(client, "sendChatAction", chat_id=42, action="dancing").startswith("wrong parameter action")
    assert ask(client, "setMyCommands", commands='[{"command":"help","description":"a"}]') is True
    assert complaint(client, "setMyCommands", commands='[{"command":"Hỏi","description":"a"}]')
    assert complaint(client, "setMyCommands", commands='[{"command":"help","description":""}]')


def test_files_go_up_and_come_down(telegram, client):
    upload = {"chat_id": (None, "42"), "document": ("tệp.txt", b"\x00\r\n\xff", "text/plain")}
    sent = ask(client, "sendDocument", "files", **upload)["document"]["file_id"]
    path = ask(client, "getFile", file_id=sent)["file_path"]
    assert httpx.get(f"{telegram.base_file_url}{TOKEN}/{path}", trust_env=False).content == b"\x00\r\n\xff"
    attached = {"chat_id": (None, "42"), "photo": (None, "attach://p"), "p": ("p.png", b"png", "image/png")}
    assert ask(client, "sendPhoto", "files", **attached)["photo"]


def test_which_files_are_refused(telegram, client):
    assert complaint(client, "sendDocument", chat_id=42) == "there is no document in the request"
    assert complaint(client, "sendDocument", chat_id=42, document="unknown-id").startswith("wrong file identifier")
    assert complaint(client, "getFile", file_id="x") == "invalid file_id"
    large = telegram.bot.add_file(b"\x00" * (20 * 1024 * 1024 + 1))
    assert complaint(client, "getFile", file_id=large) == "file is too big"
    assert httpx.get(f"{telegram.base_file_url}{TOKEN}/documents/x", trust_env=False).status_code == 404


def test_somebody_who_blocked_the_bot_cannot_be_written_to(telegram, client):
    telegram.bot.blocked.add(42)
    assert ask(client, "sendMessage", chat_id=42, text="a")[0] == 403


class TestFaults:
    def test_too_many_requests_carry_a_number_of_seconds(self, telegram, client):
        telegram.fail("sendMessage", too_many(7))
        answer = client.post("/sendMessage", data={"chat_id": 42, "text": "a"})
        assert answer.status_code == 429
        assert answer.json()["parameters"] == {"retry_after": 7}
        assert ask(client, "sendMessage", chat_id=42, text="a")["text"] == "a"

    @pytest.mark.parametrize(("drop", "sent"), [("before", 0), ("after", 1)])
    def test_a_connection_drops_before_or_after_the_work(self, telegram, client, drop, sent):
        telegram.fail("sendMessage", Fault(drop=drop))
        with pytest.raises(httpx.TransportError):
            client.post("/sendMessage", data={"chat_id": 42, "text": "a"})
        assert len(telegram.messages) == sent

    def test_answers_are_delayed_or_malformed_on_demand(self, telegram, client):
        telegram.fail("getMe", Fault(delay=0.1), Fault(body=b"<html>"), Fault(502, "Bad Gateway"))
        began = time.monotonic()
        assert ask(client, "getMe")["username"] == telegram.bot.username
        assert time.monotonic() - began >= 0.1
        assert client.post("/getMe").content == b"<html>"
        assert client.post("/getMe").status_code == 502
