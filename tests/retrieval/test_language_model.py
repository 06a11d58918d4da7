"""The door to LangChain's chat models: what it is given, what it sends, and what it says when it cannot."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from pydantic import SecretStr

from retrieval.config import GenerationConfig
from retrieval.errors import ModelError
from retrieval.language_model import LanguageModel
from tests.fakes.http_server import HttpServer, Response
from tests.fakes.openai_api import MODEL, FakeOpenAI, says
from tests.retrieval.sample_library import ROOT
from tests.retrieval.written import reached


@pytest.fixture
def server():
    with FakeOpenAI(says("Hội Khuyến học chủ trì [1].")) as fake:
        yield fake


def told(model):
    return "".join(model.stream("rules", "asked"))


class TestWhatIsSent:
    def test_a_prompt_a_bound_and_no_chance(self, server):
        assert told(LanguageModel(reached(server, max_tokens=99))) == "Hội Khuyến học chủ trì [1]."
        (request,) = server.requests
        assert (request["temperature"], request["max_completion_tokens"]) == (0, 99)
        assert server.prompts() == [("rules", "asked")]

    def test_the_key_that_is_configured(self, server):
        server.key = "sk-ours"
        assert told(LanguageModel(reached(server, api_key=SecretStr("sk-ours"))))

    def test_never_the_vendors_key_to_another_server(self, server, monkeypatch):
        monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
        assert told(LanguageModel(reached(server)))  # the fake wants “none”

    def test_no_proxy_stands_before_a_model_on_this_machine(self, server, monkeypatch):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        assert told(LanguageModel(reached(server, timeout_s=4)))

    def test_the_environment_is_as_it_was(self, server, monkeypatch):
        monkeypatch.setenv("LANGSMITH_GATEWAY", "http://127.0.0.1:9")
        before = dict(os.environ)
        LanguageModel(reached(server))
        assert dict(os.environ) == before


class TestWhatGoesWrong:
    def test_a_missing_package_is_named(self):
        with pytest.raises(ModelError, match=r"needs langchain-cohere; run: pip install langchain-cohere$"):
            LanguageModel(GenerationConfig(model="cohere:command"))

    def test_an_unknown_provider_is_named(self):
        with pytest.raises(ModelError, match=r"nobody:x cannot be used"):
            LanguageModel(GenerationConfig(model="nobody:x"))

    def test_a_missing_key_is_said(self):
        with pytest.raises(ModelError, match=r"generation\.model: openai:gpt-4o-mini cannot be used"):
            LanguageModel(GenerationConfig(model="openai:gpt-4o-mini"))

    def test_a_refusal_is_told_without_its_words(self, server):
        server.key = "sk-other"
        with pytest.raises(ModelError) as caught:
            told(LanguageModel(reached(server, api_key=SecretStr("sk-secret"))))
        assert "401" in str(caught.value)
        assert "sk-secret" not in str(caught.value)

    def test_another_model_than_the_servers_is_a_refusal(self, server):
        with pytest.raises(ModelError, match="404"):
            told(LanguageModel(reached(server, model=f"openai:{MODEL}-other")))


class TestNothingElseIsTold:
    def test_langsmith_hears_nothing_whatever_the_environment_says(self, server):
        heard = []

        async def hear(request):
            heard.append(request.path)
            return Response()

        program = (
            "import sys; from retrieval.config import GenerationConfig as C; from retrieval.language_model import *;"
            "c = C(model=sys.argv[1], base_url=sys.argv[2], timeout_s=20);"
            "print(''.join(LanguageModel(c).stream('rules', 'asked')))"
        )
        trap = HttpServer(hear).start()
        try:
            url = f"http://127.0.0.1:{trap.port}"
            names = ("ENDPOINT", "GATEWAY")
            tracing = dict.fromkeys(("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2"), "true")
            tracing |= {f"LANGSMITH_{name}": url for name in names} | {"LANGCHAIN_ENDPOINT": url}
            tracing |= {"LANGSMITH_API_KEY": "ls-key", "LANGSMITH_TRACING_SAMPLING_RATE": "1"}
            done = subprocess.run(  # noqa: S603 (ours)
                [sys.executable, "-c", program, f"openai:{MODEL}", server.base_url],
                cwd=ROOT,
                env=os.environ | tracing | {"PYTHONIOENCODING": "utf-8"},
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
        finally:
            trap.stop()
        assert done.stdout.strip() == "Hội Khuyến học chủ trì [1].", done.stderr
        assert heard == []
