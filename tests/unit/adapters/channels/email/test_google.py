"""Whoever knocks must be Google, sent for this very installation; and a knock only wakes."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from litestar import Litestar, get
from tests.integration.service import served
from tests.unit.adapters.channels.email.outside import DESK, NOW, TENANT

from hotel_agent.adapters.channels.email import Email, open_email
from hotel_agent.adapters.channels.email.mailboxes import MailboxRow
from hotel_agent.adapters.clock import ManualClock, SeededChance
from hotel_agent.adapters.database.database import IN_MEMORY, Database, open_database
from hotel_agent.adapters.database.schema import prepare
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import RawRequest

AUDIENCE = "https://hotel.example/webhooks/gmail"
PUSHER = "push@hotel.iam.gserviceaccount.com"
HOUR = timedelta(hours=1)
KEYS = {name: rsa.generate_private_key(public_exponent=65537, key_size=2048) for name in ("one", "two")}


class OwnTenant:
    """Takes nothing in: a knock brings nothing."""

    def tenant(self, account: AccountId) -> TenantId | None:
        return TENANT if account == DESK else None

    async def take(self, request: RawRequest) -> None:
        pytest.fail("a knock brings nothing")


class Certificates:
    """Google's keys, and how often they were asked for."""

    def __init__(self) -> None:
        self.shown = ["one"]
        self.asked = 0
        self.broken = False

    def document(self) -> dict[str, object]:
        self.asked += 1
        assert not self.broken
        keys = [
            {**json.loads(RSAAlgorithm.to_jwk(KEYS[name].public_key())), "kid": name, "alg": "RS256", "use": "sig"}
            for name in self.shown
        ]
        return {"keys": keys}


def token(at: datetime = NOW, *, key: str = "one", algorithm: str = "RS256", **told: object) -> str:
    claims = {
        "iss": "https://accounts.google.com",
        "aud": AUDIENCE,
        "email": PUSHER,
        "email_verified": True,
        "iat": int(at.timestamp()),
        "exp": int((at + HOUR).timestamp()),
        **told,
    }
    secret = KEYS[key] if algorithm == "RS256" else "a secret of nobody's, long enough for anybody"
    return jwt.encode({k: v for k, v in claims.items() if v is not None}, secret, algorithm, headers={"kid": key})


def push(bearer: str, address: str = DESK, *, body: bytes | None = None) -> RawRequest:
    told = b64encode(json.dumps({"emailAddress": address, "historyId": 1}).encode()).decode()
    raw = json.dumps({"message": {"data": told}}).encode() if body is None else body
    return RawRequest(body=raw, headers={"authorization": f"Bearer {bearer}"}, received_at=NOW)


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    async with open_database(IN_MEMORY) as opened:
        await prepare(opened)
        yield opened


@asynccontextmanager
async def shown() -> AsyncIterator[tuple[Certificates, str]]:
    """Google's keys, and the address at which they are shown."""
    kept = Certificates()

    @get("/certs", sync_to_thread=False)
    def certs() -> dict[str, object]:
        return kept.document()

    async with served(Litestar([certs], logging_config=None)) as port:
        yield kept, f"http://127.0.0.1:{port}/certs"


@pytest.fixture
async def certificates() -> AsyncIterator[tuple[Certificates, str]]:
    async with shown() as keys:
        yield keys


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
async def email(database: Database, certificates: tuple[Certificates, str], clock: ManualClock) -> AsyncIterator[Email]:
    options = {
        "mailboxes": {DESK: {"password": "x"}},
        "push_audience": AUDIENCE,
        "push_account": PUSHER,
        "certificates": certificates[1],
    }
    async with open_email(options, clock=clock, chance=SeededChance(), database=database) as opened:
        yield opened


async def test_a_push_of_googles_wakes_whoever_reads_the_mailbox(email: Email, database: Database) -> None:
    row = MailboxRow(database, TENANT, DESK)
    held = await row.take("reader", now=NOW)
    assert held is not None
    assert await email.knock(push(token(), DESK.upper()), OwnTenant()) is None
    assert await row.renew(held.fence, now=NOW) == 1


async def test_a_push_about_somebody_elses_mailbox_wakes_nobody(email: Email) -> None:
    assert await email.knock(push(token(), "boss@evil.example"), OwnTenant()) is None


@pytest.mark.parametrize(
    "made",
    [
        lambda: "",
        lambda: "x.y.z",
        lambda: token(aud="https://other.example"),
        lambda: token(iss="https://evil.example"),
        lambda: token(email="boss@evil.example"),
        lambda: token(email_verified=False),
        lambda: token(email=None),
        lambda: token(NOW - 2 * HOUR),
        lambda: token(NOW + 2 * HOUR),
        lambda: token(exp=None),
        lambda: token(exp="soon"),
        lambda: token(key="two"),
        lambda: token(algorithm="HS256"),
        lambda: token()[:-4] + "AAAA",
        lambda: jwt.encode({"aud": AUDIENCE}, "", "none"),
    ],
)
async def test_nobody_else_is_believed(email: Email, made: Callable[[], str]) -> None:
    assert await email.knock(push(made(), body=b"never read"), OwnTenant()) == Refusal(Reason.BAD_SIGNATURE)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"message":{"data":"!"}}', b'{"message":{"data":"e30="}}'])
async def test_a_push_that_tells_of_no_mailbox_is_told_so(email: Email, body: bytes) -> None:
    no = await email.knock(push(token(), body=body), OwnTenant())
    assert isinstance(no, Refusal)
    assert no.reason is Reason.BAD_REQUEST


async def test_keys_are_kept_and_new_ones_are_found(
    email: Email, certificates: tuple[Certificates, str], clock: ManualClock
) -> None:
    kept, _ = certificates
    for _ in range(3):
        assert await email.knock(push(token()), OwnTenant()) is None
    assert kept.asked == 1
    kept.shown = ["one", "two"]
    assert await email.knock(push(token(key="two")), OwnTenant()) is not None, "not asked so soon again"
    clock.advance(timedelta(minutes=1))
    assert await email.knock(push(token(key="two")), OwnTenant()) is None
    assert kept.asked == 2


async def test_while_googles_keys_are_away_nobody_can_tell(
    email: Email, certificates: tuple[Certificates, str]
) -> None:
    certificates[0].broken = True
    with pytest.raises(Unavailable):
        await email.knock(push(token()), OwnTenant())


async def test_an_installation_that_was_told_of_no_push_believes_none(clock: ManualClock) -> None:
    async with open_email({}, clock=clock, chance=SeededChance()) as plain:
        assert await plain.knock(push(token()), OwnTenant()) == Refusal(Reason.BAD_SIGNATURE)
