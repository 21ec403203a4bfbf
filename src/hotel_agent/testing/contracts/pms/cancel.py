"""What cancelling must keep: once, at the agreed penalty, and the rooms are free."""

import asyncio

import pytest

from hotel_agent.domain.errors import OutcomeUnknown
from hotel_agent.domain.ids import ConfirmationNumber
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import Cancellation, ReservationState
from hotel_agent.testing.contracts.pms.book import AT_ONCE, break_off
from hotel_agent.testing.contracts.pms.front_office import Clerk, offered, reason
from hotel_agent.testing.trouble.pms import ForgetfulPms


class CancelContract:
    """`Pms.cancel`."""

    async def test_a_cancellation_costs_what_was_agreed_and_frees_the_rooms(self, clerk: Clerk) -> None:
        (reservation, *_) = await clerk.fill(clerk.stay(), clerk.scarce)
        ask = clerk.ask(clerk.stay(), room_type=clerk.scarce)
        assert reason(await clerk.pms.search(ask)) is Reason.SOLD_OUT
        penalty = Money(4321, reservation.total.currency)
        answer = await clerk.pms.cancel(reservation.number, penalty=penalty, key=clerk.key())
        assert answer == Cancellation(number=reservation.number, penalty=penalty)
        assert {line.state for line in await clerk.lines(reservation.number)} == {ReservationState.CANCELLED}
        assert offered(await clerk.pms.search(ask))

    async def test_the_same_key_gets_the_same_cancellation(self, clerk: Clerk) -> None:
        reservation, key = await clerk.reserve(clerk.ask(clerk.stay())), clerk.key()
        penalty = Money(100, reservation.total.currency)
        first = await clerk.pms.cancel(reservation.number, penalty=penalty, key=key)
        before = await clerk.ledger()
        assert await clerk.pms.cancel(reservation.number, penalty=penalty, key=key) == first
        assert await clerk.ledger() == before

    async def test_another_key_comes_too_late(self, clerk: Clerk) -> None:
        reservation = await clerk.reserve(clerk.ask(clerk.stay()))
        penalty = Money.zero(reservation.total.currency)
        assert isinstance(await clerk.pms.cancel(reservation.number, penalty=penalty, key=clerk.key()), Cancellation)
        answer = await clerk.pms.cancel(reservation.number, penalty=penalty, key=clerk.key())
        assert reason(answer) is Reason.ALREADY_CANCELLED

    async def test_of_twenty_at_once_one_cancels(self, clerk: Clerk) -> None:
        reservation = await clerk.reserve(clerk.ask(clerk.stay()))
        penalty = Money.zero(reservation.total.currency)
        answers = await asyncio.gather(
            *(clerk.pms.cancel(reservation.number, penalty=penalty, key=clerk.key()) for _ in range(AT_ONCE))
        )
        assert sum(isinstance(answer, Cancellation) for answer in answers) == 1
        refused = {answer.reason for answer in answers if isinstance(answer, Refusal)}
        assert refused == {Reason.ALREADY_CANCELLED}

    async def test_a_cancellation_whose_answer_was_lost_is_told_again(self, clerk: Clerk) -> None:
        reservation, key = await clerk.reserve(clerk.ask(clerk.stay())), clerk.key()
        penalty = Money(100, reservation.total.currency)
        with pytest.raises(OutcomeUnknown):
            await ForgetfulPms(clerk.pms, cancel=1).cancel(reservation.number, penalty=penalty, key=key)
        again = await clerk.office.reopened()
        answer = await again.cancel(reservation.number, penalty=penalty, key=key)
        assert answer == Cancellation(number=reservation.number, penalty=penalty)

    async def test_broken_off_anywhere_and_repeated_it_is_cancelled_once(self, clerk: Clerk) -> None:
        for steps in range(8):
            reservation, key = await clerk.reserve(clerk.ask(clerk.stay(day=5 * steps))), clerk.key()
            penalty = Money(100, reservation.total.currency)
            task = asyncio.create_task(clerk.pms.cancel(reservation.number, penalty=penalty, key=key))
            await break_off(task, steps)
            answer = await (await clerk.office.reopened()).cancel(reservation.number, penalty=penalty, key=key)
            assert answer == Cancellation(number=reservation.number, penalty=penalty)

    async def test_a_number_nobody_has_is_not_cancelled(self, clerk: Clerk) -> None:
        answer = await clerk.pms.cancel(ConfirmationNumber("NOSUCH"), penalty=Money.zero("EUR"), key=clerk.key())
        assert reason(answer) is Reason.NOT_FOUND

    async def test_a_guest_in_the_house_does_not_cancel(self, clerk: Clerk) -> None:
        reservation = await clerk.reserve(clerk.ask(clerk.stay()))
        await clerk.office.check_in(reservation.number)
        before = await clerk.ledger()
        penalty = Money.zero(reservation.total.currency)
        answer = await clerk.pms.cancel(reservation.number, penalty=penalty, key=clerk.key())
        assert reason(answer) is Reason.NOT_CHANGEABLE
        assert await clerk.ledger() == before

    async def test_the_command_that_made_it_is_not_performed_again(self, clerk: Clerk) -> None:
        quote, key = await clerk.quote(clerk.ask(clerk.stay())), clerk.key()
        reservation = await clerk.reserve(clerk.ask(clerk.stay()), key=key)
        await clerk.pms.cancel(reservation.number, penalty=Money.zero(quote.total.currency), key=clerk.key())
        before = await clerk.ledger()
        answer = await clerk.pms.book(quote, clerk.booker, key=key)
        assert not isinstance(answer, Refusal)
        assert (answer.number, answer.state) == (reservation.number, ReservationState.CANCELLED)
        assert await clerk.ledger() == before
