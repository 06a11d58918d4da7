"""An answer as one JSON object of `hoivanban ask`. The keys are a contract; more may be added."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from retrieval.types import Answer, Citation, Document


def answer_json(answer: Answer, *, id: object, question: str, elapsed_ms: float) -> dict[str, Any]:  # noqa: A002 (the key's name)
    """The answer to `question` as it was asked, and how long it took."""
    return {
        "id": id,
        "question": question,
        "language": answer.language,
        "kind": answer.kind,
        "answered": answer.answered,
        "text": answer.text,
        "confidence": round(answer.confidence, 4),
        "elapsed_ms": round(elapsed_ms, 2),
        "understood_as": answer.understood_as,
        "citations": [_citation(citation) for citation in answer.citations],
        "suggestions": list(answer.suggestions),
        "standing": [
            {"document": standing.document_id, "state": standing.state, "text": standing.text}
            for standing in answer.standing
        ],
        "copy": answer.copy,
    }


def document_json(document: Document) -> dict[str, Any]:
    """The header of a document."""
    return {
        "id": document.id,
        "number": document.number,
        "kind": document.kind,
        "issuer": document.issuer,
        "place": document.region,
        "issued_on": document.issued_on.isoformat() if document.issued_on else None,
        "signer": document.signer,
        "title": document.title,
        "issued_with": document.issued_with,
        "source": document.source,
        "status": document.status,
        "status_note": document.status_note,
        "status_from": document.status_from.isoformat() if document.status_from else None,
        "effective_from": document.effective_from.isoformat() if document.effective_from else None,
    }


def _citation(citation: Citation) -> dict[str, Any]:
    passage = citation.passage
    return {
        "marker": citation.marker,
        "quote": citation.quote,
        "passage": passage.text,
        "path": list(passage.path),
        "passage_id": passage.id,
        "span": list(passage.span),
        "page": passage.page,
        "document": document_json(citation.document),
    }
