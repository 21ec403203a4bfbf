"""How the hotel's own people learn that they are wanted."""

from datetime import datetime
from typing import Protocol

from attrs import field, frozen

from hotel_agent.domain.ids import ConversationId, EffectKey, PropertyId, TenantId
from hotel_agent.domain.language import Language


@frozen(kw_only=True)
class Notice:
    """What they are told, in the hotel's own language. Names and contacts of guests stand in its lines: never log them.

    `reason` is one of the domain's closed list, for machines; `title` says it in words.
    """

    tenant: TenantId
    property_id: PropertyId
    hotel: str
    """The name of the property."""
    conversation: ConversationId
    reason: str
    title: str
    lines: tuple[str, ...] = field(default=(), repr=False)
    language: Language
    urgent: bool = False
    at: datetime


class Staff(Protocol):
    """One way to reach some of the hotel's people: a mailbox, or a programme of theirs."""

    async def tell(self, notice: Notice, *, key: EffectKey) -> None:
        """Tell them, with every line of it. Returned, whoever takes it for them has it.

        Repeating under the same key is safe: where the world offers a way to see that it is the same, it is told so.
        Raises Unavailable when they could not be told, OutcomeUnknown when they may have been. Neither names anybody.
        """
        ...
