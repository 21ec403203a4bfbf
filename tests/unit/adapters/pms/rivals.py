"""What a book in a database promises beyond its port: two who write in it at once, and what lies in its rows."""

import asyncio
import json
from datetime import date

import pytest
from attrs import evolve
from sqlalchemy import insert, update
from tests.unit.adapters.pms.database_office import DatabaseOffice
from tests.unit.adapters.pms.own_book import HERE, TENANT, OwnBookContract

from hotel_agent.adapters.database.tables_book import reservations, reserved_nights
from hotel_agent.adapters.pms.numbers import confirmation_numbers
from hotel_agent.domain.errors import Conflict
from hotel_agent.domain.ids import ConfirmationNumber, RoomTypeId
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import (
    Booker,
    Cancellation,
    ContactKind,
    GuestContact,
    Reservation,
)
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.contracts.pms.front_office import Clerk, made, reason

UNSPEAKABLE = ("\x00", "a\x00b", "\ud83c", "ß" * 6, "İ", "", "BCD2F\x00", "'; DROP TABLE reservations; --", "x" * 9000)


class DatabaseBookContract(OwnBookContract):
    """A book whose rows many may write."""

    @pytest.fixture
    async def rival(self, office: DatabaseOffice) -> Pms:
        """The same book as another process has it open."""
        return await office.reopened()

    async def test_of_two_houses_at_once_for_the_last_room_exactly_one_gets_it(self, clerk: Clerk, rival: Pms) -> None:
        for day in range(0, 30, 3):
            await clerk.fill(clerk.stay(day), clerk.plenty, leave=1)
            quote = await clerk.quote(clerk.ask(clerk.stay(day), room_type=clerk.plenty))
            answers = await asyncio.gather(
                *(pms.book(quote, clerk.booker, key=clerk.key()) for pms in (clerk.pms, rival) for _ in range(2))
            )
            assert sorted(map(type, answers), key=str) == [Refusal, Refusal, Refusal, Reservation]
            assert {answer.reason for answer in answers if isinstance(answer, Refusal)} == {Reason.SOLD_OUT}

    async def test_of_two_who_want_two_of_three_rooms_one_gets_both_and_the_other_none(
        self, clerk: Clerk, rival: Pms
    ) -> None:
        for day in range(0, 30, 3):
            quote = await clerk.quote(clerk.ask(clerk.stay(day), room_type=clerk.plenty, rooms=2))
            one, other = await asyncio.gather(
                *(pms.book(quote, clerk.booker, key=clerk.key()) for pms in (clerk.pms, rival))
            )
            winner = made(one if isinstance(one, Reservation) else other)
            assert reason(other if winner is one else one) is Reason.SOLD_OUT
            mine = [line for line in await clerk.ledger() if line.stay == quote.stay]
            assert [line.number for line in mine] == [winner.number] * 2
            assert len({line.door for line in mine}) == 2

    async def test_under_one_key_two_houses_at_once_make_one_reservation(self, clerk: Clerk, rival: Pms) -> None:
        quote, key = await clerk.quote(clerk.ask(clerk.stay(), room_type=clerk.plenty)), clerk.key()
        answers = await asyncio.gather(
            *(pms.book(quote, clerk.booker, key=key) for pms in (clerk.pms, rival) for _ in range(5))
        )
        assert len({made(answer).number for answer in answers}) == 1
        assert len(await clerk.ledger()) == 1

    async def test_a_change_and_a_new_reservation_at_once_never_share_a_room(self, clerk: Clerk, rival: Pms) -> None:
        for day in range(0, 60, 6):
            old = await clerk.reserve(clerk.ask(clerk.stay(day), room_type=clerk.scarce))
            later = clerk.stay(day + 1)
            wish = clerk.ask(later, room_type=clerk.scarce, instead_of=old.number)
            changed = clerk.pms.modify(old.number, await clerk.quote(wish), key=clerk.key())
            quote = await clerk.quote(clerk.ask(clerk.stay(day + 2, 1), room_type=clerk.scarce))
            answers = await asyncio.gather(changed, rival.book(quote, clerk.booker, key=clerk.key()))
            assert sum(isinstance(answer, Reservation) for answer in answers) == 1

    async def test_a_reservation_outlives_the_process_that_made_it(self, clerk: Clerk, rival: Pms) -> None:
        key, penalty = clerk.key(), Money(100, "EUR")
        reservation = await clerk.reserve(clerk.ask(clerk.stay(), room_type=clerk.scarce))
        assert list(await rival.find(HERE, reservation.number)) == [reservation]
        assert reason(await rival.search(clerk.ask(clerk.stay(), room_type=clerk.scarce))) is Reason.SOLD_OUT
        first = await rival.cancel(reservation.number, penalty=penalty, key=key)
        assert first == await clerk.pms.cancel(reservation.number, penalty=penalty, key=key)
        assert isinstance(first, Cancellation)

    async def test_the_rows_themselves_allow_nobody_a_second_sleeper(
        self, clerk: Clerk, office: DatabaseOffice
    ) -> None:
        await clerk.fill(clerk.stay(), RoomTypeId("single"))
        night = {"tenant": TENANT.id, "property": HERE, "room": "201", "number": "BCD234", "place": 0}
        with pytest.raises(Conflict):
            async with office.database.transaction(TENANT.id) as connection:
                await connection.execute(insert(reserved_nights).values(**night, night=date(2031, 3, 4)))

    async def test_whatever_a_guest_is_called_the_reservation_is_made_and_found(self, clerk: Clerk) -> None:
        for name in ("Ana\x00", "half \ud83c a hotel", "O'Neill; --", "李小龍", "\u202eana"):
            booker = Booker(name=name, email=f"{name}@example.com", phone=name)
            quote = await clerk.quote(clerk.ask(clerk.stay(day=50), room_type=clerk.plenty))
            reservation = made(await clerk.pms.book(quote, booker, key=clerk.key()))
            assert reservation.booker == booker
            for kind, value in ((ContactKind.EMAIL, booker.email), (ContactKind.PHONE, booker.phone)):
                assert list(await clerk.pms.find(HERE, GuestContact(kind, value or ""))) == [reservation]
            await clerk.pms.cancel(reservation.number, penalty=Money.zero("EUR"), key=clerk.key())

    @pytest.mark.parametrize("nonsense", UNSPEAKABLE)
    async def test_what_can_be_no_number_is_not_found(self, clerk: Clerk, nonsense: str) -> None:
        number = ConfirmationNumber(nonsense)
        quote = await clerk.quote(clerk.ask(clerk.stay(), instead_of=number))
        assert list(await clerk.pms.find(HERE, number)) == []
        assert reason(await clerk.pms.modify(number, quote, key=clerk.key())) is Reason.NOT_FOUND
        cancelled = await clerk.pms.cancel(number, penalty=Money.zero("EUR"), key=clerk.key())
        assert reason(cancelled) is Reason.NOT_FOUND
        assert list(await clerk.pms.find(HERE, GuestContact(ContactKind.EMAIL, nonsense))) == []

    async def test_a_number_may_be_said_in_small_letters(self, clerk: Clerk) -> None:
        reservation = await clerk.reserve(clerk.ask(clerk.stay()))
        number = ConfirmationNumber(reservation.number.lower())
        quote = await clerk.quote(clerk.ask(clerk.stay(nights=3), instead_of=number))
        assert made(await clerk.pms.modify(number, quote, key=clerk.key())).stay == quote.stay

    async def test_a_number_that_is_taken_is_not_given_again(self, clerk: Clerk, office: DatabaseOffice) -> None:
        key = clerk.key()
        number = next(confirmation_numbers(key))
        other = await clerk.reserve(clerk.ask(clerk.stay()))
        row = json.dumps(office.codec.write(evolve(other, number=number)))
        async with office.database.transaction(TENANT.id) as connection:
            await connection.execute(update(reservations).values(number=number, reservation=row))
            await connection.execute(update(reserved_nights).values(number=number))
        reservation = await clerk.reserve(clerk.ask(clerk.stay(10)), key=key)
        assert reservation.number != number
        assert {line.number for line in await clerk.ledger()} == {reservation.number, number}
