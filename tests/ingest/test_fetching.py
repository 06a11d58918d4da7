"""Documents from servers on the list: which may be asked, what is refused, and under which name they come."""

import asyncio
import json

import pytest

from bot.command import run
from ingest import fetching
from ingest.fetching import fetch
from retrieval.errors import UnreadableError
from tests.conftest import SAMPLES
from tests.fakes.http_server import HttpServer, Response

PLAN = SAMPLES / "04-ke-hoach-203-tinh-chau-linh.txt"
LIMIT = 2**21


def redirect(place):
    return Response(302, b"", f"text/plain\r\nLocation: {place}")


PAGES = {
    "/ke-hoach-203.txt": Response(200, PLAN.read_bytes(), "text/plain"),
    "/xem?id=7": Response(200, b"<html><body>Trang</body></html>", "text/html; charset=utf-8"),
    "/tai-ve": Response(200, b"x", 'text/plain\r\nContent-Disposition: attachment; filename="../../kh 203.txt"'),
    "/utf-8": Response(
        200, b"x", "application/pdf\r\nContent-Disposition: attachment; filename*=UTF-8''k%E1%BA%BF%20ho%E1%BA%A1ch.pdf"
    ),
    "/missing": Response(404),
    "/large.txt": Response(200, b"x" * (LIMIT + 1), "text/plain"),
    "/moved": redirect("/ke-hoach-203.txt"),
    "/round": redirect("/round"),
    "/away": redirect("http://localhost:1/secret"),
    "/file": redirect("file:///etc/passwd"),
}


@pytest.fixture(scope="module")
def asked():
    return []


@pytest.fixture(scope="module")
def server(asked):
    async def handle(request):
        asked.append(request)
        if request.path == "/slow":
            await asyncio.sleep(60)
        return PAGES[request.path]

    server = HttpServer(handle).start()
    yield server
    server.stop()


@pytest.fixture
def get(server, tmp_path):
    def go(path, *, allowed=None):
        allowed = [f"http://127.0.0.1:{server.port}"] if allowed is None else allowed
        return fetch(f"http://127.0.0.1:{server.port}{path}", tmp_path, allowed=allowed, max_bytes=LIMIT)

    return go


class TestFetch:
    def test_a_document_of_a_listed_host_arrives_under_its_name(self, get, tmp_path):
        path = get("/ke-hoach-203.txt")
        assert path == tmp_path / "ke-hoach-203.txt"
        assert path.read_bytes() == PLAN.read_bytes()

    @pytest.mark.parametrize(
        ("page", "name"),
        [
            ("/tai-ve", "kh 203.txt"),
            ("/utf-8", "kế hoạch.pdf"),
            ("/xem?id=7", "xem.html"),
            ("/moved", "ke-hoach-203.txt"),
        ],
    )
    def test_its_name_is_the_servers_or_the_last_of_the_address(self, get, tmp_path, page, name):
        assert get(page) == tmp_path / name

    @pytest.mark.parametrize(
        ("page", "words"),
        [
            ("/missing", "refused by its server (404)"),
            ("/large.txt", "over the limit of 2 MiB; raise ingest.max_bytes"),
            ("/round", "redirected more than"),
            ("/away", "leads to another server"),
            ("/file", "file"),
        ],
    )
    def test_what_cannot_be_had_says_why(self, get, page, words):
        with pytest.raises(UnreadableError) as caught:
            get(page)
        assert words in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_what_does_not_arrive_is_given_up(self, get, monkeypatch):
        monkeypatch.setattr(fetching, "SECONDS", 0.3)
        with pytest.raises(UnreadableError, match="does not arrive"):
            get("/slow")

    def test_a_server_that_is_not_there_is_told(self, tmp_path):
        with pytest.raises(UnreadableError, match="cannot be had"):
            fetch("http://127.0.0.1:9/a.txt", tmp_path, allowed=["http://127.0.0.1:9"], max_bytes=LIMIT)

    def test_proxies_of_the_environment_are_not_asked(self, get, monkeypatch):
        monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
        assert get("/ke-hoach-203.txt").exists()


class TestTheList:
    @pytest.mark.parametrize(
        ("url", "entry", "fits"),
        [
            ("https://vanban.gov.vn/a", "vanban.gov.vn", True),
            ("https://VANBAN.gov.vn/a", "Vanban.GOV.vn", True),
            ("https://vanban.gov.vn/a", "https://vanban.gov.vn", True),
            ("https://a.vanban.gov.vn/a", ".vanban.gov.vn", True),
            ("https://a.b.vanban.gov.vn/a", ".vanban.gov.vn", True),
            ("https://vanban.gov.vn/a", ".vanban.gov.vn", False),
            ("https://evilvanban.gov.vn/a", ".vanban.gov.vn", False),
            ("https://a.vanban.gov.vn/a", "vanban.gov.vn", False),
            ("https://vanban.gov.vn.evil.org/a", "vanban.gov.vn", False),
            ("https://vanban.gov.vn@evil.org/a", "vanban.gov.vn", False),
            ("http://vanban.gov.vn/a", "vanban.gov.vn", False),
            ("http://vanban.gov.vn/a", "http://vanban.gov.vn", True),
            ("https://vanban.gov.vn:8443/a", "vanban.gov.vn", False),
            ("https://vanban.gov.vn:8443/a", "vanban.gov.vn:8443", True),
        ],
    )
    def test_scheme_host_and_port_decide(self, url, entry, fits):
        address = fetching.httpx.URL(url)
        if fits:
            fetching._check(url, address, [entry])
        else:
            with pytest.raises(UnreadableError, match=r"ingest\.allowed_hosts"):
                fetching._check(url, address, [entry])

    def test_a_host_that_is_not_listed_is_not_asked(self, get, asked):
        before = len(asked)
        with pytest.raises(
            UnreadableError, match=r"127\.0\.0\.1:\d+ is not on the list; add it to ingest\.allowed_hosts"
        ):
            get("/ke-hoach-203.txt", allowed=["vanban.gov.vn"])
        assert len(asked) == before


class TestCommand:
    def go(self, tmp_path, capsys, *arguments):
        code = run(["--data", str(tmp_path / "data"), "ingest", "--json", *arguments])
        said = capsys.readouterr()
        return code, [json.loads(line) for line in said.out.splitlines()], said.err

    def test_an_address_is_the_file_of_its_receipt(self, server, tmp_path, capsys, monkeypatch):
        monkeypatch.setenv("HOIVANBAN_INGEST__ALLOWED_HOSTS", f"http://127.0.0.1:{server.port}, other.example")
        url = f"http://127.0.0.1:{server.port}/ke-hoach-203.txt"
        code, (receipt,), _ = self.go(tmp_path, capsys, url)
        assert (code, receipt["file"], receipt["status"]) == (0, url, "new")

    def test_an_address_that_is_not_listed_does_not_stop_the_rest(self, tmp_path, capsys):
        code, receipts, err = self.go(tmp_path, capsys, "https://vanban.gov.vn/a.pdf", str(PLAN))
        assert code == 1
        assert [receipt["status"] for receipt in receipts] == ["failed", "new"]
        assert receipts[0]["file"] == "https://vanban.gov.vn/a.pdf"
        assert err.startswith(
            "https://vanban.gov.vn/a.pdf: vanban.gov.vn is not on the list; add it to ingest.allowed_hosts"
        )

    @pytest.mark.parametrize("entry", ["*.gov.vn", "https://a.vn/path", "a b;c"])
    def test_an_entry_that_is_no_host_is_an_error_of_the_configuration(self, entry, monkeypatch, capsys, tmp_path):
        monkeypatch.setenv("HOIVANBAN_INGEST__ALLOWED_HOSTS", entry)
        code, _, err = self.go(tmp_path, capsys, str(PLAN))
        assert code == 2
        assert "ingest.allowed_hosts" in err
