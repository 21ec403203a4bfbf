"""Loopback: guests of this very process, as the library's own callers and the terminal."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from hmac import compare_digest

from attrs import frozen

from hotel_agent.adapters.channels.text import plain
from hotel_agent.domain.conversations.events import GuestChose, GuestEvent, GuestWrote
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import AccountId, ChoiceToken, EffectKey, EventKey, ProviderId, digest
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import (
    Address,
    Admitted,
    Capabilities,
    Content,
    Credentials,
    Identity,
    Inbound,
    RawRequest,
    Receipt,
    Unparsed,
)
from hotel_agent.ports.clock import Chance, Clock

ACCOUNT = AccountId("loopback")
PROOF = "x-loopback-proof"


@frozen(kw_only=True)
class Said:
    """Something said to a guest."""

    to: Address
    content: Content
    key: EffectKey


@asynccontextmanager
async def open_loopback(
    options: Mapping[str, object],
    *,
    clock: Clock,  # noqa: ARG001 - it needs neither time nor chance
    chance: Chance,  # noqa: ARG001
    database: object = None,  # noqa: ARG001 - its guests are in this process
) -> AsyncIterator["Loopback"]:
    """The loopback of this process. Raises BadConfig for options, since there are none."""
    if options:
        raise BadConfig([f"{key}: unknown; the loopback has no options" for key in sorted(options)])
    yield Loopback()


class Loopback:
    """Guests of this process write by `writes` and `presses`; what they are told is in `sent` and `said_to`."""

    name = "loopback"
    can = Capabilities(identities=("loopback",), buttons=100, rows=100, text_length=100_000, repeats_safely=True)

    def __init__(self, proof: str = "made in this process") -> None:
        self.credentials = Credentials(secrets=(proof,))
        """What proves the requests made by `writes` and `presses`."""
        self._said: dict[EffectKey, Said] = {}
        self._written = 0

    @property
    def sent(self) -> tuple[Said, ...]:
        """All that was said to anybody, the oldest first."""
        return tuple(self._said.values())

    def writes(
        self, guest: str, text: str, *, at: datetime, account: AccountId = ACCOUNT, name: str | None = None
    ) -> RawRequest:
        """The request by which this guest writes a text. A second one of the same name is the same message."""
        return self._request(guest, account, {"text": text}, at, name)

    def presses(
        self, guest: str, token: ChoiceToken, *, at: datetime, account: AccountId = ACCOUNT, name: str | None = None
    ) -> RawRequest:
        """The request by which this guest presses a choice."""
        return self._request(guest, account, {"choice": token}, at, name)

    def said_to(self, guest: str) -> tuple[Content, ...]:
        """All this guest was told, the oldest first."""
        return tuple(each.content for each in self.sent if each.to.identity.value == guest)

    def admit(self, request: RawRequest, credentials: Credentials) -> Sequence[Admitted] | Refusal:
        """One text or choice, of a request made by this channel."""
        proof = request.headers.get(PROOF, "").encode("utf-8", "replace")
        if not any(secret and compare_digest(secret.encode(), proof) for secret in credentials.secrets):
            return Refusal(Reason.BAD_SIGNATURE)
        return [_admitted(request)]

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        """Keep it for whoever looks. Under one key, once."""
        if to.identity.kind != "loopback":
            return Refusal(Reason.UNDELIVERABLE, detail=f"a guest of {to.identity.kind} is not in this process")
        self._said.setdefault(key, Said(to=to, content=content, key=key))
        return Receipt(message=ProviderId(key))

    def _request(
        self, guest: str, account: AccountId, what: dict[str, str], at: datetime, name: str | None
    ) -> RawRequest:
        self._written += 1
        fresh = digest(at.isoformat(), str(self._written))
        body = {"id": name or fresh, "account": account, "guest": guest, **what}
        return RawRequest(body=json.dumps(body).encode(), headers={PROOF: self.credentials.secrets[0]}, received_at=at)


def _admitted(request: RawRequest) -> Admitted:
    """What one body says."""
    try:
        match json.loads(request.body):
            case {"id": str(name), "account": str(account), "guest": str(guest), **what} if name and guest:
                event = _event(EventKey(plain(f"message:{guest}:{name}")), what, request.received_at)
                if event is not None:
                    return Inbound(
                        account=AccountId(plain(account)),
                        event=event,
                        identities=(Identity("loopback", plain(guest)),),
                        profile_name=plain(guest),
                        payload=plain(request.body.decode("utf-8", "replace")),
                    )
            case _:
                pass
        cause = "neither a guest's text nor a choice"
    except (ValueError, RecursionError) as broken:
        cause = f"not JSON: {type(broken).__name__}"
    whole = request.body.decode("utf-8", "replace")
    return Unparsed(key=EventKey(f"raw:{digest(whole)}"), kind="loopback", cause=cause, payload=plain(whole))


def _event(key: EventKey, what: Mapping[object, object], at: datetime) -> GuestEvent | None:
    """The guest's text or choice."""
    match what:
        case {"text": str(text)} if text.strip():
            return GuestWrote(key=key, at=at, sent_at=at, text=plain(text))
        case {"choice": str(token)} if token:
            return GuestChose(key=key, at=at, sent_at=at, token=ChoiceToken(plain(token)))
        case _:
            return None
