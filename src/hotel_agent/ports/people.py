"""Who may come in behind the desk, and how they prove who they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from hotel_agent.domain.tenants.people import Card, Pass, Token
from hotel_agent.domain.tenants.rights import Principal
from hotel_agent.ports.rows import AuditEntry


class People(Protocol):
    """Where people, passes and tokens are kept: before the walls between hotels, since one person may have several.

    Whatever is changed is written down in the audit log of each hotel it concerns, together with the change: both are
    kept or neither is. Any method may raise Unavailable.
    """

    async def add(self, card: Card, *, act: AuditEntry) -> bool:
        """Keep somebody new. False, and nothing changed, when somebody has this name already."""
        ...

    async def card(self, name: str) -> Card | None:
        """The person of this name."""
        ...

    async def everybody(self) -> Sequence[Card]:
        """All people, by name, those who are let in no more among them."""
        ...

    async def change(self, before: Card, after: Card, *, act: AuditEntry, shut_out: bool) -> None:
        """Keep a person as they are from now on, one version further. `shut_out` ends all their passes.

        Raises Conflict, and nothing is changed, when the card is no longer at the version of `before`.
        """
        ...

    async def use_code(self, name: str, step: int) -> bool:
        """Use up a code by its step. False when this one or a later one of this person was used before."""
        ...

    async def let_in(self, new: Pass, *, act: AuditEntry) -> None:
        """Keep a new pass, and let go of those that have expired by when it begins."""
        ...

    async def bearer(self, digest: str, *, now: datetime) -> Card | None:
        """Whose pass this is; None for one that expired, was ended, or whose person is let in no more."""
        ...

    async def end(self, digest: str) -> None:
        """This pass lets nobody in any more. Repeating is safe."""
        ...

    async def issue(self, token: Token, *, act: AuditEntry) -> None:
        """Keep a new token."""
        ...

    async def token(self, digest: str) -> Token | None:
        """The token of this secret, whatever became of it."""
        ...

    async def tokens(self) -> Sequence[Token]:
        """All tokens, the latest first."""
        ...

    async def revoke(self, token: Token, *, at: datetime, act: AuditEntry) -> bool:
        """Let this token prove nothing any more. False, and nothing written down, when it was revoked before."""
        ...

    async def rotate(self, *, act: AuditEntry) -> int:
        """Seal what codes are made from anew under the present key. Returns how many. Repeating is safe.

        Raises BadConfig, and changes nothing, where one opens under no key.
        """
        ...


class Passwords(Protocol):
    """Passwords as they are kept: hashed so that whoever reads them learns none."""

    async def hashed(self, password: str) -> str:
        """What is kept of this password."""
        ...

    async def matches(self, password: str, kept: str) -> bool:
        """Whether this is the password. It takes as long for one that is not, and for what was never a password."""
        ...

    def is_old(self, kept: str) -> bool:
        """Whether it was kept in a way that is used no more, so that it should be kept anew."""
        ...


class Codes(Protocol):
    """Codes of six digits that change every half minute, from an app on a telephone (RFC 6238)."""

    def seed(self) -> str:
        """A new seed nobody can guess."""
        ...

    def address(self, seed: str, name: str) -> str:
        """What the app takes the seed from: an address that begins with `otpauth://`."""
        ...

    def step(self, seed: str, code: str, *, now: datetime) -> int | None:
        """The step this code is of; None for one that is not of now, nor half a minute off."""
        ...


class Vouchers(Protocol):
    """Letters by which somebody else whom the house trusts says who the bearer is, and until when."""

    def read(self, letter: str, *, now: datetime) -> Principal | None:
        """Who bears this letter; None for one that is not theirs, has expired, or does not say all there is to say."""
        ...
