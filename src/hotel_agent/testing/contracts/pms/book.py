"""What making a reservation must keep: at most one under a key, at the quoted price, never an oversold night."""

import asyncio

import pytest
from attrs import evolve

from hotel_agent.domain.errors import OutcomeUnknown
from hotel_agent.domain.money import Money
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Reservation, ReservationState
from hotel_agent.testing.contracts.pms.front_office import Clerk, made, offered, reason
from hotel_agent.testing.trouble.pms import ForgetfulPms

AT_ONCE = 20
"""So many callers at the same moment."""


class BookContract:
    """`Pms.book`."""

    async def test_the_reservation_is_what_was_quoted(self, clerk: Clerk) -> None:
        quote = await clerk.quote(clerk.ask(clerk.stay(nights=3), room_type=clerk.plenty, rooms=2))
        key = clerk.key()
        reservation = made(await clerk.pms.book(quote, clerk.booker, key=key))
        assert reservation.property_id == clerk.office.property_id
        assert reservation.state is ReservationState.CONFIRMED
        assert reservation.room_stays == quote.offer.room_stays
        assert reservation.rate_plan in {quote.offer.rate_plan, None}
        assert reservation.price == quote.offer.price
        assert reservation.terms == quote.offer.terms
        assert reservation.booker == clerk.booker
        assert reservation.key == key

    async def test_the_hotel_sees_the_reservation_as_it_was_quoted(self, clerk: Clerk) -> None:
        ask = evolve(clerk.ask(clerk.stay(nights=3), room_type=clerk.plenty), parties=(Party(1), Party(1)))
        quote = await clerk.quote(ask)
        reservation = made(await clerk.pms.book(quote, clerk.booker, key=clerk.key()))
        lines = await clerk.lines(reservation.number)
        assert len(lines) == 2
        for line in lines:
            assert line.state is ReservationState.CONFIRMED
            assert (line.room_type, line.stay) == (clerk.plenty, ask.stay)
            assert line.guests == 1
            assert line.booker == clerk.booker.name
            assert line.total == quote.total

    async def test_the_whole_party_is_in_the_hotels_book(self, clerk: Clerk) -> None:
        catalogue = await clerk.pms.catalogue(clerk.office.property_id)
        room_type = max(catalogue.room_types, key=lambda each: each.capacity.guests)
        adults = room_type.capacity.adults
        party = Party(adults, (7,) * (room_type.capacity.guests - adults))
        ask = evolve(clerk.ask(clerk.stay(), room_type=room_type.id), parties=(party,))
        reservation = await clerk.reserve(ask)
        assert [each.occupancy for each in reservation.room_stays] == [party]
        assert [line.guests for line in await clerk.lines(reservation.number)] == [party.size]

    async def test_every_offer_can_be_reserved_at_its_price(self, clerk: Clerk) -> None:
        offers = offered(await clerk.pms.search(clerk.ask(clerk.stay())))
        for day, offer in enumerate(offers):
            ask = clerk.ask(clerk.stay(10 * day), room_type=offer.room_type)
            same = [each for each in offered(await clerk.pms.search(ask)) if each.rate_plan == offer.rate_plan]
            quote = clerk.quoted(same[0])
            reservation = made(await clerk.pms.book(quote, clerk.booker, key=clerk.key()))
            assert reservation.total == quote.total
            assert {line.total for line in await clerk.lines(reservation.number)} == {quote.total}

    async def test_under_one_key_only_one_reservation_is_made(self, clerk: Clerk) -> None:
        quote, key = await clerk.quote(clerk.ask(clerk.stay())), clerk.key()
        first = made(await clerk.pms.book(quote, clerk.booker, key=key))
        before = await clerk.ledger()
        assert made(await clerk.pms.book(quote, clerk.booker, key=key)) == first
        other = await clerk.quote(clerk.ask(clerk.stay(day=9, nights=1)))
        assert made(await clerk.pms.book(other, clerk.booker, key=key)) == first
        assert await clerk.ledger() == before

    async def test_two_keys_make_two_reservations(self, clerk: Clerk) -> None:
        quote = await clerk.quote(clerk.ask(clerk.stay(), room_type=clerk.plenty))
        numbers = {made(await clerk.pms.book(quote, clerk.booker, key=clerk.key())).number for _ in range(2)}
        assert len(numbers) == 2

    async def test_twenty_at_once_under_one_key_make_one_reservation(self, clerk: Clerk) -> None:
        quote, key = await clerk.quote(clerk.ask(clerk.stay(), room_type=clerk.plenty)), clerk.key()
        before = await clerk.ledger()
        answers = await asyncio.gather(*(clerk.pms.book(quote, clerk.booker, key=key) for _ in range(AT_ONCE)))
        assert len({made(answer).number for answer in answers}) == 1
        assert len(await clerk.ledger()) == len(before) + 1

    async def test_of_twenty_at_once_for_the_last_room_exactly_one_gets_it(self, clerk: Clerk) -> None:
        await clerk.fill(clerk.stay(), clerk.plenty, leave=1)
        quote = await clerk.quote(clerk.ask(clerk.stay(), room_type=clerk.plenty))
        before = await clerk.ledger()
        answers = await asyncio.gather(*(clerk.pms.book(quote, clerk.booker, key=clerk.key()) for _ in range(AT_ONCE)))
        assert sum(isinstance(answer, Reservation) for answer in answers) == 1
        assert {answer.reason for answer in answers if isinstance(answer, Refusal)} == {Reason.SOLD_OUT}
        assert len(await clerk.ledger()) == len(before) + 1

    async def test_a_reservation_whose_answer_was_lost_is_told_again(self, clerk: Clerk) -> None:
        quote, key = await clerk.quote(clerk.ask(clerk.stay())), clerk.key()
        with pytest.raises(OutcomeUnknown):
            await ForgetfulPms(clerk.pms, book=1).book(quote, clerk.booker, key=key)
        before = await clerk.ledger()
        again = await clerk.office.reopened()
        reservation = made(await again.book(quote, clerk.booker, key=key))
        assert await clerk.ledger() == before
        assert [line.number for line in before].count(reservation.number) == 1

    async def test_broken_off_anywhere_and_repeated_it_makes_one_reservation(self, clerk: Clerk) -> None:
        for steps in range(8):
            quote, key = await clerk.quote(clerk.ask(clerk.stay(day=5 * steps))), clerk.key()
            before = await clerk.ledger()
            await break_off(asyncio.create_task(clerk.pms.book(quote, clerk.booker, key=key)), steps)
            made(await (await clerk.office.reopened()).book(quote, clerk.booker, key=key))
            assert len(await clerk.ledger()) == len(before) + 1

    async def test_a_price_that_is_not_todays_is_refused(self, clerk: Clerk) -> None:
        quote, key = await clerk.quote(clerk.ask(clerk.stay())), clerk.key()
        before = await clerk.ledger()
        for cents in (-1, 1):
            answer = await clerk.pms.book(repriced(quote, cents), clerk.booker, key=key)
            assert reason(answer) is Reason.PRICE_CHANGED
        assert await clerk.ledger() == before
        assert made(await clerk.pms.book(quote, clerk.booker, key=key)).total == quote.total

    async def test_a_quote_of_a_room_sold_meanwhile_is_refused_until_it_is_free_again(self, clerk: Clerk) -> None:
        quote, key = await clerk.quote(clerk.ask(clerk.stay(), room_type=clerk.scarce)), clerk.key()
        others = await clerk.fill(clerk.stay(), clerk.scarce)
        before = await clerk.ledger()
        assert reason(await clerk.pms.book(quote, clerk.booker, key=key)) is Reason.SOLD_OUT
        assert await clerk.ledger() == before
        await clerk.pms.cancel(others[0].number, penalty=Money.zero(quote.total.currency), key=clerk.key())
        assert made(await clerk.pms.book(quote, clerk.booker, key=key)).key == key

    async def test_a_booker_nobody_can_reach_is_refused(self, clerk: Clerk) -> None:
        quote, key = await clerk.quote(clerk.ask(clerk.stay())), clerk.key()
        before = await clerk.ledger()
        nobody = evolve(clerk.booker, email=None, phone=None)
        assert reason(await clerk.pms.book(quote, nobody, key=key)) is Reason.MISSING_CONTACT
        assert await clerk.ledger() == before
        assert made(await clerk.pms.book(quote, clerk.booker, key=key)).booker == clerk.booker

    async def test_a_room_too_small_is_not_reserved(self, clerk: Clerk) -> None:
        quote = await clerk.quote(clerk.ask(clerk.stay()))
        crowd = tuple(evolve(each, occupancy=Party(40)) for each in quote.offer.room_stays)
        before = await clerk.ledger()
        forged = evolve(quote, offer=evolve(quote.offer, room_stays=crowd))
        assert isinstance(await clerk.pms.book(forged, clerk.booker, key=clerk.key()), Refusal)
        assert await clerk.ledger() == before


def repriced(quote: Quote, cents: int) -> Quote:
    """The quote as it would be if its first night had another price."""
    price = quote.offer.price
    more = Money(cents, price.total.currency)
    nights = (evolve(price.nights[0], amount=price.nights[0].amount + more), *price.nights[1:])
    changed = evolve(price, nights=nights, total=price.total + more)
    return evolve(quote, offer=evolve(quote.offer, price=changed))


async def break_off(task: "asyncio.Task[object]", steps: int) -> None:
    """Let a call run for so many rounds of the event loop, then cancel it."""
    for _ in range(steps):
        await asyncio.wait({task}, timeout=0)
    task.cancel()
    await asyncio.wait({task})
