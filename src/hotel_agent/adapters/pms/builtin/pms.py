"""A small hotel's own book in the installation's database: it outlives every process, and many may write in it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from hotel_agent.adapters.database.codec import Codec
from hotel_agent.adapters.database.database import Database
from hotel_agent.adapters.database.repeat import until_undisturbed
from hotel_agent.adapters.pms import rules
from hotel_agent.adapters.pms.builtin.pages import Pages
from hotel_agent.adapters.pms.tables import Hotel
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, PropertyId, TenantId
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Booker, Cancellation, GuestContact, Move, Reservation
from hotel_agent.domain.stay import Stay

Answer = TypeVar("Answer")


class BuiltinPms:
    """The port `Pms` over the database. What changes the book is one transaction; undone by another, it begins anew."""

    def __init__(
        self, hotels: Mapping[PropertyId, Hotel], *, tenant: TenantId, database: Database, codec: Codec
    ) -> None:
        self._hotels = dict(hotels)
        self._tenant = tenant
        self._database = database
        self._codec = codec

    async def catalogue(self, property_id: PropertyId) -> Catalogue:
        """What the property sells, in the sequence of its tables."""
        return self._hotel(property_id).catalogue

    async def search(self, ask: Ask) -> Sequence[Offer] | Refusal:
        """An offer for every room type that fits and is free, under every rate plan."""
        hotel = self._hotel(ask.property_id)

        async def look(pages: Pages) -> rules.Taken:
            return await pages.taken(ask.property_id, ask.stay, instead_of=ask.instead_of)

        return rules.offers(hotel, ask, await self._read(look))

    async def book(self, quote: Quote, booker: Booker, *, key: EffectKey) -> Reservation | Refusal:
        """Make the reservation, unless this key already made one."""
        offer = quote.offer
        hotel = self._hotel(offer.property_id)

        async def make(pages: Pages) -> Reservation | Refusal:
            if (before := await pages.made_under(key)) is not None:
                return before
            if not (booker.email or booker.phone):
                return Refusal(Reason.MISSING_CONTACT)
            rooms = rules.rooms_for(hotel, offer, await pages.taken(offer.property_id, offer.stay))
            if isinstance(rooms, Refusal):
                return rooms
            reservation = rules.made(quote, booker, key=key, number=await pages.free_number(key))
            await pages.enter(reservation, rooms, key=key)
            return reservation

        return await self._write(make)

    async def modify(self, number: ConfirmationNumber, quote: Quote, *, key: EffectKey) -> Reservation | Refusal:
        """Change the reservation, unless this key already did."""
        offer = quote.offer
        hotel = self._hotel(offer.property_id)

        async def change(pages: Pages) -> Reservation | Refusal:
            if (before := await pages.changed_under(key)) is not None:
                return before
            changed = rules.changed(await pages.reservation(number), quote)
            if isinstance(changed, Refusal):
                return changed
            taken = await pages.taken(offer.property_id, offer.stay, instead_of=changed.number)
            rooms = rules.rooms_for(hotel, offer, taken)
            if isinstance(rooms, Refusal):
                return rooms
            await pages.rewrite(changed, rooms)
            await pages.note(key, changed.number)
            return changed

        return await self._write(change)

    async def cancel(self, number: ConfirmationNumber, *, penalty: Money, key: EffectKey) -> Cancellation | Refusal:
        """Cancel the reservation, unless this key already did."""

        async def free(pages: Pages) -> Cancellation | Refusal:
            if (before := await pages.cancelled_under(key)) is not None:
                return before
            reservation = await pages.reservation(number)
            if reservation is None:
                return Refusal(Reason.NOT_FOUND)
            cancelled = rules.moved_on(reservation, Move.CANCEL)
            if isinstance(cancelled, Refusal):
                return cancelled
            cancellation = Cancellation(number=cancelled.number, penalty=penalty)
            await pages.rewrite(cancelled)
            await pages.note(key, cancelled.number, cancellation)
            return cancellation

        return await self._write(free)

    async def find(
        self, property_id: PropertyId, by: ConfirmationNumber | EffectKey | GuestContact
    ) -> Sequence[Reservation]:
        """The property's reservations that match, the earliest arrival first."""

        async def look(pages: Pages) -> Sequence[Reservation]:
            return await pages.found(property_id, by)

        found = [each for each in await self._read(look) if rules.matches(each, by)]
        return sorted(found, key=lambda each: (each.stay.arrival, each.number))

    async def staying(self, property_id: PropertyId, nights: Stay) -> Sequence[Reservation]:
        """The property's reservations that hold a room on one of these nights."""
        self._hotel(property_id)

        async def look(pages: Pages) -> Sequence[Reservation]:
            return await pages.staying(property_id, nights)

        return sorted(await self._read(look), key=lambda each: (each.stay.arrival, each.number))

    async def _read(self, look: Callable[[Pages], Awaitable[Answer]]) -> Answer:
        async with self._database.reading(self._tenant) as connection:
            return await look(Pages(connection=connection, tenant=self._tenant, codec=self._codec))

    async def _write(self, act: Callable[[Pages], Awaitable[Answer]]) -> Answer:
        async def once() -> Answer:
            async with self._database.transaction(self._tenant) as connection:
                pages = Pages(connection=connection, tenant=self._tenant, codec=self._codec)
                await pages.wait_for_others()
                return await act(pages)

        return await until_undisturbed(once)

    def _hotel(self, property_id: PropertyId) -> Hotel:
        if property_id not in self._hotels:
            raise Bug(f"there is no book of property {property_id!r}")
        return self._hotels[property_id]
