"""How far a message of ours got, and what it costs (contract, 2.6)."""

import re
from datetime import datetime

from hotel_agent.adapters.channels.whatsapp.faults import fault_of
from hotel_agent.adapters.channels.whatsapp.fields import Json, elements, flag, identifier, number, table, words
from hotel_agent.domain.conversations.delivery import DeliveryState, MessageCost
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
        cost=_cost(table(status, "pricing")),
    )


def _error(status: Json) -> str:
    codes = (number(error, "code") for error in elements(status, "errors"))
    return "; ".join(f"{fault_of(int(code)).value} {code}" for code in codes if code is not None)


def _cost(pricing: Json) -> MessageCost | None:
    if not isinstance(pricing.get("billable"), bool):
        return None
    return MessageCost(
        billable=flag(pricing, "billable"), category=words(pricing, "category"), kind=words(pricing, "type")
    )
