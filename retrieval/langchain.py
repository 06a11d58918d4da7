"""The library as a LangChain retriever, for other people's chains. The one door to langchain_core.

    with open_application(config) as application:
        retriever = DocumentRetriever(library=application.library, retriever=application.retriever())
        chain = {"context": retriever, "question": RunnablePassthrough()} | prompt | model

Nothing of ours imports this module, so nobody waits for LangChain who does not use it. Whether the questions
of a chain are traced to LangSmith is for the environment of that chain to say; nothing here turns it on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field, InstanceOf, PositiveInt, PrivateAttr

from retrieval.catalogue import Catalogue
from retrieval.glossary import Glossary
from retrieval.library import Library
from retrieval.phrases import name_document
from retrieval.places import Gazetteer
from retrieval.query import read_question
from retrieval.retriever import Retriever
from retrieval.text import squeeze

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun

    from retrieval.types import Hit


class DocumentRetriever(BaseRetriever):
    """Passages of current versions for a question in Vietnamese or English; safe to share between threads.

    A question that names places or documents the library has is answered from these alone.

    Attributes:
        library: the truth.
        retriever: finds passages.
        limit: how many passages at most.
        glossary: abbreviations and terms.
        gazetteer: provinces.
    """

    library: InstanceOf[Library]
    retriever: InstanceOf[Retriever]
    limit: PositiveInt = 6
    glossary: InstanceOf[Glossary] = Field(default_factory=Glossary.load)
    gazetteer: InstanceOf[Gazetteer] = Field(default_factory=Gazetteer.load)
    _catalogue: Catalogue | None = PrivateAttr(default=None)

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 (LangChain's signature)
    ) -> list[Document]:
        catalogue = self._now()
        read = read_question(
            squeeze(query),
            glossary=self.glossary,
            gazetteer=self.gazetteer,
            places=catalogue.places,
            agencies=catalogue.agencies,
        )
        allowed = {document.id for document in catalogue.scope(read)}
        hits = [hit for hit in self.retriever.retrieve(read) if hit.document.id in allowed]
        return [_langchain_document(hit) for hit in hits[: self.limit]]

    def _now(self) -> Catalogue:
        if self._catalogue is None or self._catalogue.counter != self.library.counter:
            self._catalogue = Catalogue(self.library)
        return self._catalogue


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
