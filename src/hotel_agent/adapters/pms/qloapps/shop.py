"""One QloApps as it is read: what it sells, what is free, who reserved what."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from hotel_agent.adapters.pms.qloapps.api import Api
from hotel_agent.adapters.pms.qloapps.available import Availability, FreeRooms, night_prices
from hotel_agent.adapters.pms.qloapps.options import House
from hotel_agent.adapters.pms.qloapps.reading import Nights, counted, reservation, token
from hotel_agent.adapters.pms.qloapps.records import (
    ACCOUNT_FIELDS,
    ENTRY_FIELDS,
    LINE_FIELDS,
    Account,
    Entry,
    Kept,
    Line,
    read_lines,
)
from hotel_agent.adapters.pms.qloapps.sheet import Records, Sheet, Sold, read_sheet
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.ids import EffectKey
from hotel_agent.domain.language import Language
from hotel_agent.domain.reservations.reservation import Reservation
from hotel_agent.domain.stay import Stay
from hotel_agent.ports.clock import Clock

SHEET_HOLDS = timedelta(seconds=60)
"""For so long what is sold is not read again. Prices and free rooms never come from it."""


class Shop:
    """Reads one QloApps. Every method raises Unavailable when it does not answer."""

    def __init__(self, api: Api, *, clock: Clock, languages: Sequence[Language]) -> None:
        self._api = api
        self._clock = clock
        self._languages = languages
        self._sheet: tuple[datetime, Sheet] | None = None

    async def sheet(self) -> Sheet:
        """What the shop sells, at most a minute old."""
        if self._sheet is not None and self._clock.now() < self._sheet[0] + SHEET_HOLDS:
            return self._sheet[1]
        room_types, limits, services, languages, currencies = await asyncio.gather(
            self._api.listed("room_types"),
            self._api.listed("hotel_room_types"),
            self._api.listed("services"),
            self._api.listed("languages", ("id", "iso_code", "active"), active="1"),
            self._api.listed("currencies", ("id", "iso_code")),
        )
        records = Records(
            room_types=room_types,
            limits=limits,
            services=services,
            languages=languages,
            currencies=currencies,
            settings=await self._settings(),
        )
        self._sheet = self._clock.now(), read_sheet(records, self._languages)
        return self._sheet[1]

    async def free(self, house: House, stay: Stay, sold: Sold | None = None) -> Mapping[int, FreeRooms]:
        """What is free in the house for the whole stay, by room type, and what a room costs."""
        answer = await self._api.free(house.hotel, stay, sold.id if sold else None)
        found = Availability.read(answer)
        if found is None:
            raise Unavailable("QloApps did not say what is free")
        if found.currency != house.currency:
            raise Unavailable(f"QloApps prices in {found.currency or 'no currency'}, the property in {house.currency}")
        return found.room_types

    async def nights(self, house: House, stay: Stay, sold: Sold | None = None) -> Mapping[int, Mapping[date, Decimal]]:
        """What each night costs, by room type. One night needs no asking: it is the stay."""
        if stay.night_count == 1:
            return {}
        return night_prices(await self._api.free(house.hotel, stay, sold.id if sold else None, by_night=True))

    async def made_under(self, key: EffectKey) -> list[Kept]:
        """Every entry that bears the token of this command, the lowest id first."""
        return await self.kept(await self.entries(source=token(key)))

    async def numbered(self, number: str) -> Kept | None:
        """The entry of this reference, however it is written."""
        if not (number.isascii() and number.isalnum() and len(number) <= 32):
            return None
        found = await self.entries(reference=number)
        same = [each for each in found if each.reference.casefold() == number.casefold()]
        return next(iter(await self.kept(same[:1])), None)

    async def entries(self, **filters: str) -> list[Entry]:
        """The entries that pass these filters, the lowest id first."""
        found = await self._api.listed("orders", ENTRY_FIELDS, **filters)
        return sorted((Entry.read(row) for row in found), key=lambda each: each.id)

    async def kept(self, entries: Sequence[Entry]) -> list[Kept]:
        """These entries with their lines; one without any room is no reservation."""
        if not entries:
            return []
        lines = await self._lines(id_order=_any_of(each.id for each in entries))
        found = [Kept(each, tuple(line for line in lines if line.entry == each.id)) for each in entries]
        return [each for each in found if each.lines]

    async def again(self, kept: Kept) -> Kept:
        """The same entry as it stands now."""
        (found,) = await self.kept(await self.entries(id=str(kept.entry.id))) or [Kept(kept.entry, ())]
        return found

    async def staying(self, house: House, nights: Stay) -> list[Kept]:
        """The entries that have a room in the house on one of these nights, with all their lines."""
        found = await self._lines(id_hotel=str(house.hotel), **_on(nights))
        own = [each for each in found if each.hotel == house.hotel and each.live and each.stay.overlaps(nights)]
        return await self.kept(await self.entries(id=_any_of(each.entry for each in own))) if own else []

    async def overlapping(self, room: int, stay: Stay) -> list[Line]:
        """Everybody who counts on this room on one of these nights, the lowest id first (contract, 8)."""
        found = await self._lines(id_room=str(room), **_on(stay))
        return [line for line in found if line.room == room and line.live and line.stay.overlaps(stay)]

    async def accounts(self, **filters: str) -> list[Account]:
        """The accounts that pass these filters, the lowest id first."""
        found = await self._api.listed("customers", ACCOUNT_FIELDS, **filters)
        return sorted((Account.read(row) for row in found), key=lambda each: each.id)

    async def accounts_called(self, digits: str) -> list[Account]:
        """The accounts with this telephone number, with or without a plus or zeros before it."""
        if not (digits.isascii() and digits.isdigit()):
            return []
        return await self.accounts(phone=f"[{digits}|+{digits}|00{digits}]")

    async def entries_of(self, accounts: Sequence[int]) -> list[Entry]:
        """The entries of these accounts."""
        return await self.entries(id_customer=_any_of(accounts)) if accounts else []

    async def account_of(self, entry: Entry) -> Account | None:
        """Whose entry it is."""
        return next(iter(await self.accounts(id=str(entry.account))), None)

    async def account_under(self, email: str) -> Account | None:
        """The account QloApps would use for this address."""
        found = await self.accounts(email=email)
        return next((each for each in found if each.lasting and each.email.casefold() == email.casefold()), None)

    async def reservation(self, kept: Kept, house: House) -> Reservation:
        """The reservation of an entry."""
        (found,) = await self.reservations([kept], house)
        return found

    async def reservations(self, found: Sequence[Kept], house: House) -> list[Reservation]:
        """The reservations of these entries, with what each night costs where that can still matter."""
        if not found:
            return []
        sheet = await self.sheet()
        owners = await self.accounts(id=_any_of({each.entry.account for each in found}))
        by_id = {each.id: each for each in owners}
        nights = await self._nights_of(found, house, sheet)
        return [reservation(each, by_id.get(each.entry.account), sheet, house, nights) for each in found]

    async def _nights_of(self, found: Sequence[Kept], house: House, sheet: Sheet) -> Nights:
        yesterday = self._clock.now().date() - timedelta(days=1)
        wanted = {(line.room_type, line.stay) for each in found for line in counted(each)}
        sold = {each.id: each for each in sheet.of(house.hotel)}
        asked = [each for each in wanted if each[0] in sold and each[1].departure >= yesterday]
        priced = await asyncio.gather(*(self.nights(house, stay, sold[name]) for name, stay in asked))
        return {each: nights.get(each[0], {}) for each, nights in zip(asked, priced, strict=True)}

    async def _lines(self, **filters: str) -> list[Line]:
        return read_lines(await self._api.listed("room_bookings", LINE_FIELDS, root="bookings", **filters))

    async def _settings(self) -> Sequence[Mapping[str, object]]:
        """Which state means cancelled here. A key that may not read settings gets the one QloApps comes with."""
        try:
            return await self._api.listed("configurations", ("value",), name="PS_OS_CANCELED")
        except Unavailable:
            return ()


def _on(nights: Stay) -> Mapping[str, str]:
    """The filters of lines that count on a room on one of these nights."""
    return {
        "date_from": f"<[{nights.departure} 00:00:00]",
        "date_to": f">[{nights.arrival} 00:00:00]",
        "is_cancelled": "0",
        "is_refunded": "0",
        "is_back_order": "0",
    }


def _any_of(numbers: Iterable[int]) -> str:
    return f"[{'|'.join(str(each) for each in sorted(set(numbers)))}]"
