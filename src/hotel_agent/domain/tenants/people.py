"""The people behind the desk, the passes they were let in with, and the tokens of programs."""

import re
from datetime import datetime

from attrs import field, frozen

from hotel_agent.domain.ids import TenantId, digest
from hotel_agent.domain.tenants.rights import EVERYWHERE, Principal, Role

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 512
"""Characters. Longer ones would only keep the machine busy."""

TOKEN, PASS = "hat_", "hap_"
"""How the secrets of tokens and of passes begin."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,63}")


def name_of(written: str) -> str | None:
    """A name somebody may be called by here, in small letters; None for what cannot be one."""
    name = written.strip().lower()
    return name if _NAME.fullmatch(name) else None


def name_of_secret(secret: str) -> str:
    """What is kept of a secret of pure chance: enough to know it again, and nothing to make it from."""
    return digest("secret", secret)


def problem_of_password(password: str, name: str) -> str | None:
    """What is wrong with a password for this person; None where nothing is. Never says what was written."""
    if len(password) < SHORTEST_PASSWORD:
        return f"too short; expected at least {SHORTEST_PASSWORD} characters, several words for instance"
    if len(password) > LONGEST_PASSWORD:
        return f"too long; expected at most {LONGEST_PASSWORD} characters"
    if len(set(password)) < SHORTEST_PASSWORD // 3 or name in password.lower():
        return "too easily guessed; expected neither one's own name in it nor the same few signs over and over"
    return None


@frozen(kw_only=True)
class Person:
    """Somebody of the hotel's people, or of the installation's."""

    name: str
    role: Role
    tenants: frozenset[TenantId] | None
    """Whose hotels these are; None: all, also those to come."""
    disabled_at: datetime | None = None
    """Since when this person is let in no more."""

    @property
    def principal(self) -> Principal:
        """As who this person asks for something."""
        return Principal(who=self.name, role=self.role, tenants=self.tenants)


@frozen(kw_only=True)
class Card:
    """A person as the house keeps them, with what proves who they are: none of it is ever shown."""

    person: Person
    password: str = field(repr=False)
    """Only its hash."""
    seed: str | None = field(default="", repr=False)
    """What their codes are made from; empty: a password is enough; None: it opens no more, and nobody gets in by it."""
    version: int = 0
    """Grows by one with every change."""

    @property
    def asks_for_codes(self) -> bool:
        """Whether a code is asked of them beside the password."""
        return self.seed != ""


@frozen(kw_only=True)
class Pass:
    """What somebody was let in with, once they proved who they are. Of its secret only a digest is known."""

    digest: str = field(repr=False)
    name: str
    begun_at: datetime
    expires_at: datetime


@frozen(kw_only=True)
class Token:
    """What a program bears in a hotel's name. Of its secret only a digest is known."""

    id: str
    digest: str = field(repr=False)
    name: str
    """What it is for, as it stands in the audit log."""
    role: Role
    tenants: frozenset[TenantId] | None
    made_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def principal(self, now: datetime) -> Principal | None:
        """As who it asks for something; None once it has expired or was revoked."""
        if self.revoked_at is not None or now >= self.expires_at:
            return None
        return Principal(who=f"token:{self.name}", role=self.role, tenants=self.tenants)


def concerned(*tenants: frozenset[TenantId] | None) -> tuple[TenantId, ...]:
    """In whose audit logs it belongs what was done to somebody who has these hotels."""
    if any(each is None for each in tenants):
        return (EVERYWHERE,)
    return tuple(sorted({tenant for each in tenants if each is not None for tenant in each})) or (EVERYWHERE,)
