"""The library as a LangChain retriever, for other people's chains. The one door to langchain_core.

    with open_application(config) as application:
        retriever = DocumentRetriever(answerer=application.answerer())
        chain = {"context": retriever, "question": RunnablePassthrough()} | prompt | model

Nothing of ours imports this module, so nobody waits for LangChain who does not use it. Whether the questions
of a chain are traced to LangSmith is for the environment of that chain to say; nothing here turns it on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import InstanceOf, PositiveInt

from retrieval.answering import Answerer
from retrieval.phrases import name_document

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun

    from retrieval.types import Hit


class DocumentRetriever(BaseRetriever):
    """Passages of current versions for a question in Vietnamese or English; safe to share between threads.

    A question is read as the chat reads it: typing errors are corrected, and one that names places or documents
    the library has is answered from these alone.

    Attributes:
        answerer: reads questions and finds passages.
        limit: how many passages at most.
    """

    answerer: InstanceOf[Answerer]
    limit: PositiveInt = 6

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 (LangChain's signature)
    ) -> list[Document]:
        return [_langchain_document(hit) for hit in self.answerer.find(query)[: self.limit]]


def _langchain_document(hit: Hit) -> Document:
    """A passage with everything that a citation needs, in values that JSON knows; None is not known."""
    passage, document = hit.passage, hit.document
    metadata: dict[str, Any] = {
        "citation": name_document(document, "vi"),
        "passage_id": passage.id,
        "path": list(passage.path),
        "span": list(passage.span),
        "page": passage.page,
        "role": passage.role,
        "score": hit.score,
        "document_id": document.id,
        "number": document.number,
        "kind": document.kind,
        "title": document.title,
        "issuer": document.issuer,
        "place": document.place,
        "issued_on": document.issued_on.isoformat() if document.issued_on else None,
        "issued_with": document.issued_with,
        "signer": document.signer,
        "status": document.status,
        "status_note": document.status_note,
        "source": document.source,
    }
    return Document(id=passage.id, page_content=passage.text, metadata=metadata)
