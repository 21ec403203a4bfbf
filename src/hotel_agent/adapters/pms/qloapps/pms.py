"""The port `Pms` over one QloApps and its hotels."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

from attrs import evolve

from hotel_agent.adapters.pms.qloapps.api import Api
from hotel_agent.adapters.pms.qloapps.cancelling import cancel
from hotel_agent.adapters.pms.qloapps.changing import change
from hotel_agent.adapters.pms.qloapps.diagnosing import diagnose
from hotel_agent.adapters.pms.qloapps.hotel import Hotel, is_withdrawn
from hotel_agent.adapters.pms.qloapps.making import make, standing
from hotel_agent.adapters.pms.qloapps.options import QloAppsOptions
from hotel_agent.adapters.pms.qloapps.people import is_email
from hotel_agent.adapters.pms.qloapps.records import Kept
from hotel_agent.adapters.pms.qloapps.searching import search
from hotel_agent.adapters.pms.qloapps.watching import Watch
from hotel_agent.adapters.pms.qloapps.writes import Going
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, PropertyId
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import (
    Booker,
    Cancellation,
    ContactKind,
    GuestContact,
    Reservation,
)
from hotel_agent.domain.stay import Stay
from hotel_agent.ports.abilities import Finding

_KEY_LENGTH = 32
_TO_COMPARE = timedelta(seconds=5)
"""A question takes more than one answer of QloApps, most of them asked for at once."""
_TO_WRITE = timedelta(seconds=55)
"""Waiting for others, writing, and looking what came of it: less than the minute for which anybody waits."""


class QloAppsPms:
    """What stands in QloApps is the book: nothing is kept here but which writes were not answered."""

    def __init__(self, hotels: Mapping[PropertyId, Hotel], *, options: QloAppsOptions, api: Api) -> None:
        self._hotels = dict(hotels)
        self._options = options
        self._api = api
        self._watch = Watch()

    @property
    def time_limits(self) -> Mapping[str, timedelta]:
        """How long each call may take."""
        to_read = timedelta(seconds=float(self._options.read_seconds)) + _TO_COMPARE
        reads = dict.fromkeys(("catalogue", "search", "find", "staying"), to_read)
        return {**reads, **dict.fromkeys(("book", "modify", "cancel"), _TO_WRITE)}

    async def catalogue(self, property_id: PropertyId) -> Catalogue:
        """What the hotel sells, by the ids of its room types."""
        hotel = self._hotel(property_id)
        return (await hotel.shop.sheet()).catalogue(hotel.house)

    async def search(self, ask: Ask) -> Sequence[Offer] | Refusal:
        """An offer for every room type that fits and is free, under the one rate plan."""
        return await search(self._hotel(ask.property_id), ask)

    async def book(self, quote: Quote, booker: Booker, *, key: EffectKey) -> Reservation | Refusal:
        """Make the reservation, unless this key already made one.

        Made under an address that is kept in another name, it stands in that name; who made it hears their own.
        """
        hotel = self._hotel(quote.offer.property_id)

        async def act(going: Going) -> Reservation | Refusal:
            kept = await make(hotel, going, quote, booker, key)
            if isinstance(kept, Refusal):
                return kept
            self._watch.over(hotel, kept, key)
            made = await hotel.shop.reservation(kept, hotel.house)
            same = booker.email is not None and made.booker.reached_by(GuestContact(ContactKind.EMAIL, booker.email))
            return evolve(made, booker=booker) if same else made

        return await hotel.writes.perform(act)

    async def modify(self, number: ConfirmationNumber, quote: Quote, *, key: EffectKey) -> Reservation | Refusal:  # noqa: ARG002 - the state asked for is all there is to repeat
        """Change the reservation, unless it already is what the quote describes."""
        hotel = self._hotel(quote.offer.property_id)
        return await hotel.writes.perform(lambda going: change(hotel, going, number, quote))

    async def cancel(self, number: ConfirmationNumber, *, penalty: Money, key: EffectKey) -> Cancellation | Refusal:
        """Cancel the reservation, unless this key already did."""
        for hotel in self._hotels.values():
            kept = await hotel.shop.numbered(number)
            if kept is not None and kept.at(hotel.house.hotel):
                return await hotel.writes.perform(_cancelling(hotel, number, penalty, key))
        return Refusal(Reason.NOT_FOUND)

    async def find(
        self, property_id: PropertyId, by: ConfirmationNumber | EffectKey | GuestContact
    ) -> Sequence[Reservation]:
        """The hotel's reservations that match, the earliest arrival first."""
        hotel = self._hotel(property_id)
        kept = [each for each in await _matching(hotel, by) if each.at(hotel.house.hotel) and not is_withdrawn(each)]
        found = await hotel.shop.reservations(kept, hotel.house)
        return sorted(found, key=lambda each: (each.stay.arrival, each.number))

    async def staying(self, property_id: PropertyId, nights: Stay) -> Sequence[Reservation]:
        """The hotel's reservations that hold a room on one of these nights."""
        hotel = self._hotel(property_id)
        kept = [each for each in await hotel.shop.staying(hotel.house, nights) if not is_withdrawn(each)]
        found = await hotel.shop.reservations(kept, hotel.house)
        return sorted(found, key=lambda each: (each.stay.arrival, each.number))

    def diagnose(self) -> AsyncIterator[Finding]:
        """Look at the shop and at each hotel of it: door, key, rights, mode, money, days, what is sold."""
        return diagnose(self._options, self._api, list(self._hotels.values()))

    async def aclose(self) -> None:
        """See what was begun to its end."""
        await self._watch.aclose()
        for hotel in self._hotels.values():
            await hotel.writes.aclose()

    def _hotel(self, property_id: PropertyId) -> Hotel:
        if property_id not in self._hotels:
            raise Bug(f"there is no book of property {property_id!r}")
        return self._hotels[property_id]


def _cancelling(
    hotel: Hotel, number: ConfirmationNumber, penalty: Money, key: EffectKey
) -> Callable[[Going], Awaitable[Cancellation | Refusal]]:
    return lambda going: cancel(hotel, going, number, penalty, key)


async def _matching(hotel: Hotel, by: ConfirmationNumber | EffectKey | GuestContact) -> Sequence[Kept]:
    """What may be meant by a number, a key or a contact, whatever hotel it is of."""
    if isinstance(by, GuestContact):
        return await _reached_by(hotel, by)
    if len(by) == _KEY_LENGTH and by.isascii() and by.isalnum():
        kept = await standing(hotel, EffectKey(by))
    else:
        kept = await hotel.shop.numbered(by)
    return [] if kept is None else [kept]


async def _reached_by(hotel: Hotel, contact: GuestContact) -> Sequence[Kept]:
    """The entries of the accounts with this address or number, in whatever way it is written."""
    if contact.kind is ContactKind.EMAIL:
        accounts = await hotel.shop.accounts(email=contact.value) if is_email(contact.value) else []
    else:
        accounts = await hotel.shop.accounts_called(contact.value)
    own = [each.id for each in accounts if each.reached_by(contact)]
    return await hotel.shop.kept(await hotel.shop.entries_of(own))
