"""The parts that channels share: turns, buttons, and what is addressed to the bot."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.addressing import addressed
from bot.channels.buttons import MAX_BYTES, Buttons
from bot.channels.turns import Recent, Turns


class TestTurns:
    async def test_turns_of_a_conversation_run_in_order_and_locks_are_let_go(self):
        turns, done = Turns("t"), []

        async def turn(number):
            await turns.work(done.append, number)

        for number in range(50):
            turns.take("same", turn(number))
        await turns.finish()
        assert done == list(range(50))
        assert not turns._locks

    async def test_a_turn_that_fails_is_logged_and_the_next_one_runs(self, caplog):
        turns, done = Turns("t"), []

        async def failing():
            raise RuntimeError("broken")

        async def working():
            done.append(1)

        turns.take("same", failing())
        turns.take("same", working())
        await turns.finish()
        assert done == [1]
        assert "event=turn_failed" in caplog.text

    async def test_room_is_waited_for(self):
        turns, go = Turns("t", waiting=1), asyncio.Event()

        async def turn():
            await go.wait()

        turns.take("one", turn())
        assert turns.full
        waiting = asyncio.create_task(turns.room())
        await asyncio.sleep(0)
        assert not waiting.done()
        go.set()
        await waiting
        assert not turns.full
        await turns.finish()


def test_recent_keys_are_remembered_and_old_ones_forgotten():
    recent = Recent(2)
    assert [recent.first(key) for key in (1, 1, 2, 3, 1)] == [True, False, True, True, True]


class TestButtons:
    @given(st.text(min_size=1), st.sampled_from(["vi", "en"]))
    def test_every_action_fits_and_comes_back(self, action, language):
        if action.startswith("#"):
            return
        buttons = Buttons()
        data = buttons.pack(f"ask:{action}", language)
        assert 1 <= len(data.encode()) <= MAX_BYTES
        assert buttons.unpack(data) == (f"ask:{action}", language)

    def test_short_actions_need_no_memory(self):
        data = Buttons().pack("passage:0f3a9c2b71de", "vi")
        assert Buttons().unpack(data) == ("passage:0f3a9c2b71de", "vi")

    def test_long_actions_are_forgotten_after_a_restart_but_not_their_language(self):
        data = Buttons().pack("ask:" + "dài " * 40, "en")
        assert Buttons().unpack(data) == (None, "en")

    def test_only_the_latest_long_actions_are_kept(self):
        buttons = Buttons(limit=1)
        first, second = (buttons.pack(f"ask:{letter * 99}", "vi") for letter in "ab")
        assert buttons.unpack(first) == (None, "vi")
        assert buttons.unpack(second) == ("ask:" + "b" * 99, "vi")

    @pytest.mark.parametrize("data", ["", "|", "xx", "vi", "vi|"])
    def test_rubbish_is_no_action(self, data):
        assert Buttons().unpack(data)[0] is None


class TestAddressing:
    @pytest.mark.parametrize(
        ("text", "heard"),
        [
            (" Ai chủ trì? ", "Ai chủ trì?"),
            ("/start abc", "/start"),
            ("/Help@Bot", "/help"),
            ("/vanban  2", "/vanban 2"),
            ("/vanban@other", None),
            ("/ 5 điều", "/ 5 điều"),
            ("1/2 là gì", "1/2 là gì"),
            ("dòng một\ndòng hai", "dòng một\ndòng hai"),
            ("", ""),
        ],
    )
    def test_in_private_everything_is_meant(self, text, heard):
        assert addressed(text, "Bot", private=True, replied=False) == heard

    @pytest.mark.parametrize(
        ("text", "heard"),
        [
            ("chào", None),
            ("/vanban", None),
            ("/vanban@bot", "/vanban"),
            ("/vanban @bot", "/vanban"),
            ("@BOT", ""),
            ("hỏi @bot nhé", "hỏi nhé"),
            ("a@bot.vn", None),
            ("@bots", None),
        ],
    )
    def test_in_a_group_only_what_names_the_bot_is_meant(self, text, heard):
        assert addressed(text, "Bot", private=False, replied=False) == heard

    def test_in_a_group_replies_are_meant(self):
        assert addressed("còn 2030?", "Bot", private=False, replied=True) == "còn 2030?"
        assert addressed("/vanban", "Bot", private=False, replied=True) == "/vanban"
