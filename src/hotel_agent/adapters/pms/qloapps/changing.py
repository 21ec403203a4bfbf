"""`PUT /bookings` with all it takes to turn a reservation into what was quoted, or to leave it as it was."""

from collections.abc import Sequence
from decimal import Decimal

from attrs import evolve, frozen

from hotel_agent.adapters.pms.qloapps import requests
from hotel_agent.adapters.pms.qloapps.api import Outcome, unknown
from hotel_agent.adapters.pms.qloapps.fields import money
from hotel_agent.adapters.pms.qloapps.hotel import Hotel, Offered, is_withdrawn
from hotel_agent.adapters.pms.qloapps.reading import room_stay, same_rooms, state_of
from hotel_agent.adapters.pms.qloapps.records import Account, Kept, Line
from hotel_agent.adapters.pms.qloapps.requests import Wish
from hotel_agent.adapters.pms.qloapps.sheet import Sheet
from hotel_agent.adapters.pms.qloapps.writes import Going, seen
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import ConfirmationNumber, RoomTypeId
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Move, Reservation, after
from hotel_agent.domain.stay import Stay

_EXACT = Decimal("0.000001")
"""QloApps keeps six digits."""


@frozen(kw_only=True)
class Plan:
    """Which rooms a reservation is to have: `shifted` stay in theirs, with other dates."""

    wishes: tuple[Wish, ...]
    shifted: tuple[Line, ...]
    new: bool
    """Whether rooms join it that it had not, or had for other dates."""


async def change(hotel: Hotel, going: Going, number: ConfirmationNumber, quote: Quote) -> Reservation | Refusal:
    """The reservation as quoted. Raises OutcomeUnknown half-way; a repetition goes on from wherever it stands."""
    kept = await hotel.shop.numbered(number)
    if kept is None or not kept.at(hotel.house.hotel) or is_withdrawn(kept):
        return Refusal(Reason.NOT_FOUND)
    moved = after(state_of(kept), Move.MODIFY)
    if isinstance(moved, Refusal):
        return moved
    if any(line.hotel != hotel.house.hotel for line in kept.live):
        return Refusal(Reason.NOT_CHANGEABLE, detail="it has rooms in another hotel, too")
    sheet = await hotel.shop.sheet()
    if sheet.currencies.get(kept.entry.currency, hotel.house.currency) != hotel.house.currency:
        return Refusal(Reason.NOT_CHANGEABLE, detail="it is priced in another currency")
    note = requests.note_of(quote)
    if _is(kept, quote, sheet) and not note:
        return evolve(await hotel.shop.reservation(kept, hotel.house), room_stays=quote.offer.room_stays)
    plan = _as_it_is(kept, sheet) if _is(kept, quote, sheet) else await _plan(hotel, kept, sheet, quote)
    if isinstance(plan, Refusal):
        return plan
    account = await hotel.shop.account_of(kept.entry)
    if account is None:
        raise Unavailable("QloApps does not say whose reservation it is")
    going.check()
    if not await _carried_out(hotel, kept, plan, account, quote.total, note=note):
        await _restored(hotel, kept, account)
        return Refusal(Reason.SOLD_OUT, detail="another reservation came first")
    now = await hotel.shop.again(kept)
    changed = await hotel.shop.reservation(now, hotel.house)
    if quote.in_name is not None:
        # An account keeps its name: who is to come stands in the note, as with a stranger's reservation.
        changed = evolve(changed, booker=evolve(changed.booker, name=quote.in_name))
    return evolve(changed, room_stays=quote.offer.room_stays) if _is(now, quote, sheet) else changed


def _is(kept: Kept, quote: Quote, sheet: Sheet) -> bool:
    """Whether it already is what was quoted."""
    rooms = [room_stay(line, sheet) for line in kept.live]
    total = money(kept.entry.gross, quote.total.currency)
    return same_rooms(rooms, quote.offer.room_stays) and total == quote.total


async def _plan(hotel: Hotel, kept: Kept, sheet: Sheet, quote: Quote) -> Plan | Refusal:
    """The rooms that make what was quoted, if they can be had at its price."""
    offered = await hotel.offered(sheet, quote.offer)
    if isinstance(offered, Refusal):
        return offered
    types, price = offered
    plans = [await _plan_of_type(hotel, kept, each, quote.stay) for each in types]
    found = [each for each in plans if each is not None]
    if len(found) < len(plans):
        return Refusal(Reason.SOLD_OUT)
    if price.total != quote.total:
        return Refusal(Reason.PRICE_CHANGED)
    return Plan(
        wishes=tuple(wish for each in found for wish in each.wishes),
        shifted=tuple(line for each in found for line in each.shifted),
        new=any(each.new for each in found),
    )


async def _plan_of_type(hotel: Hotel, kept: Kept, of: Offered, dates: Stay) -> Plan | None:
    """The rooms of one type; None when there are not enough."""
    sold, free, rooms = of.sold, of.free, len(of.room_stays)
    stay = [line for line in kept.live if (line.room_type, line.stay) == (sold.id, dates)][:rooms]
    missing = rooms - len(stay)
    shifted: list[Line] = []
    if missing > len(free.rooms):
        own = [line for line in kept.live if line.room_type == sold.id and line.room not in free.rooms]
        own = await hotel.undisturbed([line for line in own if line not in stay], dates)
        shifted = own[: missing - len(free.rooms)]
    doors = [*(line.room for line in (*stay, *shifted)), *free.rooms[: missing - len(shifted)]]
    if len(doors) < rooms:
        return None
    return Plan(
        wishes=tuple(
            Wish(sold=sold, stay=each.stay, occupancy=each.occupancy, room=door)
            for each, door in zip(of.room_stays, doors, strict=True)
        ),
        shifted=tuple(shifted),
        new=missing > 0,
    )


def _as_it_is(kept: Kept, sheet: Sheet) -> Plan | Refusal:
    """Nothing but a note joins the reservation: its rooms are named as they are, or they would go (contract, 6)."""
    wishes = tuple(
        Wish(sold=sold, stay=line.stay, occupancy=line.occupancy, room=line.room)
        for line in kept.live
        if (sold := sheet.find(RoomTypeId(str(line.room_type)))) is not None
    )
    if len(wishes) < len(kept.live):
        return Refusal(Reason.NOT_CHANGEABLE, detail="a room of it is no longer sold")
    return Plan(wishes=wishes, shifted=(), new=False)


async def _carried_out(hotel: Hotel, kept: Kept, plan: Plan, account: Account, total: Money, *, note: str) -> bool:
    """Write the plan; False when somebody else came first."""
    stay = plan.wishes[0].stay
    for line in plan.shifted:
        # QloApps does not count a guest's own room as free (contract, 6): its dates are moved where it stands.
        dates = {"date_from": f"{stay.arrival} 00:00:00", "date_to": f"{stay.departure} 00:00:00"}
        await hotel.api.rewrite_line(line.id, dates)
    before = {line.id for line in kept.live}
    now = await _brought(hotel, kept, plan.wishes, account, twice=plan.new, note=note)
    if now is None:
        return False
    joined = [line for line in now.live if line.id not in before]
    moved = [line for line in now.live if line.id in {each.id for each in plan.shifted}]
    if await hotel.lost(joined) or await hotel.undisturbed(moved, stay) != moved:
        return False
    await hotel.seat(now, _seats(plan.wishes, now))
    await _priced(hotel, now, account, total)
    return True


def _seats(wishes: Sequence[Wish], kept: Kept) -> list[Party]:
    """Who sleeps in each room of the reservation, in the sequence in which QloApps has them."""
    left, seats = list(wishes), list[Party]()
    for line in kept.live:
        own = next(each for each in left if (each.sold.id, each.stay) == (line.room_type, line.stay))
        left.remove(own)
        seats.append(own.occupancy)
    return seats


async def _brought(
    hotel: Hotel, kept: Kept, wishes: Sequence[Wish], account: Account, *, twice: bool, note: str = ""
) -> Kept | None:
    """Put the whole state, the second time for the fees that a change of dates loses (contract, 6).

    None when QloApps refuses. Raises OutcomeUnknown when it does not come to be.
    """
    wanted = sorted((wish.sold.id, wish.stay.arrival, wish.stay.departure) for wish in wishes)

    async def look() -> Kept | None:
        now = await hotel.shop.again(kept)
        there = sorted((line.room_type, line.stay.arrival, line.stay.departure) for line in now.live)
        return now if there == wanted else None

    found: Kept | None = None
    for _ in range(2 if twice else 1):
        # QloApps may have given other rooms than were named; what is said of a room must name the one it has.
        named = wishes if found is None else _as_given(wishes, found)
        body = requests.changed(kept.entry.id, named, account, hotel.house, note=note if found is None else "")
        written = await hotel.api.change(kept.entry.id, body)
        refused = written.outcome is Outcome.REFUSED
        found = await look() if refused else await seen(hotel.clock, look)
        if found is None and refused:
            return None
        if found is None:
            raise unknown("the reservation was changed")
    return found


def _as_given(wishes: Sequence[Wish], kept: Kept) -> list[Wish]:
    """The same wishes, each with a room that the reservation has of its kind."""
    left = list(kept.live)
    named = []
    for wish in wishes:
        own = [line for line in left if (line.room_type, line.stay) == (wish.sold.id, wish.stay)]
        line = next((each for each in own if each.room == wish.room), own[0])
        left.remove(line)
        named.append(evolve(wish, room=line.room))
    return named


async def _priced(hotel: Hotel, kept: Kept, account: Account, total: Money) -> None:
    """Bring the total to what was quoted by what the rooms cost, where QloApps kept prices of before."""
    if money(kept.entry.gross, total.currency) == total:
        return
    sheet = await hotel.shop.sheet()
    more = (total.amount - kept.entry.gross) / len(kept.live)
    wishes = []
    for line in kept.live:
        sold = sheet.find(RoomTypeId(str(line.room_type)))
        if sold is None:
            return
        untaxed = line.net / line.gross if line.gross else Decimal(1)
        net = ((line.gross + more) * untaxed).quantize(_EXACT)
        wishes.append(Wish(sold=sold, stay=line.stay, occupancy=line.occupancy, room=line.room, net=net))
    await _brought(hotel, kept, wishes, account, twice=False)


async def _restored(hotel: Hotel, kept: Kept, account: Account) -> None:
    """Give a reservation back what it had. Raises OutcomeUnknown when it does not come to be as it was."""
    sheet = await hotel.shop.sheet()
    for line in (await hotel.shop.again(kept)).live:
        old = next((each for each in kept.live if each.id == line.id), line)
        if old.stay != line.stay:
            dates = {"date_from": f"{old.stay.arrival} 00:00:00", "date_to": f"{old.stay.departure} 00:00:00"}
            await hotel.api.rewrite_line(line.id, dates)
    now = await hotel.shop.again(kept)
    if now == kept:
        return
    wishes = [
        Wish(sold=sold, stay=line.stay, occupancy=line.occupancy, room=line.room)
        for line in kept.live
        if (sold := sheet.find(RoomTypeId(str(line.room_type)))) is not None
    ]
    back = await _brought(hotel, now, wishes, account, twice=True) if len(wishes) == len(kept.live) else None
    if back is None:
        raise unknown("the reservation was given back what it had")
    await hotel.seat(back, [line.occupancy for line in kept.live])
    await _priced(hotel, back, account, money(kept.entry.gross, hotel.house.currency))
