"""The assistant with a scripted answerer and a real library."""

import datetime as dt
import logging

import pytest

from bot.assistant import LONGEST_QUESTION, DocumentAssistant
from bot.messages import Copyable, Items, Line, Message, Quote
from bot.rendering import plain_text
from bot.texts import TEXTS
from retrieval.in_force import with_standing
from retrieval.library import Library
from tests.fakes.answerer import SENTENCE, ScriptedAnswerer, a_citation, a_refusal, an_answer
from tests.retrieval.builders import a_reading, a_source

VI, EN = TEXTS["vi"], TEXTS["en"]
TEXT = ["Mở đầu của kế hoạch.", "Hội Khuyến học tỉnh chủ trì.", "Sở Tài chính bố trí kinh phí."]


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path, create=True) as library:
        library.publish(a_source(), [a_reading("d1", TEXT)], {}, embedder="none")
        yield library


@pytest.fixture
def answerer():
    return ScriptedAnswerer()


@pytest.fixture
def say(library, answerer):
    """Says something in a conversation and gives the reply."""
    assistant = DocumentAssistant(answerer, library)

    def go(text, conversation="c", language="vi"):
        return assistant.reply(Message(text, conversation, language=language))

    go.assistant = assistant
    return go


def shown(reply):
    return "\n".join(plain_text(reply))


class TestAnswers:
    def test_the_sentence_is_strong_and_its_quote_follows_once(self, say):
        reply = say("Ai chủ trì?")
        line, quote = reply.blocks
        assert line == Line(SENTENCE, strong=True)
        assert isinstance(quote, Quote)
        assert (quote.text, quote.marker) == ("Hội Khuyến học tỉnh chủ trì.", 1)

    def test_the_origin_names_document_and_headings(self, say):
        quote = say("Ai chủ trì?").blocks[1]
        assert quote.origin == "Kế hoạch số d1/KH-SGDĐT ngày 02/08/2021 (Vĩnh Long) — I. MỤC TIÊU"

    def test_a_quote_whose_line_is_missing_is_still_shown(self, say, answerer):
        answerer.answers["?a"] = an_answer("?a", text=SENTENCE)
        assert [type(block) for block in say("?a").blocks] == [Line, Quote]

    def test_a_quote_of_several_lines_is_shown_once(self, say, answerer):
        citation = a_citation(text="Các đơn vị:\n- Hội Khuyến học;\n- Sở Nội vụ.")
        answerer.answers["?b"] = an_answer("?b", citations=(citation,))
        line, quote = say("?b").blocks
        assert (line.text, quote.text) == (SENTENCE, citation.quote)

    def test_a_follow_up_shows_how_it_was_understood(self, say, answerer):
        answerer.answers["Còn 2030?"] = an_answer("Còn 2030?", understood_as="Chỉ tiêu năm 2030?")
        assert say("Còn 2030?").blocks[0] == Line("Hiểu là: Chỉ tiêu năm 2030?")

    def test_how_a_document_stands_is_a_line_that_is_not_strong(self, say, answerer):
        citation = a_citation(status="amended", status_note="Quyết định số 9/QĐ-UBND")
        answerer.answers["a"] = with_standing(an_answer("a", citations=(citation,)), today=dt.date(2022, 1, 1))
        line = say("a").blocks[-1]
        assert "Quyết định số 9/QĐ-UBND" in line.text
        assert not line.strong

    def test_the_line_to_be_copied_is_a_block_of_its_own(self, say, answerer):
        line = "Căn cứ Kế hoạch số 1/KH-UBND;"
        answerer.answers["a"] = an_answer("a", text=f"{SENTENCE}\nĐể chép:\n{line}", copy=line)
        assert Copyable(line) in say("a").blocks

    def test_there_is_a_choice_for_each_citation_and_each_suggestion(self, say, answerer):
        answerer.answers["a"] = an_answer("a", suggestions=("Còn năm 2030?",))
        passage, question = say("a").choices
        assert passage.action.startswith("passage:d1-")
        assert question.action == "ask:Còn năm 2030?"

    def test_a_refusal_is_not_strong_but_can_be_rated(self, say, answerer):
        answerer.answers["b"] = a_refusal("b")
        reply = say("b")
        assert reply.blocks == (Line("Các văn bản đang có không nói về điều này."),)
        assert reply.ratable

    def test_one_log_line_an_answer_without_the_question(self, say, caplog):
        with caplog.at_level(logging.INFO, "bot.assistant"):
            say("Câu hỏi riêng tư?")
        (record,) = caplog.records
        assert record.getMessage().startswith("event=answer conversation=c reply=")
        assert "riêng tư" not in record.getMessage()


class TestConversation:
    def test_earlier_questions_are_handed_on_as_they_were_understood(self, say, answerer):
        answerer.answers["Còn 2030?"] = an_answer("Còn 2030?", understood_as="Chỉ tiêu năm 2030?")
        for text in ("Chỉ tiêu?", "Còn 2030?", "Còn nữa?"):
            say(text)
        assert answerer.asked[-1] == ("Còn nữa?", ("Chỉ tiêu?", "Chỉ tiêu năm 2030?"))

    def test_conversations_do_not_mix(self, say, answerer):
        say("Một?", "a")
        say("Hai?", "b")
        assert answerer.asked[-1] == ("Hai?", ())

    @pytest.mark.parametrize("typed", ["1", "[1]", " 1. "])
    def test_a_typed_number_opens_that_citation(self, say, typed):
        say("Ai chủ trì?")
        assert TEXT[1] in shown(say(typed))

    def test_a_number_beyond_the_last_citation_says_so(self, say):
        say("Ai chủ trì?")
        assert shown(say("7")) == VI.no_such_citation.format(marker=7, count=1)

    def test_a_number_without_an_answer_before_it_is_met_with_an_example(self, say, answerer):
        assert shown(say("1")) == VI.empty_question.format(example=VI.greeting_examples[0])
        assert answerer.asked == []

    def test_the_same_question_twice_has_two_reply_ids(self, say):
        assert say("Ai?").id != say("Ai?").id


class TestCommands:
    def test_start_greets_with_examples(self, say):
        assert say("/start").blocks == (Line(VI.greeting), Items(VI.greeting_examples))

    def test_help_in_the_language_of_the_client(self, say):
        assert EN.help.splitlines()[0] in shown(say("/help@a_bot please", language="en"))

    def test_the_documents_are_listed(self, say):
        assert "số d1/KH-SGDĐT ngày 02/08/2021 (Vĩnh Long): Xây dựng xã hội học tập" in shown(say("/vanban"))

    def test_an_unknown_command_is_answered_with_help(self, say, answerer):
        assert say("/xoa") == say("/help")
        assert answerer.asked == []


class TestWhatIsNoQuestion:
    @pytest.mark.parametrize("text", ["", "   ", "?!…", "\x00\x07\n", "<>", "\u200b"])
    def test_nothing_to_read_is_met_with_an_example(self, say, answerer, text):
        assert shown(say(text)) == VI.empty_question.format(example=VI.greeting_examples[0])
        assert answerer.asked == []

    @pytest.mark.parametrize("text", ["👍", "🇻🇳🙏", "❤️", "1️⃣", "👨‍👩‍👧"])
    def test_emoji_are_thanked_for(self, say, answerer, text):
        assert shown(say(text)) == VI.only_emoji
        assert answerer.asked == []

    def test_a_long_text_is_declined_with_its_length(self, say, answerer):
        sentence = VI.too_long.format(length=10_000, limit=LONGEST_QUESTION)
        assert shown(say("á" * 10_000)) == sentence
        assert answerer.asked == []

    def test_html_and_control_characters_are_a_question_like_any_other(self, say, answerer):
        say("<b>Ai</b>\x00 chủ trì?")
        assert answerer.asked == [("<b>Ai</b> chủ trì?", ())]

    def test_an_empty_library_says_so(self, tmp_path, answerer):
        with Library.open(tmp_path / "empty", create=True) as library:
            reply = DocumentAssistant(answerer, library).reply(Message("Ai chủ trì?", "c"))
        assert shown(reply) == VI.nothing_ingested


class TestPassages:
    def test_a_passage_opens_between_its_neighbours(self, say):
        (choice,) = say("Ai chủ trì?").choices
        passages = say.assistant._library.document_passages("d1")
        reply = say.assistant.open_passage(passages[1].id, "vi")
        assert choice.action.startswith("passage:")
        assert [block.text for block in reply.blocks] == [
            "Kế hoạch số d1/KH-SGDĐT ngày 02/08/2021 (Vĩnh Long)",
            "Xây dựng xã hội học tập",
            f"… {TEXT[0]}",
            TEXT[1],
            f"{TEXT[2]} …",
        ]

    def test_a_passage_that_is_no_longer_current_says_so(self, say, library):
        passage = library.document_passages("d1")[0]
        library.withdraw("d1")
        assert shown(say.assistant.open_passage(passage.id, "en")) == EN.no_longer_current


class TestRating:
    def test_the_verdict_is_kept_and_thanked_for_in_the_language_of_the_answer(self, say, answerer, library):
        answerer.answers["Who?"] = an_answer("Who?", language="en")
        reply = say("Who?")
        assert shown(say.assistant.rate(reply.id, "bad", "u1")) == EN.thanks_bad
        (verdict,) = library.verdicts()
        assert (verdict.reply_id, verdict.verdict, verdict.question_language) == (reply.id, "bad", "en")

    def test_a_reply_that_was_forgotten_can_still_be_rated(self, say):
        assert shown(say.assistant.rate("old", "good", "u1")) == VI.thanks_good
