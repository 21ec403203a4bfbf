"""Staff's own programme gets signed posts, and nobody else's look like ours."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime

import httpx
import pytest
from attrs import define, field

from hotel_agent.adapters.clock import ManualClock
from hotel_agent.adapters.staff import STAFF
from hotel_agent.adapters.staff.options import WebhookOptions
from hotel_agent.adapters.staff.webhook import PostToStaff, sign
from hotel_agent.domain.errors import BadConfig, OutcomeUnknown, Unavailable
from hotel_agent.testing.contracts.staff import KEY, NOTICE, Heard, Office, StaffContract

NOW = datetime(2026, 11, 23, 9, 0, 5, tzinfo=UTC)
URL, SECRET = "https://pager.example/told", "whsec_" + base64.b64encode(b"a key of chance").decode()


@define
class Pager:
    """A programme of the hotel that takes posts, and checks each by the specification alone."""

    away: bool = False
    posts: list[httpx.Request] = field(factory=list)

    @property
    def staff(self) -> PostToStaff:
        http = httpx.AsyncClient(transport=httpx.MockTransport(self._takes))
        return PostToStaff(WebhookOptions(url=URL, secret=SECRET), http, ManualClock(NOW))

    def heard(self) -> Sequence[Heard]:
        return [_heard(each) for each in self.posts]

    async def goes_away(self) -> None:
        self.away = True

    async def comes_back(self) -> None:
        self.away = False

    def _takes(self, post: httpx.Request) -> httpx.Response:
        if self.away:
            raise httpx.ConnectError("nobody at ana@example.org", request=post)
        self.posts.append(post)
        return httpx.Response(204)


def _heard(post: httpx.Request) -> Heard:
    name, at = post.headers["webhook-id"], post.headers["webhook-timestamp"]
    seal = hmac.new(b"a key of chance", f"{name}.{at}.".encode() + post.content, hashlib.sha256).digest()
    assert post.headers["webhook-signature"] == "v1," + base64.b64encode(seal).decode()
    told = json.loads(post.content)
    assert told["id"] == name
    said = told["data"]
    return Heard(name, "\n".join((said["hotel"], said["title"], said["conversation"], *said["lines"])), said["urgent"])


class TestWebhook(StaffContract):
    @pytest.fixture
    def office(self) -> Office:
        return Pager()


async def test_a_post_says_when_it_was_sent_and_what_it_is_about_for_machines() -> None:
    pager = Pager()
    await pager.staff.tell(NOTICE, key=KEY)
    (post,) = pager.posts
    assert post.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    told = json.loads(post.content)
    assert (told["type"], told["data"]["reason"]) == ("staff.wanted", "guest_asked")
    assert (told["data"]["tenant"], told["data"]["property"]) == ("miramar", "miramar-centro")


def answering(answer: httpx.Response | Exception) -> PostToStaff:
    def taken(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    http = httpx.AsyncClient(transport=httpx.MockTransport(taken))
    return PostToStaff(WebhookOptions(url=URL, secret="s"), http, ManualClock(NOW))


@pytest.mark.parametrize("status", [302, 400, 401, 404, 410, 429, 500, 503])
async def test_anything_but_yes_is_a_no_for_now(status: int) -> None:
    answer = httpx.Response(status, headers={"location": "https://elsewhere.example"}, text="+34600000000")
    with pytest.raises(Unavailable, match=str(status)) as raised:
        await answering(answer).tell(NOTICE, key=KEY)
    assert "600000000" not in str(raised.value)


async def test_who_fell_silent_with_a_post_in_hand_may_have_taken_it() -> None:
    with pytest.raises(OutcomeUnknown):
        await answering(httpx.ReadTimeout("slow")).tell(NOTICE, key=KEY)


def test_a_seal_depends_on_everything_that_is_sealed() -> None:
    seals = {
        sign(secret, name, at, body)
        for secret in ("one", "two")
        for name in ("a", "b")
        for at in ("1", "2")
        for body in (b"", b"x")
    }
    assert len(seals) == 16


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"url": URL}, "secret: expected"),
        ({"url": "ftp://x", "secret": "s"}, "url: expected"),
        ({"url": URL, "secret": ""}, "secret: expected"),
        ({"url": URL, "secret": "whsec_$$"}, "secret: expected base64"),
        ({"url": URL, "secret": "s", "colour": "red"}, "colour: unknown"),
        ({"url": URL, "secret": "s", "timeout_seconds": "long"}, "timeout_seconds: expected"),
    ],
)
def test_what_is_wrong_with_the_options_is_said_and_no_secret_shown(options: dict[str, object], said: str) -> None:
    with pytest.raises(BadConfig, match=said.split(":", maxsplit=1)[0]) as bad:
        STAFF["webhook"](options, clock=ManualClock(NOW))
    assert any(problem.startswith(said) for problem in bad.value.problems)
    assert "$$" not in str(bad.value)


async def test_opened_from_its_options_it_keeps_its_secret_to_itself() -> None:
    async with STAFF["webhook"]({"url": URL, "secret": "hush"}, clock=ManualClock(NOW)) as staff:
        assert "hush" not in repr(staff)
