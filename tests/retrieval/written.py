"""An extracted answer over two small documents, and what is needed to have it written."""

from __future__ import annotations

import datetime as dt

from retrieval.config import GenerationConfig
from retrieval.types import Answer, Citation
from tests.fakes.openai_api import MODEL
from tests.retrieval.builders import a_document, a_passage
from tests.retrieval.sample_library import GLOSSARY

LEAD = "b) Chủ trì, phối hợp với Sở Tài chính củng cố trung tâm học tập cộng đồng; báo cáo trước ngày 05/12/2024."
SHARE = "- 70% trung tâm học tập cộng đồng đạt loại khá."
OTHER = "Hội Khuyến học tỉnh chủ trì, phối hợp với Sở Nội vụ bồi dưỡng giám đốc trung tâm học tập cộng đồng."
PLAN = a_document(
    "d1", number="94/KH-UBND", place="Vân Khê", issuer="UBND huyện Vân Khê", issued_on=dt.date(2022, 1, 14)
)
DECISION = a_document("d2", kind="Quyết định", number="27/QĐ-UBND", place="Châu Lĩnh", issuer="UBND tỉnh Châu Lĩnh")
HEADING = "2. Sở Giáo dục và Đào tạo"
CITATIONS = (
    Citation(1, LEAD, a_passage("d1", 0, LEAD, ("V. TỔ CHỨC THỰC HIỆN", HEADING)), PLAN),
    Citation(2, SHARE, a_passage("d1", 1, f"a) Đến năm 2025:\n{SHARE}\nb) Đến năm 2030:\n- 90% đạt loại tốt."), PLAN),
    Citation(3, OTHER, a_passage("d2", 0, OTHER), DECISION),
)
SENTENCES = {
    "vi": (
        "Sở Giáo dục và Đào tạo chủ trì, phối hợp với Sở Tài chính.",
        "Đến năm 2025: 70% trung tâm học tập cộng đồng đạt loại khá.",
        "Hội Khuyến học tỉnh chủ trì, phối hợp với Sở Nội vụ.",
    ),
    "en": (
        "Sở Giáo dục và Đào tạo (Department of Education and Training) leads, together with Sở Tài chính.",
        "By 2025: 70% trung tâm học tập cộng đồng đạt loại khá.",
        "Hội Khuyến học tỉnh (Association for Promoting Learning) leads, together with Sở Nội vụ.",
    ),
}
GOOD = "Sở Giáo dục và Đào tạo chủ trì việc củng cố trung tâm học tập cộng đồng [1]."
NOTE = "Lưu ý: văn bản nêu nhiều mốc khác nhau."
QUESTION = "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?"


def extracted(language="vi", **changes) -> Answer:
    """What the extractive answer says: a sentence and a quote for each citation, and a note."""
    lines = ["Theo Kế hoạch số 94/KH-UBND ngày 14/01/2022 (Vân Khê):"]
    for citation, sentence in zip(CITATIONS, SENTENCES[language], strict=True):
        lines += [f"{sentence} [{citation.marker}]", f"“{citation.quote}” [{citation.marker}]"]
    fields = {"kind": "fact", "text": "\n".join([*lines, NOTE]), "citations": CITATIONS, "confidence": 0.9} | changes
    return Answer(QUESTION, language, **fields)


def reached(server, **changes) -> GenerationConfig:
    """How to reach a fake server."""
    return GenerationConfig(**{"model": f"openai:{MODEL}", "base_url": server.base_url, "timeout_s": 5} | changes)


__all__ = ["CITATIONS", "GLOSSARY", "GOOD", "NOTE", "QUESTION", "SENTENCES", "extracted", "reached"]
