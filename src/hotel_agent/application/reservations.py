"""A hotel's reservations as its own book holds them: looked for by nights, by number, or by guest."""

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from hotel_agent.domain.ids import ConfirmationNumber, PropertyId, TenantId
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact, Reservation, ReservationState
from hotel_agent.domain.stay import Stay
from hotel_agent.domain.tenants.directory import Directory
from hotel_agent.domain.tenants.tenant import Property
from hotel_agent.ports.pms import Pms

LONGEST_SPAN = 92
"""Nights that are looked through at once."""
_SHORTEST_NUMBER = 7
"""Figures of a telephone number: fewer are part of a name, or of nothing."""


@frozen(kw_only=True)
class Sought:
    """What is looked for. All of it has to hold; without a number the nights do."""

    nights: Stay
    number: str = ""
    guest: str = field(default="", repr=False)
    """Part of a name; or a whole e-mail address or telephone number, under which every night is looked through."""
    state: ReservationState | None = None
    property_id: PropertyId | None = None


@frozen(kw_only=True)
class Reservations:
    """Reads hotels' books, and keeps nothing."""

    tenants: Directory
    books: Mapping[TenantId, Pms]

    async def look(self, tenant: TenantId, sought: Sought) -> Sequence[Reservation]:
        """Those that match, the earliest arrival first. Raises Unavailable where the book does not answer.

        Of those that were cancelled only a number or a whole contact finds any: they hold no night.
        """
        found: list[Reservation] = []
        for place in self._places(tenant, sought.property_id):
            found += await self._found(self.books[tenant], place.id, sought)
        matching = [each for each in found if _matches(each, sought)]
        return sorted(matching, key=lambda each: (each.stay.arrival, each.number))

    async def numbered(self, tenant: TenantId, number: ConfirmationNumber) -> Reservation | None:
        """The one of this number; None where this hotel's book has none. Raises Unavailable."""
        for place in self._places(tenant, None):
            for each in await self.books[tenant].find(place.id, number):
                return each
        return None

    async def _found(self, book: Pms, place: PropertyId, sought: Sought) -> Sequence[Reservation]:
        if sought.number:
            return await book.find(place, ConfirmationNumber(sought.number))
        if (contact := _contact(sought.guest)) is not None:
            return await book.find(place, contact)
        return await book.staying(place, sought.nights)

    def _places(self, tenant: TenantId, wanted: PropertyId | None) -> Sequence[Property]:
        known = self.tenants.tenant(tenant)
        if known is None or tenant not in self.books:
            return ()
        return [each for each in known.properties if wanted in {None, each.id}]


def _contact(guest: str) -> GuestContact | None:
    """The contact these words are, if they are one whole."""
    if "@" in guest:
        return GuestContact(ContactKind.EMAIL, guest.strip().casefold())
    figures = "".join(each for each in guest if each.isdecimal())
    is_number = len(figures) >= _SHORTEST_NUMBER and not any(each.isalpha() for each in guest)
    return GuestContact(ContactKind.PHONE, figures) if is_number else None


def _matches(each: Reservation, sought: Sought) -> bool:
    if sought.state is not None and each.state is not sought.state:
        return False
    if sought.number or not sought.guest or _contact(sought.guest) is not None:
        return True
    return sought.guest.strip().casefold() in each.booker.name.casefold()
