"""Work in return for a chat: while very many are opened with one hotel, each costs who opens it a moment of counting.

A challenge bears its own proof and its end, so that any process of the installation knows it again.
"""

import hmac
import json
from collections import OrderedDict
from datetime import datetime, timedelta
from hashlib import sha256

from attrs import field, frozen

from hotel_agent.domain.ids import AccountId
from hotel_agent.ports.clock import Chance, Clock

BITS = 14
"""So many zeros the answer begins with: some sixteen thousand tries, a moment for a browser."""
VALID = timedelta(minutes=2)
_MOST_REMEMBERED = 10_000


def _key_of(secret: str) -> bytes:
    # A key for this purpose only: nothing signed with it is worth anything elsewhere.
    return hmac.digest(secret.encode("utf-8", "surrogatepass"), b"hotel_agent: a challenge of a web chat", "sha256")


@frozen
class Answered:
    """A challenge, and what somebody found to it."""

    challenge: str
    nonce: str


def read(body: bytes) -> Answered | None:
    """The answer in a request's body; None where there is none. Never raises: a page may say nothing about itself."""
    try:
        told = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return None
    match told:
        case {"proof": {"challenge": str(challenge), "nonce": str(nonce)}} if len(challenge) + len(nonce) <= 400:
            return Answered(challenge, nonce)
        case _:
            return None


@frozen
class Challenges:
    """Makes challenges and knows their answers, each of them once in this process."""

    _secret: str = field(repr=False)
    _clock: Clock
    _chance: Chance
    _spent: OrderedDict[str, datetime] = field(factory=OrderedDict, init=False)

    def new(self, account: AccountId) -> str:
        """A challenge for one more chat at this account."""
        said = f"{int((self._clock.now() + VALID).timestamp())}.{self._chance.token()}"
        return f"{said}.{self._sign(account, said)}"

    def accepts(self, account: AccountId, answered: Answered) -> bool:
        """Whether this is the answer to a challenge of ours for this account, in its time and for the first time."""
        said, _, sign = answered.challenge.rpartition(".")
        if not hmac.compare_digest(sign.encode("utf-8", "replace"), self._sign(account, said).encode()):
            return False
        now = self._clock.now()
        if int(said.partition(".")[0]) <= now.timestamp() or answered.challenge in self._spent:
            return False
        if not is_answer(answered):
            return False
        self._spent[answered.challenge] = now
        while len(self._spent) > _MOST_REMEMBERED or now - next(iter(self._spent.values())) > VALID:
            self._spent.popitem(last=False)
        return True

    def _sign(self, account: AccountId, said: str) -> str:
        words = f"{account} {said}".encode("utf-8", "surrogatepass")
        return hmac.digest(_key_of(self._secret), words, "sha256").hex()


def is_answer(answered: Answered) -> bool:
    """Whether the SHA-256 of `challenge:nonce` begins with so many zeros."""
    found = sha256(f"{answered.challenge}:{answered.nonce}".encode("utf-8", "replace")).digest()
    return int.from_bytes(found[:4], "big") >> (32 - BITS) == 0
