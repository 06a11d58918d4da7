"""The Telegram channel by webhook: the server delivers to a real ASGI server on a socket."""

import asyncio
import contextlib

import httpx
import pytest
import uvicorn
from pydantic import SecretStr
from starlette.applications import Starlette

from bot.channels.telegram import WEBHOOK_PATH, TelegramChannel
from bot.channels.webhook import MAX_BODY_BYTES
from retrieval.config import TelegramConfig
from retrieval.errors import ChannelError
from tests.fakes.telegram_api import FakeTelegram, until

SECRET = "a-secret_agreed-with-Telegram"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
def telegram():
    with FakeTelegram(https_only=False) as fake:
        yield fake


def channel_of(telegram, assistant, *, public_url, secret=SECRET):
    config = TelegramConfig(token=SecretStr(telegram.token), base_url=telegram.base_url, mode="webhook")
    config = config.model_copy(update={"webhook_secret": SecretStr(secret) if secret else None})
    return TelegramChannel(config, assistant, public_url=public_url)


@contextlib.asynccontextmanager
async def serving(app):
    """Serve `app` on a socket; gives the URL."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off", ws="none"))
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await task


@pytest.fixture
async def channel(telegram, assistant):
    app = Starlette()
    async with serving(app) as url:
        channel = channel_of(telegram, assistant, public_url=url + "/")
        app.router.routes += channel.routes()
        await channel.start()
        yield channel
        await channel.stop()


@pytest.mark.usefixtures("channel")
class TestDelivery:
    async def test_a_question_is_answered(self, telegram):
        telegram.say("hỏi")
        await until(lambda: telegram.said() == ["Đáp: hỏi"])
        assert telegram.deliveries == [200]

    async def test_the_secret_and_the_kinds_of_updates_are_agreed(self, telegram):
        (agreed,) = telegram.called("setWebhook")
        assert agreed["secret_token"] == SECRET
        assert agreed["url"].endswith(WEBHOOK_PATH)
        assert "callback_query" in agreed["allowed_updates"]

    async def test_delivery_is_confirmed_before_the_work_is_done(self, telegram, assistant):
        slow = assistant.hold("chậm")
        telegram.say("chậm")
        await until(lambda: telegram.deliveries == [200])
        assert telegram.said() == []
        slow.set()
        await until(telegram.said)

    async def test_what_is_delivered_twice_is_handled_once(self, telegram, assistant):
        number = telegram.say("một")
        await until(telegram.said)
        message = {"message_id": 9, "date": 1, "chat": {"id": 42, "type": "private"}, "text": "một"}
        telegram.push(update_id=number, message=message)
        telegram.say("hai")
        await until(lambda: len(telegram.said()) == 2)
        assert [asked.text for asked in assistant.asked] == ["một", "hai"]
        assert telegram.deliveries == [200, 200, 200]

    async def test_conversations_are_side_by_side_and_each_in_order(self, telegram, assistant):
        slow = assistant.hold("chậm")
        telegram.say("chậm", chat=1)
        telegram.say("nhanh", chat=1)
        telegram.say("khác", chat=2)
        await until(lambda: telegram.said(2) == ["Đáp: khác"])
        slow.set()
        await until(lambda: telegram.said(1) == ["Đáp: chậm", "Đáp: nhanh"])


async def test_without_room_the_update_is_delivered_again_later(telegram, assistant, channel):
    channel._turns._waiting = 1
    slow = assistant.hold("chậm")
    telegram.say("chậm", chat=1)
    telegram.say("sau", chat=2)
    await until(lambda: 503 in telegram.deliveries)
    slow.set()
    await until(lambda: telegram.said(2) == ["Đáp: sau"])


class TestDoor:
    """What comes to the webhook from anybody."""

    @pytest.fixture
    async def post(self, telegram, assistant):
        channel = channel_of(telegram, assistant, public_url="https://bot.example")
        await channel.start()
        transport = httpx.ASGITransport(Starlette(routes=channel.routes()))
        async with httpx.AsyncClient(transport=transport, base_url="https://bot.example") as client:

            async def post(content, headers=None):
                answer = await client.post(WEBHOOK_PATH, content=content, headers=headers or {HEADER: SECRET})
                return answer.status_code

            yield post
        await channel.stop()

    @pytest.mark.parametrize("headers", [{"X": "1"}, {HEADER: ""}, {HEADER: SECRET + "x"}, {HEADER: "é".encode()}])
    async def test_a_wrong_secret_is_refused_before_the_body_is_read(self, post, headers):
        assert await post(b"not json", headers) == 403

    @pytest.mark.parametrize("body", [b"", b"not json", b"[]", b"1", b"{}", b'{"update_id":1,"message":7}', b"\xff"])
    async def test_what_is_no_update_is_refused(self, post, body):
        assert await post(body) == 400

    async def test_a_body_too_long_is_refused(self, post):
        assert await post(b" " * (MAX_BODY_BYTES + 1)) == 413

    async def test_an_update_of_an_unknown_kind_is_taken_and_ignored(self, post, assistant):
        assert await post(b'{"update_id":1,"brand_new_kind":{}}') == 200
        assert not assistant.asked


async def test_before_the_start_and_after_the_end_deliveries_are_put_off(telegram, assistant):
    channel = channel_of(telegram, assistant, public_url="https://bot.example")
    transport = httpx.ASGITransport(Starlette(routes=channel.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="https://bot.example") as client:

        async def status():
            answer = await client.post(WEBHOOK_PATH, json={"update_id": 1}, headers={HEADER: SECRET})
            return answer.status_code

        assert await status() == 503
        await channel.start()
        assert await status() == 200
        await channel.stop()
        assert await status() == 503


async def test_the_webhook_stays_so_that_nothing_is_lost_during_a_restart(telegram, assistant):
    channel = channel_of(telegram, assistant, public_url="https://bot.example")
    await channel.start()
    await channel.stop()
    assert telegram.bot.webhook["url"] == f"https://bot.example{WEBHOOK_PATH}"
    assert not telegram.called("deleteWebhook")


async def test_without_a_secret_one_is_made_of_the_token(telegram, assistant):
    secrets = []
    for _ in range(2):
        channel = channel_of(telegram, assistant, public_url="https://bot.example", secret=None)
        await channel.start()
        await channel.stop()
        secrets.append(telegram.bot.webhook["secret"])
    assert secrets[0] == secrets[1]
    assert len(secrets[0]) == 64
    assert telegram.token not in secrets[0]


async def test_a_url_that_telegram_refuses_is_a_mistake_with_a_remedy(assistant):
    with FakeTelegram() as telegram:
        channel = channel_of(telegram, assistant, public_url="http://bot.example")
        with pytest.raises(ChannelError, match=r"(?i)https url.*web\.public_url"):
            await channel.start()


def test_polling_needs_no_routes(telegram, assistant):
    config = TelegramConfig(token=SecretStr(telegram.token))
    assert TelegramChannel(config, assistant).routes() == []
