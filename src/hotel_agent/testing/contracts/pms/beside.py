"""What is reserved beside the room: extras at the price told, rooms of several types together, and wishes noted."""

from collections.abc import Sequence

from attrs import evolve

from hotel_agent.domain.ids import ExtraId
from hotel_agent.domain.reservations.catalogue import Extra, ExtraBasis
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.reservation import Reservation
from hotel_agent.testing.contracts.pms.front_office import Clerk, made, offered

WISH = "A quiet room, please"


class BesideContract:
    """Extras, several types and wishes, in `Pms.search`, `book` and `modify`. A book without extras sells none."""

    async def test_every_extra_has_an_id_of_its_own(self, clerk: Clerk) -> None:
        ids = [each.id for each in await extras(clerk)]
        assert len(ids) == len(set(ids))

    async def test_an_extra_costs_what_the_catalogue_says_on_top_of_the_rooms(self, clerk: Clerk) -> None:
        ask = clerk.ask(clerk.stay(nights=3), room_type=clerk.plenty, rooms=2)
        (plain, *_) = offered(await clerk.pms.search(ask))
        for extra in await extras(clerk):
            (offer, *_) = offered(await clerk.pms.search(evolve(ask, extras=(extra.id,))))
            times = {ExtraBasis.STAY: 1, ExtraBasis.NIGHT: 3, ExtraBasis.PERSON: 2, ExtraBasis.PERSON_NIGHT: 6}
            expected = extra.price * times[extra.basis]
            assert [(line.extra, line.name, line.amount) for line in offer.price.extras] == [
                (extra.id, extra.name, expected)
            ]
            assert offer.price.total == plain.price.total + expected

    async def test_what_is_not_sold_is_left_out(self, clerk: Clerk) -> None:
        ask = clerk.ask(clerk.stay())
        told = await clerk.pms.search(evolve(ask, extras=(ExtraId("helicopter"),)))
        assert told == await clerk.pms.search(ask)

    async def test_extras_are_reserved_at_the_price_told_and_found_again(self, clerk: Clerk) -> None:
        offer = await with_extras(clerk, clerk.ask(clerk.stay(nights=3), room_type=clerk.plenty))
        reservation = made(await clerk.pms.book(clerk.quoted(offer), clerk.booker, key=clerk.key()))
        assert reservation.price.extras == offer.price.extras
        assert reservation.total == offer.price.total
        (found,) = await clerk.pms.find(reservation.property_id, reservation.number)
        assert (found.price.extras, found.total) == (offer.price.extras, offer.price.total)
        assert {line.total for line in await clerk.lines(reservation.number)} == {offer.price.total}

    async def test_extras_stay_when_the_dates_change(self, clerk: Clerk) -> None:
        old = await reserved(clerk)
        longer = clerk.ask(clerk.stay(1, 4), room_type=clerk.plenty, instead_of=old.number)
        offer = await with_extras(clerk, longer)
        quote = evolve(clerk.quoted(offer), replaces=old.number)
        new = made(await clerk.pms.modify(old.number, quote, key=clerk.key()))
        assert (new.price.extras, new.total) == (offer.price.extras, offer.price.total)
        assert {line.total for line in await clerk.lines(old.number)} == {offer.price.total}

    async def test_extras_are_taken_off_and_added(self, clerk: Clerk) -> None:
        old = await reserved(clerk)
        ask = clerk.ask(clerk.stay(), room_type=clerk.plenty, instead_of=old.number)
        wanted: Sequence[ExtraId]
        for wanted in ((), [each.id for each in await extras(clerk)]):
            (offer, *_) = offered(await clerk.pms.search(evolve(ask, extras=tuple(wanted))))
            quote = evolve(clerk.quoted(offer), replaces=old.number)
            for _repeated in range(2):
                new = made(await clerk.pms.modify(old.number, quote, key=clerk.key()))
                assert (new.price.extras, new.total) == (offer.price.extras, offer.price.total)
            assert {line.total for line in await clerk.lines(old.number)} == {offer.price.total}

    async def test_rooms_of_several_types_are_reserved_together(self, clerk: Clerk) -> None:
        ask = several(clerk)
        (offer, *_) = offered(await clerk.pms.search(ask))
        assert offer.room_types == (clerk.plenty, clerk.scarce)
        singly = [await first(clerk, clerk.ask(ask.stay, room_type=each)) for each in offer.room_types]
        assert offer.price.total == singly[0].price.total + singly[1].price.total
        reservation = made(await clerk.pms.book(clerk.quoted(offer), clerk.booker, key=clerk.key()))
        assert reservation.room_stays == offer.room_stays
        lines = await clerk.lines(reservation.number)
        assert sorted(line.room_type for line in lines) == sorted((clerk.plenty, clerk.scarce))
        assert {line.total for line in lines} == {offer.price.total}

    async def test_where_one_of_several_types_is_sold_out_they_are_not_offered_together(self, clerk: Clerk) -> None:
        await clerk.fill(clerk.stay(), clerk.scarce)
        assert not isinstance(await clerk.pms.search(several(clerk)), Sequence)

    async def test_a_room_of_another_type_joins_a_reservation_and_leaves_it(self, clerk: Clerk) -> None:
        old = await clerk.reserve(clerk.ask(clerk.stay(), room_type=clerk.plenty))
        both = evolve(several(clerk), instead_of=old.number)
        for ask in (both, clerk.ask(clerk.stay(), room_type=clerk.scarce, instead_of=old.number)):
            offer = await first(clerk, ask)
            quote = evolve(clerk.quoted(offer), replaces=old.number)
            new = made(await clerk.pms.modify(old.number, quote, key=clerk.key()))
            assert (new.room_stays, new.total) == (offer.room_stays, offer.price.total)
            there = sorted(line.room_type for line in await clerk.lines(old.number))
            assert there == sorted(offer.room_types)

    async def test_a_wish_is_noted_for_staff(self, clerk: Clerk) -> None:
        quote = evolve(await clerk.quote(clerk.ask(clerk.stay())), requests=(WISH,))
        reservation = made(await clerk.pms.book(quote, clerk.booker, key=clerk.key()))
        assert reservation.requests in {(WISH,), ()}
        assert all(WISH in line.note for line in await clerk.lines(reservation.number))

    async def test_a_reservation_is_given_another_name(self, clerk: Clerk) -> None:
        old = await clerk.reserve(clerk.ask(clerk.stay()))
        same = clerk.ask(old.stay, room_type=old.room_stays[0].room_type, instead_of=old.number)
        (offer,) = [each for each in offered(await clerk.pms.search(same)) if each.price == old.price]
        quote = evolve(clerk.quoted(offer), replaces=old.number, in_name="Luz García", requests=(WISH,))
        new = made(await clerk.pms.modify(old.number, quote, key=clerk.key()))
        assert (new.booker.name, new.total) == ("Luz García", old.total)
        for line in await clerk.lines(old.number):
            assert "Luz García" in (line.booker, *line.note.splitlines()) or "Luz García" in line.note
            assert WISH in line.note


async def extras(clerk: Clerk) -> Sequence[Extra]:
    """What the property sells beside the room."""
    return (await clerk.pms.catalogue(clerk.office.property_id)).extras


async def first(clerk: Clerk, ask: Ask) -> Offer:
    """The first offer the book has for this ask."""
    return offered(await clerk.pms.search(ask))[0]


async def with_extras(clerk: Clerk, ask: Ask) -> Offer:
    """The first offer with everything that is sold beside the room."""
    return await first(clerk, evolve(ask, extras=tuple(each.id for each in await extras(clerk))))


async def reserved(clerk: Clerk) -> Reservation:
    """A reservation with everything that is sold beside the room."""
    offer = await with_extras(clerk, clerk.ask(clerk.stay(), room_type=clerk.plenty))
    return made(await clerk.pms.book(clerk.quoted(offer), clerk.booker, key=clerk.key()))


def several(clerk: Clerk) -> Ask:
    """One room of each of two types, an adult in each."""
    ask = clerk.ask(clerk.stay(), rooms=2)
    return evolve(ask, room_types=(clerk.plenty, clerk.scarce))
