"""The library as the retriever of a LangChain chain that cites.

    .venv/bin/python -m examples.langchain_chain "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?"
    .venv/bin/python -m examples.langchain_chain "…" ollama:qwen3        # with langchain-ollama installed

Without the name of a model nothing leaves the machine: a fake one of langchain_core stands in for it and says
where a model would answer. The prompt and the citations are the real ones. What a model writes is not checked
here; `hoivanban ask` checks it, where generation.model is configured.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from langchain.chat_models import init_chat_model
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableParallel, RunnablePassthrough

from bot.app import open_application
from retrieval.config import load_config
from retrieval.langchain import DocumentRetriever

if TYPE_CHECKING:
    from langchain_core.documents import Document
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

QUESTION = "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?"

RULES = """Chỉ trả lời bằng những điều có trong các đoạn trích, mỗi câu kèm số của đoạn trích như [1].
Nếu các đoạn trích không nói, hãy trả lời: “Các văn bản không nói về điều này.”

{passages}"""
PROMPT = ChatPromptTemplate.from_messages([("system", RULES), ("human", "{question}")])
NO_MODEL = "(Một mô hình ngôn ngữ sẽ trả lời ở đây, dựa vào các đoạn trích [1], [2]…)"


def numbered(found: list[Document]) -> str:
    """The passages as the model reads them: number, document, headings, words."""
    return "\n\n".join(
        f"[{number}] {' › '.join([passage.metadata['citation'], *passage.metadata['path']])}\n{passage.page_content}"
        for number, passage in enumerate(found, 1)
    )


def chain_of(retriever: DocumentRetriever, model: BaseChatModel) -> Runnable[str, dict[str, object]]:
    """Question → its passages, and the answer of the model to them."""
    answer = (
        RunnablePassthrough.assign(passages=lambda read: numbered(read["found"])) | PROMPT | model | StrOutputParser()
    )
    read = RunnableParallel(question=RunnablePassthrough(), found=retriever)
    return read | RunnablePassthrough.assign(answer=answer)


def main(question: str, model_name: str | None = None) -> None:
    """Prints the answer of the model and the passages behind its numbers."""
    model = init_chat_model(model_name) if model_name else FakeListChatModel(responses=[NO_MODEL])
    with open_application(load_config(Path("config.yaml"), os.environ)) as application:
        retriever = DocumentRetriever(answerer=application.answerer(), limit=4)
        done = chain_of(retriever, model).invoke(question)
    print(done["answer"])
    print()
    print(numbered(done["found"]))


if __name__ == "__main__":
    main(*(sys.argv[1:3] or [QUESTION]))
