"""What asking who stays must keep: the nights, this property only, and whoever does not come any more is left out."""

from hotel_agent.domain.money import Money
from hotel_agent.domain.stay import Stay
from hotel_agent.testing.contracts.pms.front_office import Clerk, made


class StayingContract:
    """`Pms.staying`."""

    async def test_whoever_arrives_on_a_day_sleeps_its_night_and_whoever_leaves_slept_the_one_before(
        self, clerk: Clerk
    ) -> None:
        reservation = await clerk.reserve(clerk.ask(clerk.stay(day=3, nights=2)))
        for day, is_there in ((1, False), (2, False), (3, True), (4, True), (5, False), (6, False)):
            found = await clerk.pms.staying(clerk.office.property_id, clerk.stay(day=day, nights=1))
            assert list(found) == ([reservation] if is_there else []), f"day {day}"

    async def test_the_earliest_arrival_comes_first_over_all_the_nights_asked_for(self, clerk: Clerk) -> None:
        late, early = [await clerk.reserve(clerk.ask(clerk.stay(day=day, nights=1))) for day in (6, 2)]
        nights = Stay(clerk.stay(day=2).arrival, clerk.stay(day=7).arrival)
        assert list(await clerk.pms.staying(clerk.office.property_id, nights)) == [early, late]

    async def test_a_reservation_of_two_rooms_is_told_once(self, clerk: Clerk) -> None:
        ask = clerk.ask(clerk.stay(), room_type=clerk.plenty, rooms=2)
        reservation = await clerk.reserve(ask)
        assert list(await clerk.pms.staying(clerk.office.property_id, clerk.stay())) == [reservation]

    async def test_a_cancelled_one_holds_no_room(self, clerk: Clerk) -> None:
        reservation = await clerk.reserve(clerk.ask(clerk.stay()))
        await clerk.pms.cancel(reservation.number, penalty=Money.zero(reservation.total.currency), key=clerk.key())
        assert not await clerk.pms.staying(clerk.office.property_id, clerk.stay())

    async def test_whoever_moved_to_other_nights_is_found_there_only(self, clerk: Clerk) -> None:
        old = await clerk.reserve(clerk.ask(clerk.stay(day=0)))
        quote = await clerk.quote(clerk.ask(clerk.stay(day=10), instead_of=old.number))
        moved = made(await clerk.pms.modify(old.number, quote, key=clerk.key()))
        assert not await clerk.pms.staying(clerk.office.property_id, clerk.stay(day=0))
        assert list(await clerk.pms.staying(clerk.office.property_id, clerk.stay(day=10))) == [moved]

    async def test_a_guest_in_the_house_still_stays(self, clerk: Clerk) -> None:
        reservation = await clerk.reserve(clerk.ask(clerk.stay()))
        await clerk.office.check_in(reservation.number)
        (found,) = await clerk.pms.staying(clerk.office.property_id, clerk.stay())
        assert found.number == reservation.number

    async def test_who_stays_in_another_property_is_not_told(self, clerk: Clerk) -> None:
        await clerk.reserve(clerk.ask(clerk.stay(), property_id=clerk.office.other_property_id))
        assert not await clerk.pms.staying(clerk.office.property_id, clerk.stay())
