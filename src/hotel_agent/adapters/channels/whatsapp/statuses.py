"""How far a message of ours got, and what it costs (contract, 2.6)."""

import re
from datetime import datetime

from hotel_agent.adapters.channels.whatsapp.faults import Fault, fault_of
from hotel_agent.adapters.channels.whatsapp.fields import Json, elements, flag, identifier, number, table, words
from hotel_agent.domain.conversations.delivery import DeliveryState, Hindrance, MessageCost
from hotel_agent.domain.conversations.events import DeliveryNoted
from hotel_agent.domain.ids import EffectKey, EventKey, ProviderId

_STATES = {
    state.value: state
    for state in (
        DeliveryState.SENT,
        DeliveryState.DELIVERED,
        DeliveryState.READ,
        DeliveryState.PLAYED,
        DeliveryState.FAILED,
    )
}
HINDRANCES = {
    Fault.WINDOW: Hindrance.WINDOW,
    Fault.RECIPIENT: Hindrance.DOOR,
    Fault.POLICY: Hindrance.DOOR,
    Fault.ACCOUNT: Hindrance.DOOR,
    Fault.MEDIA: Hindrance.MEDIUM,
}
"""What may be tried instead where a message failed for this. Who wants to hear nothing is not written to elsewhere."""
_OUR_MARK = re.compile(r"([0-9a-f]{32})(\.[1-9][0-9]{0,5})?")


def delivery(status: Json, at: datetime) -> DeliveryNoted | None:
    """The report, or None when it names no message or a state nobody knows.

    What comes back as our own mark counts only when it looks like one of our keys, or like one with a part behind it.
    """
    name, state = identifier(status, "id"), _STATES.get(words(status, "status"))
    if not name or state is None:
        return None
    mark = _OUR_MARK.fullmatch(words(status, "biz_opaque_callback_data"))
    return DeliveryNoted(
        key=EventKey(f"status:{name}:{state.value}"),
        at=at,
        message=ProviderId(name),
        effect=EffectKey(mark[1]) if mark else None,
        part=bool(mark and mark[2]),
        state=state,
        error=_error(status),
        hindrance=next((HINDRANCES[fault] for fault in _faults(status) if fault in HINDRANCES), None),
        cost=_cost(table(status, "pricing")),
    )


def codes(status: Json) -> tuple[int, ...]:
    """Meta's codes of what went wrong."""
    told = (number(error, "code") for error in elements(status, "errors"))
    return tuple(int(code) for code in told if code is not None)


def _faults(status: Json) -> list[Fault]:
    return [fault_of(code) for code in codes(status)]


def _error(status: Json) -> str:
    return "; ".join(f"{fault_of(code).value} {code}" for code in codes(status))


def _cost(pricing: Json) -> MessageCost | None:
    if not isinstance(pricing.get("billable"), bool):
        return None
    return MessageCost(
        billable=flag(pricing, "billable"), category=words(pricing, "category"), kind=words(pricing, "type")
    )
