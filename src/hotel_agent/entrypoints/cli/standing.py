"""How things stand with a guest of the terminal: who has the conversation, and what is in the hotel's book."""

from collections.abc import Iterator

from hotel_agent.application.desk import FrontDesk
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.ids import AccountId, GuestId
from hotel_agent.domain.money import Money
from hotel_agent.domain.reservations.reservation import Reservation, ReservationState
from hotel_agent.ports.channel import Identity
from hotel_agent.ports.rows import Lane


async def handed_over(desk: FrontDesk, channel: str, guest: str) -> bool:
    """Whether a person of the hotel has this guest's conversation, so that the machine is silent."""
    state = await _conversation(desk, channel, guest)
    return state is not None and state.handover is not None


async def replies(desk: FrontDesk, channel: str, guest: str) -> int | None:
    """How much was decided to be said to this guest so far; None while something they wrote waits for its turn."""
    state = await _conversation(desk, channel, guest)
    if state is None:
        return None
    async with desk.storage.work(state.tenant) as work:
        if await work.open_events(state.id):
            return None
        return sum(row.lane is Lane.SAY for row in await work.outbox(state.id))


async def reservations(desk: FrontDesk, channel: str, guest: str) -> list[str]:
    """The guest's reservations as they stand in the book, in lines to read."""
    state = await _conversation(desk, channel, guest)
    if state is None or not state.made:
        return ["The hotel's book holds no reservation of this guest."]
    book = desk.books[state.tenant]
    found = [each for number in state.made for each in await book.find(state.property_id, number)]
    lines = ["In the hotel's book:"]
    return [*lines, *(line for each in found for line in _entry(each))]


async def _conversation(desk: FrontDesk, channel: str, guest: str) -> Conversation | None:
    account = AccountId(channel)
    door = desk.tenants.behind(channel, account)
    if door is None:
        return None
    async with desk.storage.work(door.tenant.id) as work:
        known = await work.guest([Identity(channel, guest)], fresh=GuestId(desk.chance.token()))
        name = await work.conversation_at(channel, account, known)
        stored = None if name is None else await work.load(name)
    return None if stored is None else stored.conversation


def _entry(reservation: Reservation) -> Iterator[str]:
    stay, state = reservation.stay, reservation.state
    ends = "" if state is ReservationState.CONFIRMED else f", {state.value}"
    nights = "1 night" if len(stay.nights) == 1 else f"{len(stay.nights)} nights"
    yield f"  {reservation.number}{ends}: {stay.arrival} to {stay.departure}, {nights}, {reservation.booker.name}"
    for room in reservation.room_stays:
        party = room.occupancy
        children = f", children of {', '.join(map(str, party.child_ages))}" if party.children else ""
        name = room.name.in_language(reservation.booker.language)
        yield f"    {name}: {'1 adult' if party.adults == 1 else f'{party.adults} adults'}{children}"
    yield f"    Total {_amount(reservation.total)}"


def _amount(money: Money) -> str:
    return f"{money.amount} {money.currency}"
