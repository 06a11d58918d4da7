"""Words of questions that say little or nothing about the subject, and how little."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.text import fold

STOP = frozenset(
    """
    ai anh bao  bên bạn bằng bị bởi chiếm cho chị các cái còn có cùng cũng cần của do dưới em giai giúp gì hay
    hoặc hãy hết hỏi khi không kia lo là lúc lấy muốn mà mình mấy mỗi một ngoài ngày nhiêu nhé như nhằm nhỉ những
    nào này năm nữa phải ra rằng sao sau so sánh sắp sẽ theo thì thế trong trên tôi tại tới từ từng và vào vậy về
    với xin à đang đoạn đâu đã đó được đặt đến đều để đối đứng ạ ở
    """.split()
)
"""Vietnamese words of a question that say nothing about its subject."""
STOP_FOLDED = frozenset(
    """
    ai bang bao  boi cac cai cho co con cua da dang dau den duoc gi giup hay hoi khi khong la ma may moi mot nam
    nao ngay nhe nhieu nhu nhung o phai sao se tai the theo thi trong va vao vay ve voi xin
    """.split()
)
"""The same without tone marks: only words that are hardly anything else (“de” is để, but đề too)."""
ENGLISH = frozenset(
    """
    a after an and are at be before between by can date did do does for from has have how in is many must of on
    responsible should that the there to was what when where which who will with
    """.split()
)
"""Small words that show a question to be English."""
_ENGLISH_MORE = frozenset(
    """
    about according aim aims all any apply april arranged arranging as august cent city come comes commune
    december district doe during each every get give gives he helps i into it its january july june lead leads
    make march me more much my no not november number october off old one or our out per percent place plan's please
    province provincial recognised recognized s's scheme's september set share she show some take tasked tell than
    their then these they this those under up way we within work works you
    """.split()
)
"""English words of a question that say nothing about its subject, beside the small ones."""
EITHER_LANGUAGE = frozenset("an at can do in may no on so the to".split())
"""English words that are Vietnamese syllables without their marks too."""
ENGLISH_STOP = ENGLISH | _ENGLISH_MORE
UNTRANSLATED = 0.4
"""What an English word that the glossary lacks says."""
WEAK_PAIRS = {
    pair: weight
    for weight, pairs in {
        0.1: (
            "chủ trì|phối hợp|nhiệm vụ|trách nhiệm|chỉ tiêu|mục tiêu|tỉ lệ|tỷ lệ|phần trăm|cơ quan|đơn vị|phụ trách|"
            "đầu mối|thời hạn|so sánh|yêu cầu|giai đoạn"
        ),
        0.3: (
            "cho biết|xin biết|quyết định|kế hoạch|thực hiện|triển khai|ban hành|phấn đấu|tham gia|văn bản|thời gian|"
            "căn cứ|hoàn thành|bắt đầu|kết thúc|diễn ra|mấy giờ|giờ nào|thứ mấy|tháng nào|tháng mấy"
        ),
        0.4: "đề án",
    }.items()
    for pair in pairs.split("|")
}
"""Pairs that say what is asked more than what it is about, and how much of a word they weigh."""
_WEAK_PAIRS_FOLDED = {fold(pair): weight for pair, weight in WEAK_PAIRS.items()}
WEAK = {
    "giữa": 0.1, "gồm": 0.1, "huyện": 0.15, "tỉnh": 0.15, "làm": 0.2, "nơi": 0.2, "trước": 0.2, "giao": 0.3,
    "kí": 0.3, "phố": 0.3, "thành": 0.3, "hạn": 0.4, "phần": 0.4, "số": 0.4, "tiền": 0.4, "đạt": 0.4, "ban":
    0.5, "phòng": 0.5, "sở": 0.5,
}  # fmt: skip
"""Single syllables that say little, where tone marks were typed."""
EITHER = {
    "lay": 0.2, "anh": 0.3, "do": 0.3, "em": 0.3, "huyen": 0.3, "ra": 0.3, "tinh": 0.3, "toi": 0.3, "can": 0.4,
    "de": 0.4, "tu": 0.4, "chi": 0.5, "to": 0.5, "doi": 0.6,
}  # fmt: skip
"""Syllables without marks that may be a small word or part of a name."""


def weigh(found: Sequence[str], *, toned: bool) -> list[float]:
    """How much each syllable says about the subject, from 0 to 1, before its rarity is known."""
    single, pairs = (WEAK, WEAK_PAIRS) if toned else (EITHER, _WEAK_PAIRS_FOLDED)
    weights = [single.get(syllable, 1.0) for syllable in found]
    for index in range(len(found) - 1):
        if (weight := pairs.get(f"{found[index]} {found[index + 1]}")) is not None:
            weights[index] = min(weights[index], weight)
            weights[index + 1] = min(weights[index + 1], weight)
    return weights
