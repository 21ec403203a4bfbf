"""What a book's catalogue and its answers to an ask must keep."""

from datetime import timedelta

from attrs import evolve

from hotel_agent.domain.ids import RoomTypeId
from hotel_agent.domain.party import Party
from hotel_agent.domain.refusals import Reason
from hotel_agent.testing.contracts.pms.front_office import Clerk, offered, reason


class SearchContract:
    """The catalogue, and what is free for how much."""

    async def test_the_catalogue_names_every_room_type_and_rate_plan_once(self, clerk: Clerk) -> None:
        catalogue = await clerk.pms.catalogue(clerk.office.property_id)
        room_types = [each.id for each in catalogue.room_types]
        rate_plans = [each.id for each in catalogue.rate_plans]
        assert set(room_types) == set(clerk.office.rooms)
        assert len(room_types) == len(set(room_types))
        assert rate_plans
        assert len(rate_plans) == len(set(rate_plans))

    async def test_an_offer_is_for_what_was_asked(self, clerk: Clerk) -> None:
        ask = clerk.ask(clerk.stay(nights=3), room_type=clerk.plenty, rooms=2)
        for offer in offered(await clerk.pms.search(ask)):
            assert offer.property_id == ask.property_id
            assert offer.room_type == clerk.plenty
            assert [each.occupancy for each in offer.room_stays] == list(ask.parties)
            assert {(each.room_type, each.stay) for each in offer.room_stays} == {(clerk.plenty, ask.stay)}
            days = [clerk.office.first_day + timedelta(days=slept) for slept in range(3)]
            assert [night.night for night in offer.price.nights] == days
            assert offer.price.total.minor > 0

    async def test_an_offer_says_the_terms_of_its_rate_plan(self, clerk: Clerk) -> None:
        catalogue = await clerk.pms.catalogue(clerk.office.property_id)
        plans = {plan.id: plan for plan in catalogue.rate_plans}
        for offer in offered(await clerk.pms.search(clerk.ask(clerk.stay()))):
            plan = plans[offer.rate_plan]
            assert (offer.rate_plan_name, offer.meals, offer.terms) == (plan.name, plan.meals, plan.terms)

    async def test_offers_come_in_the_sequence_of_the_catalogue(self, clerk: Clerk) -> None:
        catalogue = await clerk.pms.catalogue(clerk.office.property_id)
        places = {each.id: place for place, each in enumerate(catalogue.room_types)}
        found = [places[each.room_type] for each in offered(await clerk.pms.search(clerk.ask(clerk.stay())))]
        assert found == sorted(found)
        assert set(found) == set(places.values())

    async def test_a_room_is_offered_only_to_a_party_that_fits(self, clerk: Clerk) -> None:
        catalogue = await clerk.pms.catalogue(clerk.office.property_id)
        for adults in range(1, 1 + max(each.capacity.adults for each in catalogue.room_types)):
            for ages in ((), (1,), (1, 9), (1, 9, 16)):
                party = Party(adults, ages)
                answer = await clerk.pms.search(evolve(clerk.ask(clerk.stay()), parties=(party,)))
                fitting = {each.id for each in catalogue.room_types if each.capacity.fits(party)}
                if fitting:
                    assert {offer.room_type for offer in offered(answer)} == fitting
                else:
                    assert reason(answer) is Reason.NO_ROOM_FITS

    async def test_a_party_no_room_takes_is_told_so(self, clerk: Clerk) -> None:
        ask = evolve(clerk.ask(clerk.stay()), parties=(Party(1), Party(40)))
        assert reason(await clerk.pms.search(ask)) is Reason.NO_ROOM_FITS

    async def test_a_room_type_nobody_sells_is_refused(self, clerk: Clerk) -> None:
        answer = await clerk.pms.search(clerk.ask(clerk.stay(), room_type=RoomTypeId("castle")))
        assert reason(answer) is Reason.NO_ROOM_FITS

    async def test_the_hotels_restrictions_are_the_reason_given(self, clerk: Clerk) -> None:
        assert clerk.office.refused, "the hotel needs a restriction to be tried"
        for ask, expected in clerk.office.refused:
            assert reason(await clerk.pms.search(ask)) is expected

    async def test_asking_changes_nothing(self, clerk: Clerk) -> None:
        ask = clerk.ask(clerk.stay(), rooms=1)
        before = await clerk.ledger()
        answers = [await clerk.pms.search(ask) for _ in range(max(clerk.office.rooms.values()) + 1)]
        assert all(answer == answers[0] for answer in answers)
        assert await clerk.ledger() == before

    async def test_the_last_rooms_are_counted_down_to_sold_out(self, clerk: Clerk) -> None:
        ask = clerk.ask(clerk.stay(), room_type=clerk.plenty)
        for left in range(clerk.office.rooms[clerk.plenty], 0, -1):
            assert {offer.rooms_left for offer in offered(await clerk.pms.search(ask))} <= {left, None}
            await clerk.reserve(ask)
        assert reason(await clerk.pms.search(ask)) is Reason.SOLD_OUT

    async def test_more_rooms_than_are_free_are_not_offered(self, clerk: Clerk) -> None:
        stay, all_rooms = clerk.stay(), clerk.office.rooms[clerk.plenty]
        assert offered(await clerk.pms.search(clerk.ask(stay, room_type=clerk.plenty, rooms=all_rooms)))
        too_many = clerk.ask(stay, room_type=clerk.plenty, rooms=all_rooms + 1)
        assert reason(await clerk.pms.search(too_many)) is Reason.SOLD_OUT

    async def test_what_is_sold_out_leaves_the_other_room_types(self, clerk: Clerk) -> None:
        await clerk.fill(clerk.stay(), clerk.scarce)
        found = {offer.room_type for offer in offered(await clerk.pms.search(clerk.ask(clerk.stay())))}
        assert found == set(clerk.office.rooms) - {clerk.scarce}

    async def test_a_full_hotel_is_sold_out(self, clerk: Clerk) -> None:
        for room_type in clerk.office.rooms:
            await clerk.fill(clerk.stay(), room_type)
        assert reason(await clerk.pms.search(clerk.ask(clerk.stay()))) is Reason.SOLD_OUT

    async def test_stays_back_to_back_share_no_night(self, clerk: Clerk) -> None:
        await clerk.fill(clerk.stay(day=2, nights=2), clerk.scarce)
        for day, nights in ((0, 2), (4, 2)):
            assert offered(await clerk.pms.search(clerk.ask(clerk.stay(day, nights), room_type=clerk.scarce)))
        for day, nights in ((1, 2), (3, 2), (2, 1), (3, 1), (0, 6)):
            ask = clerk.ask(clerk.stay(day, nights), room_type=clerk.scarce)
            assert reason(await clerk.pms.search(ask)) is Reason.SOLD_OUT

    async def test_the_rooms_of_the_reservation_to_be_replaced_count_as_free(self, clerk: Clerk) -> None:
        (own, *_) = await clerk.fill(clerk.stay(), clerk.scarce)
        ask = clerk.ask(clerk.stay(nights=3), room_type=clerk.scarce)
        assert reason(await clerk.pms.search(ask)) is Reason.SOLD_OUT
        assert offered(await clerk.pms.search(evolve(ask, instead_of=own.number)))

    async def test_another_property_has_rooms_of_its_own(self, clerk: Clerk) -> None:
        await clerk.fill(clerk.stay(), clerk.scarce)
        here, there = [
            (await clerk.pms.catalogue(each)).room_types
            for each in (clerk.office.property_id, clerk.office.other_property_id)
        ]
        # The same room types in the same sequence, which may go by other ids there.
        alike = there[[each.id for each in here].index(clerk.scarce)]
        elsewhere = clerk.ask(clerk.stay(), room_type=alike.id, property_id=clerk.office.other_property_id)
        assert offered(await clerk.pms.search(elsewhere))
