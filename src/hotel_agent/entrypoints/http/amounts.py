"""Days, rooms and money as every route shows them."""

from datetime import date

from attrs import frozen
from litestar.exceptions import ClientException

from hotel_agent.domain.money import Money
from hotel_agent.domain.reservations.catalogue import RoomStay


@frozen(kw_only=True)
class Amount:
    """An amount of money in whole units of its currency, exact: `452.40`."""

    amount: str
    currency: str


def amount_of(money: Money) -> Amount:
    """The same, to be shown."""
    return Amount(amount=str(money.amount), currency=money.currency)


def room_name(room: RoomStay) -> str:
    """What the room is called in the hotel's own language."""
    return room.name.texts[0][1]


def day_in(told: str, *, otherwise: str) -> date | None:
    """The day that was asked for, as 2026-11-23; None where none was. Raises the problem in these words."""
    if not told:
        return None
    try:
        return date.fromisoformat(told)
    except ValueError as cause:
        raise ClientException(otherwise) from cause
