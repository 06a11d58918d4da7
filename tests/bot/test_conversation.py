"""Sessions remember the last questions, and forget who was silent longest."""

from bot.conversation import REMEMBERED_QUESTIONS, Sessions
from tests.fakes.answerer import an_answer


def test_a_session_is_found_again():
    sessions = Sessions()
    assert sessions.of("a") is sessions.of("a")
    assert sessions.of("a") is not sessions.of("b")


def test_the_one_that_was_silent_longest_is_forgotten():
    sessions = Sessions(limit=2)
    first, second = sessions.of("a"), sessions.of("b")
    sessions.of("a")
    sessions.of("c")
    assert len(sessions) == 2
    assert sessions.of("a") is first
    assert sessions.of("b") is not second


def test_only_the_last_questions_are_kept():
    session = Sessions().of("a")
    for number in range(REMEMBERED_QUESTIONS + 3):
        session.remember(an_answer(f"câu {number}"))
    assert session.questions == tuple(f"câu {number}" for number in range(3, REMEMBERED_QUESTIONS + 3))


def test_reply_ids_depend_only_on_conversation_turn_and_question():
    ids = [[Sessions().of("a").remember(an_answer("câu")) for _ in range(1)] for _ in range(2)]
    assert ids[0] == ids[1]
    assert Sessions().of("b").remember(an_answer("câu")) != ids[0][0]


def test_languages_of_replies_are_bounded():
    sessions = Sessions(limit=2)
    for reply_id in "abc":
        sessions.note(reply_id, "en")
    assert sessions.language_of("a") is None
    assert sessions.language_of("c") == "en"
