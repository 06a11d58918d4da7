"""A scripted assistant for wire tests: says what it is told to, and remembers what it was asked."""

import threading

from bot.messages import Choice, Line, Quote, Reply

PASSAGE = "0f3a9c2b71de"


def answer(text="Sở Giáo dục và Đào tạo chủ trì. [1]", *, ratable=True, language="vi", suggestions=()):
    """A reply as the real one looks: a sentence, a quote, a button for it."""
    blocks = (Line(text, strong=True), Quote("Sở Giáo dục & Đào tạo chủ trì", 1, "Kế hoạch 1788/KH-SGDĐT"))
    choices = (Choice("Xem đoạn trích [1]", f"passage:{PASSAGE}"),)
    choices += tuple(Choice(suggestion, f"ask:{suggestion}") for suggestion in suggestions)
    return Reply(blocks, language, choices, id="r1", ratable=ratable)


class ScriptedAssistant:
    """Answers from `replies` by text, else echoes; `hold` makes questions wait until it is set."""

    def __init__(self, replies=None, *, error=None):
        self.replies = replies or {}
        self.error = error
        self.asked, self.opened, self.rated = [], [], []
        self.threads = set()
        self.started, self.most_at_once, self._at_once = [], 0, 0
        self.holds = {}
        self._lock = threading.Lock()

    def hold(self, text):
        """Questions with this text wait until the event given back is set."""
        self.holds[text] = threading.Event()
        return self.holds[text]

    def reply(self, message, *, hear=None):  # noqa: ARG002 (nothing is written on the way)
        with self._lock:
            self.started.append(message.text)
            self.threads.add(threading.current_thread().name)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            if message.text in self.holds:
                assert self.holds[message.text].wait(20)
            if self.error:
                raise self.error
            self.asked.append(message)
            return self.replies.get(message.text) or Reply((Line(f"Đáp: {message.text}"),), message.language)
        finally:
            with self._lock:
                self._at_once -= 1

    def open_passage(self, passage_id, language):
        self.opened.append((passage_id, language))
        return Reply((Line("Kế hoạch 1788/KH-SGDĐT", strong=True), Line("Toàn văn đoạn trích.")), language)

    def rate(self, reply_id, verdict, author):
        self.rated.append((reply_id, verdict, author))
        return Reply((Line("Cảm ơn anh/chị!"),), "vi")
