"""Staff told by a signed post, over a real HTTP server; and whether they could be told, without telling them."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from threading import Thread

import pytest
from attrs import define, field, frozen

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.staff import STAFF
from hotel_agent.domain.errors import Unavailable
from hotel_agent.ports.abilities import Finding, SupportsDiagnosis, Verdict
from hotel_agent.ports.staff import Staff
from hotel_agent.testing.contracts.staff import KEY, NOTICE, Heard, Office, StaffContract

CLOCK = ManualClock(datetime(2026, 11, 23, 9, 0, 5, tzinfo=UTC))
SECRET = b"a key of chance"


@frozen
class Post:
    """What came over the wire."""

    headers: dict[str, str]
    body: bytes


@define
class Programme:
    """A programme of the hotel that listens on this machine."""

    port: int = 0
    answer: int = 204
    posts: list[Post] = field(factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/told"


@contextmanager
def listening() -> Iterator[Programme]:
    programme = Programme()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if programme.answer < 300:
                headers = {name.lower(): value for name, value in self.headers.items()}
                programme.posts.append(Post(headers, body))
            self._ends()

        def do_HEAD(self) -> None:
            self._ends()

        def log_message(self, *_: object) -> None:
            pass

        def _ends(self) -> None:
            self.send_response(programme.answer)
            self.send_header("content-length", "0")
            self.end_headers()

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        programme.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield programme
        finally:
            server.shutdown()
            thread.join()


@frozen
class Pager:
    """Somebody of the hotel who is paged."""

    programme: Programme
    staff: Staff

    def heard(self) -> Sequence[Heard]:
        return [_heard(each) for each in self.programme.posts]

    async def goes_away(self) -> None:
        self.programme.answer = 503

    async def comes_back(self) -> None:
        self.programme.answer = 204


def _heard(post: Post) -> Heard:
    """What was posted, once its seal was checked by the specification alone."""
    name, at = post.headers["webhook-id"], post.headers["webhook-timestamp"]
    seal = hmac.new(SECRET, f"{name}.{at}.".encode() + post.body, hashlib.sha256).digest()
    assert post.headers["webhook-signature"] == "v1," + base64.b64encode(seal).decode()
    said = json.loads(post.body)["data"]
    return Heard(name, "\n".join((said["hotel"], said["title"], said["conversation"], *said["lines"])), said["urgent"])


@pytest.fixture
def programme() -> Iterator[Programme]:
    with listening() as opened:
        yield opened


@pytest.fixture
async def pager(programme: Programme) -> AsyncIterator[Pager]:
    options = {"url": programme.url, "secret": SECRET.decode()}
    async with STAFF["webhook"](options, clock=CLOCK) as staff:
        yield Pager(programme, staff)


class TestPostToStaff(StaffContract):
    @pytest.fixture
    def office(self, pager: Pager) -> Office:
        return pager


async def looked_at(staff: Staff) -> Finding:
    assert isinstance(staff, SupportsDiagnosis)
    (finding,) = [each async for each in staff.diagnose()]
    return finding


async def test_two_at_once_are_two_posts(pager: Pager) -> None:
    await asyncio.gather(*(pager.staff.tell(NOTICE, key=KEY) for _ in range(2)))
    assert [heard.name for heard in pager.heard()] == [KEY, KEY]


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (204, Verdict.WELL),
        (405, Verdict.WELL),
        (401, Verdict.WELL),
        (302, Verdict.WARNING),
        (404, Verdict.WARNING),
        (503, Verdict.WARNING),
    ],
)
async def test_whether_anybody_listens_is_seen_without_a_post(pager: Pager, answer: int, verdict: Verdict) -> None:
    pager.programme.answer = answer
    finding = await looked_at(pager.staff)
    assert (finding.verdict, bool(finding.remedy)) == (verdict, verdict is not Verdict.WELL)
    assert f"HTTP {answer}" in finding.seen
    assert pager.heard() == []


async def test_nobody_there_is_broken_and_no_address_is_told() -> None:
    with socket() as held:
        held.bind(("127.0.0.1", 0))  # it is nobody else's, and nobody listens
        url = f"http://127.0.0.1:{held.getsockname()[1]}/told?key=hush"
        async with STAFF["webhook"]({"url": url, "secret": "hush"}, clock=CLOCK) as staff:
            finding = await looked_at(staff)
            assert finding.verdict is Verdict.BROKEN
            assert "hush" not in repr(finding)
            with pytest.raises(Unavailable):
                await staff.tell(NOTICE, key=KEY)
