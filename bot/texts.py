"""Every sentence the bot can say, in Vietnamese and English, as data.

One field is one sentence; `{names}` are filled with str.format. Both languages have the same slots.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from retrieval.types import Language


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The sentences of one language. `command_…` are descriptions in the client's menu."""

    # Menus
    greeting: str
    greeting_examples: tuple[str, ...]
    help: str
    command_start: str
    command_help: str
    command_documents: str
    documents_heading: str
    documents_more: str

    # Messages that are no question
    empty_question: str
    too_long: str
    only_emoji: str
    only_text: str
    edited: str
    nothing_ingested: str

    # Around an answer
    understood_as: str
    asked: str
    ask_next: str
    terminal_hint: str
    no_longer_current: str
    no_such_citation: str
    not_written: str
    thanks_good: str
    thanks_bad: str

    # Failures
    error: str
    button_expired: str

    # Buttons
    open_passage: str
    good: str
    bad: str

    # Forms
    date: str
    """Slots day, month, year: integers."""


_VI = Texts(
    greeting=(
        "Xin chào! Tôi trả lời câu hỏi về các quyết định, kế hoạch đã được đưa vào đây, "
        "và câu nào cũng kèm đoạn trích nguyên văn để anh/chị đối chiếu. Cứ hỏi tự nhiên, "
        "có dấu hay không dấu đều được. Ví dụ:"
    ),
    greeting_examples=(
        "Cơ quan nào chủ trì nhiệm vụ về trung tâm học tập cộng đồng?",
        "Chỉ tiêu công dân học tập đến năm 2025 là bao nhiêu?",
    ),
    help=(
        "Hãy gõ câu hỏi: ai chủ trì, ai phối hợp, chỉ tiêu bao nhiêu, đến bao giờ, căn cứ vào đâu. "
        "Số trong ngoặc vuông như [1] là đoạn trích; bấm nút cùng số để đọc nguyên văn. "
        "Nên nêu rõ tỉnh và năm. Có thể hỏi tiếp, ví dụ “còn năm 2030 thì sao?”. "
        "Tôi chỉ nói điều có trong văn bản; không có thì tôi nói là không có.\n"
        "/vanban – các văn bản đang có\n"
        "/help – hướng dẫn này"
    ),
    command_start="Bắt đầu",
    command_help="Cách hỏi",
    command_documents="Các văn bản đang có",
    documents_heading="Đang có {count} văn bản:",
    documents_more="… và {count} văn bản nữa.",
    empty_question="Anh/chị muốn hỏi gì? Hãy gõ câu hỏi, ví dụ: “{example}”",
    too_long="Câu hỏi dài {length} ký tự, quá dài với tôi. Hãy rút gọn còn không quá {limit} ký tự.",
    only_emoji="Cảm ơn anh/chị! Khi cần tìm gì trong văn bản, cứ gõ câu hỏi cho tôi.",
    only_text="Tôi mới chỉ đọc được tin nhắn bằng chữ. Anh/chị hãy gõ câu hỏi giúp tôi.",
    edited="Tôi không theo dõi tin nhắn đã sửa. Anh/chị hãy gửi lại câu hỏi thành tin nhắn mới.",
    nothing_ingested="Chưa có văn bản nào nên tôi chưa trả lời được. Hãy báo người quản trị nạp văn bản.",
    understood_as="Hiểu là: {question}",
    asked="Câu hỏi: {question}",
    ask_next="Có thể hỏi tiếp:",
    terminal_hint="Gõ 1, 2… để đọc đoạn trích, /help để xem cách hỏi, Ctrl-D để thoát.",
    no_longer_current="Đoạn này thuộc một phiên bản không còn dùng. Hãy hỏi lại để có bản hiện hành.",
    no_such_citation="Câu trả lời trước chỉ có đoạn trích từ [1] đến [{count}], không có [{marker}].",
    not_written="Mô hình ngôn ngữ dừng ở đó. Các văn bản viết nguyên văn như sau:",
    thanks_good="Cảm ơn anh/chị đã đánh giá!",
    thanks_bad="Cảm ơn anh/chị, chúng tôi sẽ xem lại câu trả lời này.",
    error="Xin lỗi, tôi gặp trục trặc khi trả lời. Anh/chị hãy hỏi lại sau ít phút.",
    button_expired="Nút này đã cũ. Anh/chị hãy hỏi lại giúp tôi.",
    open_passage="Xem đoạn trích [{marker}]",
    good="👍 Đúng ý",
    bad="👎 Chưa đúng",
    date="{day:02d}/{month:02d}/{year}",
)

_EN = Texts(
    greeting=(
        "Hello! I answer questions about the Vietnamese decisions and plans that were put in here, "
        "and I prove every sentence with a passage quoted word for word. "
        "Ask in Vietnamese, with or without tone marks, or in English. For example:"
    ),
    greeting_examples=(
        "Who leads the community learning centre task?",
        "What is the target for learning citizens by 2025?",
    ),
    help=(
        "Type a question: who leads, who works with whom, which target, by when, on what legal basis. "
        "A number in brackets such as [1] is a quoted passage; tap the button with that number to read it. "
        "Naming the province and the year helps. You can go on asking, for example “and for 2030?”. "
        "I only say what the documents say; where they say nothing, so do I.\n"
        "/vanban – the documents at hand\n"
        "/help – these lines"
    ),
    command_start="Start",
    command_help="How to ask",
    command_documents="The documents at hand",
    documents_heading="{count} documents at hand:",
    documents_more="… and {count} more documents.",
    empty_question="What would you like to ask? Type a question, for example: “{example}”",
    too_long="Your question has {length} characters, too long for me. Please keep it within {limit}.",
    only_emoji="Thank you! Whenever you need something from the documents, just type your question.",
    only_text="I can only read text messages so far. Please type your question.",
    edited="I do not follow edited messages. Please send your question again as a new message.",
    nothing_ingested="No document has been put in yet, so I cannot answer. Please tell the administrator.",
    understood_as="Understood as: {question}",
    asked="Question: {question}",
    ask_next="You could go on with:",
    terminal_hint="Type 1, 2… to read a passage, /help for how to ask, Ctrl-D to leave.",
    no_longer_current="This passage belongs to a version no longer in use. Ask again for the current one.",
    no_such_citation="The last answer has passages [1] to [{count}], but no [{marker}].",
    not_written="The language model stopped there. What the documents say word for word:",
    thanks_good="Thank you for your rating!",
    thanks_bad="Thank you, we will look at this answer again.",
    error="Sorry, something went wrong while I was answering. Please ask again in a few minutes.",
    button_expired="This button is too old. Please ask again.",
    open_passage="Read passage [{marker}]",
    good="👍 Helpful",
    bad="👎 Not right",
    date="{day:02d}/{month:02d}/{year}",
)

TEXTS: Mapping[Language, Texts] = {"vi": _VI, "en": _EN}


def format_date(day: dt.date, language: Language) -> str:
    """A date as Vietnamese documents print it, day first, in both languages: 02/08/2021."""
    return TEXTS[language].date.format(day=day.day, month=day.month, year=day.year)
