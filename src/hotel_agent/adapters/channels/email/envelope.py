"""What the reader of a mailbox says beside the bytes of a mail: where it lay, and what is known of its sender."""

import json
from datetime import UTC, datetime, timedelta
from enum import Enum
from hmac import compare_digest

from attrs import field, frozen

from hotel_agent.adapters.channels.email.automatic import Unanswered
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import AccountId, ChoiceToken
from hotel_agent.ports.channel import Credentials, Identity, RawRequest

PROOF = "x-mail-proof"
_ENVELOPE = "x-mail-envelope"
_LATEST_CLOCK = timedelta(minutes=5)
"""A mail server's clock that is further ahead than this is wrong."""


class Folder(Enum):
    """Where a mail lay."""

    INBOX = "inbox"
    SENT = "sent"


@frozen
class ShownChoice:
    """A choice as it stood in our last mail to a guest."""

    token: ChoiceToken
    title: str = field(repr=False)


@frozen(kw_only=True)
class Envelope:
    """What a mailbox tells of one mail."""

    account: AccountId
    folder: Folder = Folder.INBOX
    name: str = ""
    """The provider's own name for it, the same in every folder; empty where the provider has none."""
    arrived_at: datetime | None = None
    choices: tuple[ShownChoice, ...] = field(default=(), repr=False)
    """What our last mail to its sender gave to choose from."""
    guests: tuple[Identity, ...] = field(default=(), repr=False)
    """Those of its addressees who are guests: asked for mail of our own people."""
    aside: Unanswered | None = None
    """Why it gets no answer, where only the mailbox's history tells."""
    owner: Identity | None = field(default=None, repr=False)
    """Of a stranger's mail: the guest in whose thread it was written."""
    unwilling: Identity | None = field(default=None, repr=False)
    """In place of a mail: the guest who pressed the link in one of ours, to be left alone."""

    def request(self, raw: bytes, *, proof: str, received_at: datetime) -> RawRequest:
        """The mail as the desk takes it."""
        written = {
            "account": self.account,
            "folder": self.folder.value,
            "name": self.name,
            "arrived_at": self.arrived_at.isoformat() if self.arrived_at else "",
            "choices": [[each.token, each.title] for each in self.choices],
            "guests": [[each.kind, each.value] for each in self.guests],
            "aside": self.aside.value if self.aside else "",
            "owner": [self.owner.kind, self.owner.value] if self.owner else [],
            "unwilling": [self.unwilling.kind, self.unwilling.value] if self.unwilling else [],
        }
        return RawRequest(body=raw, headers={PROOF: proof, _ENVELOPE: json.dumps(written)}, received_at=received_at)

    def sent_at(self, received_at: datetime) -> datetime:
        """When it arrived in the mailbox: `Date` is its sender's to invent."""
        arrived = self.arrived_at or received_at
        return min(arrived.astimezone(UTC), received_at) if arrived - received_at < _LATEST_CLOCK else received_at


def is_proven(request: RawRequest, credentials: Credentials) -> bool:
    """Whether a mailbox of this process gave this mail."""
    proof = request.headers.get(PROOF, "").encode("utf-8", "replace")
    return any(secret and compare_digest(secret.encode(), proof) for secret in credentials.secrets)


def envelope_of(request: RawRequest) -> Envelope:
    """What was said beside the mail. Raises Bug for one that is not of our making."""
    try:
        told = json.loads(request.headers[_ENVELOPE])
        return Envelope(
            account=AccountId(told["account"]),
            folder=Folder(told["folder"]),
            name=told["name"],
            arrived_at=datetime.fromisoformat(told["arrived_at"]) if told["arrived_at"] else None,
            choices=tuple(ShownChoice(ChoiceToken(token), title) for token, title in told["choices"]),
            guests=tuple(Identity(kind, address) for kind, address in told["guests"]),
            aside=Unanswered(told["aside"]) if told["aside"] else None,
            owner=Identity(*told["owner"]) if told["owner"] else None,
            unwilling=Identity(*told["unwilling"]) if told["unwilling"] else None,
        )
    except (KeyError, TypeError, ValueError) as cause:
        raise Bug("a proven mail came without its envelope") from cause
