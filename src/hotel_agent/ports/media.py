"""What guests send beside words: where it is fetched, where it is kept, and who hears what is said in it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from attrs import field, frozen

from hotel_agent.domain.ids import AccountId, ConversationId, ProviderId, TenantId
from hotel_agent.domain.language import Language
from hotel_agent.domain.refusals import Refusal


@frozen(kw_only=True)
class Media:
    """A picture, a voice note, a document: its bytes, and what they are by their own look, never by their name."""

    mime_type: str
    content: bytes = field(repr=False)


@frozen(kw_only=True)
class KeptMedia:
    """That something is kept: of which conversation, what it is by its look, how many bytes, since and until when."""

    name: ProviderId = field(repr=False)
    conversation: ConversationId
    mime_type: str
    size: int
    kept_at: datetime
    expires_at: datetime


@runtime_checkable
class SupportsMedia(Protocol):
    """A channel that can fetch what guests send beside words."""

    async def fetch_media(self, account: AccountId, media: ProviderId, *, digest: str = "") -> Media | Refusal:
        """The thing of this name, checked: its size, what it is, and its digest where one is given.

        Returns TOO_LARGE, BAD_REQUEST (it is not what it was said to be, or of a kind nobody wants) or NOT_FOUND (it
        is gone). Raises Unavailable, and Postponed where asking again is in vain for a while. Repeating is safe.
        """
        ...


class Scanner(Protocol):
    """Looks for malware in what guests send, before anything of it is kept or opened."""

    async def look(self, media: Media) -> Refusal | None:
        """None for what is clean; otherwise why nobody may have it, with the name of what was found as its detail.

        Raises Unavailable: then nobody knows, and it stays where it is. Repeating is safe.
        """
        ...


class MediaStore(Protocol):
    """Where it is kept: sealed, each tenant's for itself, and not for long."""

    async def keep(
        self,
        tenant: TenantId,
        conversation: ConversationId,
        name: ProviderId,
        medium: Media,
        *,
        now: datetime,
        expires_at: datetime,
    ) -> None:
        """Keep this until it expires, and let go what has expired by now. Repeating is safe. Raises Unavailable."""
        ...

    async def kept(self, tenant: TenantId, name: ProviderId, *, now: datetime) -> Media | None:
        """What is kept under this name; None for what has expired or was never here, or was sealed by another house."""
        ...

    async def all_kept(self, tenant: TenantId, *, now: datetime) -> Sequence[KeptMedia]:
        """What is kept of this tenant's guests, the latest first. Raises Unavailable."""
        ...


class Speech(Protocol):
    """Makes words of what is said in a voice note."""

    async def hear(self, media: Media, *, languages: Sequence[Language]) -> str | Refusal:
        """What is said, empty for silence. `languages` are those of the house, its own first: a hint.

        Returns BAD_REQUEST for what nobody could hear. Raises Unavailable. Repeating is safe, and may cost.
        """
        ...
