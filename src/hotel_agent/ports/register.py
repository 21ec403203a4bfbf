"""The register of hotels: those entered in the database while the house is open, with their secrets."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from attrs import field, frozen

from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.domain.refusals import Refusal
from hotel_agent.ports.rows import AuditEntry

Table = Mapping[str, object]
"""A hotel as it stands in a tenants file, in what JSON has."""


@frozen(kw_only=True)
class RegisteredTenant:
    """A hotel as it stands in the register."""

    id: TenantId
    version: int
    """1 when it is entered, and one more with each change."""
    revision: int
    """The register's own count at the hotel's last change."""
    active: bool
    """Whether it takes guests."""
    written: Table = field(repr=False)
    accounts: tuple[tuple[str, AccountId], ...] = ()
    """Its doors: channel and receiving account."""
    secrets: Mapping[str, str] = field(factory=dict, repr=False)
    """By the names under which `written` speaks of them."""
    unopened: tuple[str, ...] = ()
    """The names of secrets that were sealed under a key nobody has here."""
    entered_at: datetime
    changed_at: datetime


@frozen(kw_only=True)
class Entry:
    """What is to stand in the register of a hotel. `secrets` are those that are new; the others stay as they are."""

    id: TenantId
    active: bool
    written: Table = field(repr=False)
    accounts: tuple[tuple[str, AccountId], ...] = ()
    secrets: Mapping[str, str] = field(factory=dict, repr=False)
    named: Collection[str] = ()
    """The secrets `written` speaks of; those it no longer speaks of are forgotten."""


class Register(Protocol):
    """Hotels entered, changed and closed while the house is open. Any method may raise Unavailable."""

    async def revision(self) -> int:
        """How often anything in the register was changed."""
        ...

    async def changed(self, since: int = 0) -> Sequence[RegisteredTenant]:
        """The hotels changed after this revision, by their ids; after none: all of them."""
        ...

    async def tenant(self, wanted: TenantId) -> RegisteredTenant | None:
        """The hotel of this id; None where the register has none."""
        ...

    async def keep(
        self, entry: Entry, *, version: int | None, at: datetime, act: AuditEntry | None = None
    ) -> RegisteredTenant | Refusal:
        """Let this stand in the register, in place of this version of it; of none where it is new. All or nothing.

        What was done is written down in the hotel's audit log together with it: both are kept, or neither is.
        TAKEN where another hotel has one of the accounts; `detail` names both. Raises Conflict when the version is no
        longer this one, or when there is such a hotel already; BadConfig where secrets cannot be sealed here.
        """
        ...

    async def announce(self) -> None:
        """Let the revision grow though nothing changed: whoever follows it reads everything again."""
        ...

    async def rotate(self, *, act: AuditEntry | None = None) -> int:
        """Seal every secret anew, under the present key. Returns how many. Repeating is safe.

        What was done is written down at each hotel whose secrets these are.
        Raises BadConfig, and changes nothing, where one cannot be opened.
        """
        ...
