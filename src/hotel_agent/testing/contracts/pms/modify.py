"""What changing a reservation must keep: it converges on the quoted state, or stays exactly as it was."""

import asyncio

import pytest
from attrs import evolve

from hotel_agent.domain.errors import OutcomeUnknown
from hotel_agent.domain.ids import ConfirmationNumber
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Reservation, ReservationState
from hotel_agent.testing.contracts.pms.book import break_off, repriced
from hotel_agent.testing.contracts.pms.front_office import Clerk, made, offered, reason
from hotel_agent.testing.trouble.pms import ForgetfulPms


class ModifyContract:
    """`Pms.modify`."""

    async def test_the_reservation_becomes_what_the_quote_describes(self, clerk: Clerk) -> None:
        old = await clerk.reserve(clerk.ask(clerk.stay(), room_type=clerk.scarce))
        quote = await change(clerk, old, day=1, nights=3, rooms=2)
        new = made(await clerk.pms.modify(old.number, quote, key=clerk.key()))
        offer = quote.offer
        assert new.rate_plan in {offer.rate_plan, None}
        assert new == evolve(
            old, room_stays=offer.room_stays, rate_plan=new.rate_plan, price=offer.price, terms=offer.terms
        )
        lines = await clerk.lines(old.number)
        assert [(line.room_type, line.stay, line.total) for line in lines] == [
            (clerk.plenty, quote.stay, quote.total)
        ] * 2

    async def test_repeated_it_converges(self, clerk: Clerk) -> None:
        old = await clerk.reserve(clerk.ask(clerk.stay()))
        quote, key = await change(clerk, old), clerk.key()
        new = made(await clerk.pms.modify(old.number, quote, key=key))
        before = await clerk.ledger()
        for again in (key, key, clerk.key()):
            assert made(await clerk.pms.modify(old.number, quote, key=again)) == new
        assert await clerk.ledger() == before

    async def test_a_change_whose_answer_was_lost_is_told_again(self, clerk: Clerk) -> None:
        old = await clerk.reserve(clerk.ask(clerk.stay()))
        quote, key = await change(clerk, old), clerk.key()
        with pytest.raises(OutcomeUnknown):
            await ForgetfulPms(clerk.pms, modify=1).modify(old.number, quote, key=key)
        before = await clerk.ledger()
        again = await clerk.office.reopened()
        assert made(await again.modify(old.number, quote, key=key)).stay == quote.stay
        assert await clerk.ledger() == before

    async def test_broken_off_anywhere_and_repeated_it_converges(self, clerk: Clerk) -> None:
        for steps in range(8):
            old = await clerk.reserve(clerk.ask(clerk.stay(day=8 * steps)))
            quote, key = await change(clerk, old, day=8 * steps + 1), clerk.key()
            await break_off(asyncio.create_task(clerk.pms.modify(old.number, quote, key=key)), steps)
            made(await (await clerk.office.reopened()).modify(old.number, quote, key=key))
            assert {(line.stay, line.total) for line in await clerk.lines(old.number)} == {(quote.stay, quote.total)}

    async def test_a_guest_may_stay_longer_in_a_full_hotel(self, clerk: Clerk) -> None:
        (own, *_) = await clerk.fill(clerk.stay(nights=2), clerk.scarce)
        ask = clerk.ask(clerk.stay(nights=3), room_type=clerk.scarce, instead_of=own.number)
        quote = await clerk.quote(ask)
        assert made(await clerk.pms.modify(own.number, quote, key=clerk.key())).stay == ask.stay

    async def test_the_nights_given_back_are_free_again(self, clerk: Clerk) -> None:
        (own, *_) = await clerk.fill(clerk.stay(day=0, nights=3), clerk.scarce)
        shorter = clerk.ask(clerk.stay(day=1, nights=2), room_type=clerk.scarce, instead_of=own.number)
        made(await clerk.pms.modify(own.number, await clerk.quote(shorter), key=clerk.key()))
        await clerk.reserve(clerk.ask(clerk.stay(day=0, nights=1), room_type=clerk.scarce))
        taken = clerk.ask(clerk.stay(day=1, nights=1), room_type=clerk.scarce)
        assert reason(await clerk.pms.search(taken)) is Reason.SOLD_OUT

    async def test_of_several_at_once_for_the_last_room_exactly_one_gets_it(self, clerk: Clerk) -> None:
        free = clerk.stay(day=20)
        rivals = [await clerk.reserve(clerk.ask(clerk.stay(day=day), room_type=clerk.plenty)) for day in (0, 3, 6, 9)]
        await clerk.fill(free, clerk.plenty, leave=1)
        quote = await clerk.quote(clerk.ask(free, room_type=clerk.plenty))
        answers = await asyncio.gather(*(clerk.pms.modify(each.number, quote, key=clerk.key()) for each in rivals))
        assert sum(isinstance(answer, Reservation) for answer in answers) == 1
        assert {answer.reason for answer in answers if isinstance(answer, Refusal)} == {Reason.SOLD_OUT}

    async def test_refused_it_stays_as_it_was(self, clerk: Clerk) -> None:
        old = await clerk.reserve(clerk.ask(clerk.stay()))
        quote = await change(clerk, old, day=30)
        await clerk.fill(quote.stay, clerk.plenty)
        before = await clerk.ledger()
        for wanted, expected in (
            (quote, Reason.SOLD_OUT),
            (repriced(await change(clerk, old), -1), Reason.PRICE_CHANGED),
        ):
            assert reason(await clerk.pms.modify(old.number, wanted, key=clerk.key())) is expected
        assert await clerk.ledger() == before
        assert list(await clerk.pms.find(old.property_id, old.number)) == [old]

    async def test_a_number_nobody_has_is_not_changed(self, clerk: Clerk) -> None:
        quote = await clerk.quote(clerk.ask(clerk.stay()))
        answer = await clerk.pms.modify(ConfirmationNumber("NOSUCH"), quote, key=clerk.key())
        assert reason(answer) is Reason.NOT_FOUND

    async def test_a_cancelled_reservation_is_not_changed(self, clerk: Clerk) -> None:
        old = await clerk.reserve(clerk.ask(clerk.stay()))
        await clerk.pms.cancel(old.number, penalty=Money.zero(old.total.currency), key=clerk.key())
        before = await clerk.ledger()
        quote = await change(clerk, old)
        assert reason(await clerk.pms.modify(old.number, quote, key=clerk.key())) is Reason.ALREADY_CANCELLED
        assert await clerk.ledger() == before

    async def test_the_stay_of_a_guest_in_the_house_is_not_changed(self, clerk: Clerk) -> None:
        old = await clerk.reserve(clerk.ask(clerk.stay()))
        await clerk.office.check_in(old.number)
        before = await clerk.ledger()
        quote = await change(clerk, old)
        assert reason(await clerk.pms.modify(old.number, quote, key=clerk.key())) is Reason.NOT_CHANGEABLE
        assert await clerk.ledger() == before
        assert {line.state for line in await clerk.lines(old.number)} == {ReservationState.CHECKED_IN}


async def change(clerk: Clerk, old: Reservation, *, day: int = 1, nights: int = 2, rooms: int = 1) -> Quote:
    """The quote of another stay for this reservation, under the last rate plan offered."""
    ask = clerk.ask(clerk.stay(day, nights), room_type=clerk.plenty, rooms=rooms, instead_of=old.number)
    return evolve(clerk.quoted(offered(await clerk.pms.search(ask))[-1]), replaces=old.number)
