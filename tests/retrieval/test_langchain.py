"""The library as a LangChain retriever, through LangChain's own classes."""

import json
import subprocess
import sys

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnablePassthrough
from pydantic import ValidationError

from bot.app import open_application
from retrieval.config import Config
from retrieval.langchain import DocumentRetriever

QUESTION = "Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng?"


@pytest.fixture(scope="module")
def application(samples):
    with open_application(Config(data_dir=samples)) as application:
        yield application


@pytest.fixture(scope="module")
def retriever(application):
    return DocumentRetriever(answerer=application.answerer())


def test_each_document_is_a_current_passage_with_what_a_citation_needs(retriever, application):
    found = retriever.invoke(QUESTION)
    assert 0 < len(found) <= retriever.limit
    passages = application.library.passages([document.id for document in found])
    for langchain in found:
        passage, about = passages[langchain.id], langchain.metadata
        document = application.library.document(passage.document_id)
        assert langchain.page_content == passage.text
        assert (about["passage_id"], about["path"]) == (passage.id, list(passage.path))
        assert (about["span"], about["page"]) == (list(passage.span), passage.page)
        assert (about["number"], about["kind"]) == (document.number, document.kind)
        assert (about["issuer"], about["place"]) == (document.issuer, document.place)
        assert about["issued_on"] == (document.issued_on and document.issued_on.isoformat())
        assert (about["status"], about["source"]) == (document.status, document.source)
        assert 0 <= about["score"] <= 1


def test_the_span_points_to_the_words_in_the_source(retriever, application):
    for found in retriever.invoke(QUESTION):
        start, end = found.metadata["span"]
        source = application.library.source(found.metadata["document_id"])
        assert source.text[start:end].split() == found.page_content.split()


def test_metadata_is_json(retriever):
    about = [document.metadata for document in retriever.invoke(QUESTION)]
    assert json.loads(json.dumps(about)) == about


def test_best_passages_come_first_and_the_same_each_time(retriever):
    found = retriever.invoke(QUESTION)
    scores = [document.metadata["score"] for document in found]
    assert scores == sorted(scores, reverse=True)
    assert retriever.invoke(QUESTION) == found


def test_a_place_named_in_the_question_narrows_the_documents(retriever):
    found = retriever.invoke("Ai chủ trì nhiệm vụ trung tâm học tập cộng đồng ở Châu Lĩnh?")
    assert {document.metadata["number"] for document in found} == {"203/KH-UBND"}


def test_english_and_missing_tone_marks_find_passages_too(retriever):
    for question in (
        "Who leads the community learning centre task?",
        "ai chu tri trung tam hoc tap cong dong?",
    ):
        assert any("học tập cộng đồng" in found.page_content for found in retriever.invoke(question))


def test_the_limit_is_kept_and_must_be_positive(application):
    answerer = application.answerer()
    assert len(DocumentRetriever(answerer=answerer, limit=2).invoke(QUESTION)) == 2
    with pytest.raises(ValidationError, match="limit"):
        DocumentRetriever(answerer=answerer, limit=0)


@pytest.mark.parametrize("question", ["", "   ", "🙂", "<b>\x00"])
def test_questions_without_words_raise_nothing(retriever, question):
    assert isinstance(retriever.invoke(question), list)


def test_batch_gives_what_single_questions_give(retriever):
    questions = [QUESTION, "Chỉ tiêu biết chữ đến năm 2025?", "Ai ký Quyết định 2764/QĐ-UBND?"]
    assert retriever.batch(questions) == [retriever.invoke(question) for question in questions]


async def test_it_can_be_awaited(retriever):
    assert await retriever.ainvoke(QUESTION) == retriever.invoke(QUESTION)


def test_a_withdrawn_document_is_found_no_more(own_samples):
    with open_application(Config(data_dir=own_samples)) as application:
        retriever = DocumentRetriever(answerer=application.answerer())
        gone = retriever.invoke(QUESTION)[0].metadata["document_id"]
        application.library.withdraw(gone)
        assert gone not in {document.metadata["document_id"] for document in retriever.invoke(QUESTION)}


def test_it_works_in_a_chain(retriever):
    prompt = ChatPromptTemplate.from_template("{context}\n\n{question}")
    model = FakeListChatModel(responses=["Sở Giáo dục và Đào tạo [1]"])
    context = retriever | (lambda found: "\n".join(document.page_content for document in found))
    chain = {"context": context, "question": RunnablePassthrough()} | prompt
    asked = chain.invoke(QUESTION).to_string()
    assert QUESTION in asked
    assert retriever.invoke(QUESTION)[0].page_content in asked
    assert (chain | model | StrOutputParser()).invoke(QUESTION) == "Sở Giáo dục và Đào tạo [1]"


def test_nothing_else_of_retrieval_imports_langchain():
    code = (
        "import importlib, pkgutil, sys, retrieval\n"
        "names = [module.name for module in pkgutil.iter_modules(retrieval.__path__)]\n"
        "for name in names:\n"
        "    name == 'langchain' or importlib.import_module(f'retrieval.{name}')\n"
        "slow = {'langchain', 'langchain_core', 'sentence_transformers', 'torch', 'chromadb'}\n"
        "sys.exit(', '.join(sorted(slow & set(sys.modules))) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603 (ours)
    assert done.returncode == 0, done.stderr
