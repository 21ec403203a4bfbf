"""What looking for reservations must keep: whole numbers, the guest's own contacts, this property only."""

from attrs import evolve

from hotel_agent.domain.ids import ConfirmationNumber, EffectKey
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Reason
from hotel_agent.domain.reservations.reservation import Booker, ContactKind, GuestContact, ReservationState
from hotel_agent.testing.contracts.pms.front_office import Clerk, made, reason


class FindContract:
    """`Pms.find`."""

    async def test_a_reservation_is_found_by_its_number_in_any_case(self, clerk: Clerk) -> None:
        reservation = await clerk.reserve(clerk.ask(clerk.stay()))
        for number in (reservation.number, reservation.number.lower(), reservation.number.upper()):
            found = await clerk.pms.find(clerk.office.property_id, ConfirmationNumber(number))
            assert list(found) == [reservation]

    async def test_a_reservation_is_found_by_its_key_in_any_case(self, clerk: Clerk) -> None:
        key = clerk.key()
        reservation = await clerk.reserve(clerk.ask(clerk.stay()), key=key)
        for each in (key, key.upper()):
            assert list(await clerk.pms.find(clerk.office.property_id, EffectKey(each))) == [reservation]

    async def test_part_of_a_number_or_key_finds_nothing(self, clerk: Clerk) -> None:
        key = clerk.key()
        reservation = await clerk.reserve(clerk.ask(clerk.stay()), key=key)
        for part in (reservation.number[:-1], reservation.number[1:], f"{reservation.number}0", key[:16], "", "%", "*"):
            assert not await clerk.pms.find(clerk.office.property_id, ConfirmationNumber(part))

    async def test_a_reservation_is_found_by_the_bookers_contacts(self, clerk: Clerk) -> None:
        reservation = await clerk.reserve(clerk.ask(clerk.stay()))
        email, phone = str(clerk.booker.email), str(clerk.booker.phone)
        for contact in (
            GuestContact(ContactKind.EMAIL, email),
            GuestContact(ContactKind.EMAIL, email.upper()),
            GuestContact(ContactKind.PHONE, phone),
        ):
            assert list(await clerk.pms.find(clerk.office.property_id, contact)) == [reservation]

    async def test_somebody_elses_contact_finds_nothing(self, clerk: Clerk) -> None:
        await clerk.reserve(clerk.ask(clerk.stay()))
        for contact in (
            GuestContact(ContactKind.EMAIL, f"x{clerk.booker.email}"),
            GuestContact(ContactKind.EMAIL, str(clerk.booker.phone)),
            GuestContact(ContactKind.PHONE, str(clerk.booker.phone)[1:]),
            GuestContact(ContactKind.PHONE, ""),
        ):
            assert not await clerk.pms.find(clerk.office.property_id, contact)

    async def test_a_booker_without_an_address_is_not_found_by_one(self, clerk: Clerk) -> None:
        quote = await clerk.quote(clerk.ask(clerk.stay()))
        booker = Booker(name="Luís Sousa", phone=clerk.booker.phone)
        answer = await clerk.pms.book(quote, booker, key=clerk.key())
        by_phone = GuestContact(ContactKind.PHONE, str(clerk.booker.phone))
        found = list(await clerk.pms.find(clerk.office.property_id, by_phone))
        if (await clerk.pms.catalogue(clerk.office.property_id)).email_required:
            assert reason(answer) is Reason.MISSING_CONTACT
            assert not found
        else:
            assert found == [made(answer)]
        assert not await clerk.pms.find(clerk.office.property_id, GuestContact(ContactKind.EMAIL, ""))

    async def test_what_a_book_demands_of_a_booker_it_gets(self, clerk: Clerk) -> None:
        catalogue = await clerk.pms.catalogue(clerk.office.property_id)
        for booker, demanded in (
            (evolve(clerk.booker, email=None), catalogue.email_required),
            (evolve(clerk.booker, phone=None), catalogue.phone_required),
        ):
            before = await clerk.ledger()
            quote = await clerk.quote(clerk.ask(clerk.stay(), room_type=clerk.plenty))
            answer = await clerk.pms.book(quote, booker, key=clerk.key())
            if demanded:
                assert reason(answer) is Reason.MISSING_CONTACT
                assert await clerk.ledger() == before
            else:
                assert made(answer).booker == booker

    async def test_the_earliest_arrival_comes_first_and_cancelled_ones_too(self, clerk: Clerk) -> None:
        late, early, middle = [await clerk.reserve(clerk.ask(clerk.stay(day=day))) for day in (20, 0, 10)]
        await clerk.pms.cancel(middle.number, penalty=Money.zero(middle.total.currency), key=clerk.key())
        found = await clerk.pms.find(clerk.office.property_id, GuestContact(ContactKind.EMAIL, str(clerk.booker.email)))
        assert list(found) == [early, evolve(middle, state=ReservationState.CANCELLED), late]

    async def test_another_propertys_reservations_are_not_found(self, clerk: Clerk) -> None:
        here = await clerk.reserve(clerk.ask(clerk.stay()))
        there = await clerk.reserve(clerk.ask(clerk.stay(), property_id=clerk.office.other_property_id))
        assert here.number != there.number
        contact = GuestContact(ContactKind.EMAIL, str(clerk.booker.email))
        for property_id, own, other in (
            (clerk.office.property_id, here, there),
            (clerk.office.other_property_id, there, here),
        ):
            assert list(await clerk.pms.find(property_id, contact)) == [own]
            assert not await clerk.pms.find(property_id, other.number)
            assert other.key is not None
            assert not await clerk.pms.find(property_id, other.key)
