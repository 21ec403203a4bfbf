"""Whether a shop is set up as we need it, and what to do where it is not. Nothing is written."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

from hotel_agent.adapters.pms.qloapps.api import Answer, Api
from hotel_agent.adapters.pms.qloapps.fields import document, flag, rows, whole, words
from hotel_agent.adapters.pms.qloapps.hotel import Hotel
from hotel_agent.adapters.pms.qloapps.options import QloAppsOptions
from hotel_agent.adapters.pms.qloapps.rights import NEEDED, WELCOME, missing, read_rights
from hotel_agent.adapters.pms.qloapps.sheet import Sheet, Sold
from hotel_agent.domain.errors import Unavailable
from hotel_agent.domain.stay import Stay
from hotel_agent.ports.abilities import Finding, Verdict

SERVICE, RIGHTS, MODE = "QloApps: webservice", "QloApps: rights of the key", "QloApps: server mode"
BACK_OFFICE = "Advanced Parameters, Webservice"

_IN = timedelta(days=60)
_REDIRECTED = range(300, 400)
_UNAUTHORIZED, _SERVER_ERROR, _AWAY = 401, 500, 503
_NOTICE, _SWITCHED_OFF = 5, 22
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


async def diagnose(options: QloAppsOptions, api: Api, hotels: Sequence[Hotel]) -> AsyncIterator[Finding]:
    """The shop, then each of its hotels; where the shop turns us away there is nothing more to look at."""
    try:
        answer = await api.peek("", output_format="XML")
    except Unavailable as silence:
        remedy = f"See that the shop runs and that {options.base_url} can be reached from here."
        yield Finding(SERVICE, Verdict.BROKEN, str(silence), remedy)
        return
    door = _door(options, answer)
    yield door
    granted = read_rights(answer.text)
    if door.verdict is Verdict.BROKEN or granted is None:
        return
    lacking = missing(granted, NEEDED)
    for finding in _rights(granted, lacking):
        yield finding
    if lacking:
        return
    yield await _server_mode(api)
    for hotel in hotels:
        what = f"QloApps: {hotel.house.property_id}"
        try:
            async for finding in _hotel(hotel, what, granted):
                yield finding
        except Unavailable as no:
            yield Finding(what, Verdict.BROKEN, str(no), "Mend it in QloApps, and look again.")


def _door(options: QloAppsOptions, answer: Answer) -> Finding:
    """Whether the webservice lets us in."""
    if answer.status in _REDIRECTED:
        own = urlsplit(answer.elsewhere)
        seen = f"redirects to {own.netloc or 'another address'}: the shop does not know itself by this name"
        remedy = f"Set base_url to the domain the shop has in QloApps{_as(own.scheme, own.netloc)}."
        return Finding(SERVICE, Verdict.BROKEN, seen, remedy)
    if answer.status == _AWAY and _SWITCHED_OFF in answer.codes:
        return Finding(SERVICE, Verdict.BROKEN, "is switched off", f"Switch it on: {BACK_OFFICE}.")
    if answer.status == _UNAUTHORIZED and not answer.codes:
        remedy = "Let the web server hand the Authorization header on to PHP, as with `CGIPassAuth On` in Apache."
        return Finding(SERVICE, Verdict.BROKEN, "asks for a key though it was given one", remedy)
    if answer.status == _UNAUTHORIZED:
        remedy = f"Compare api_key with the key in QloApps ({BACK_OFFICE}), and see that it is active."
        return Finding(SERVICE, Verdict.BROKEN, "does not know the key, or the key is not active", remedy)
    if read_rights(answer.text) is None:
        seen = f"answers with HTTP {answer.status} and no list of resources"
        remedy = f"See that {options.api} is the webservice of a QloApps, and that URL rewriting works there."
        return Finding(SERVICE, Verdict.BROKEN, seen, remedy)
    address = urlsplit(options.api)
    if address.scheme != "https" and address.hostname not in _HERE:
        remedy = "Give the shop a certificate and set base_url to its https address."
        return Finding(SERVICE, Verdict.WARNING, f"{options.api} lets the key travel unencrypted", remedy)
    return Finding(SERVICE, Verdict.WELL, options.api)


def _as(scheme: str, host: str) -> str:
    return f", {scheme}://{host}" if scheme and host else ""


def _rights(granted: Mapping[str, frozenset[str]], lacking: str) -> Iterator[Finding]:
    if lacking:
        yield Finding(RIGHTS, Verdict.BROKEN, f"missing: {lacking}", f"Grant them to the key: {BACK_OFFICE}.")
    elif welcome := missing(granted, WELCOME):
        yield Finding(RIGHTS, Verdict.WARNING, f"would help: {welcome}", f"Grant them to the key: {BACK_OFFICE}.")
    else:
        yield Finding(RIGHTS, Verdict.WELL)


async def _server_mode(api: Api) -> Finding:
    """Whether PHP's notices become errors (contract, 1.3): seen on the newest entry, if there is one."""
    newest = await api.peek("orders", display="[id]", sort="[id_DESC]", limit="1")
    found = rows(document(newest.text), "orders")
    if not found:
        return Finding(MODE, Verdict.WELL, "not seen: nothing was reserved yet")
    answer = await api.peek(f"bookings/{whole(found[0], 'id')}")
    if answer.status < _SERVER_ERROR:
        return Finding(MODE, Verdict.WELL, "no notices among the answers")
    if answer.codes == {_NOTICE}:
        remedy = "Set error_reporting = 22519 in the php.ini of the webservice; until then writing takes longer."
        return Finding(MODE, Verdict.WARNING, "PHP notices turn what was done into errors", remedy)
    remedy = "Look into the log of PHP; reservations are read in another way and are not concerned."
    return Finding(MODE, Verdict.WARNING, f"reading a reservation ends with HTTP {answer.status}", remedy)


async def _hotel(hotel: Hotel, what: str, granted: Mapping[str, frozenset[str]]) -> AsyncIterator[Finding]:
    """One hotel of the shop: that it is there, how it counts money and days, and what it sells. Raises Unavailable."""
    if not missing(granted, {"hotels": frozenset({"GET"})}):
        there = await hotel.api.listed("hotels", ("id", "hotel_name", "active"), id=str(hotel.house.hotel))
        if not there:
            remedy = "Set hotel_id to the id of this hotel in QloApps."
            yield Finding(what, Verdict.BROKEN, f"there is no hotel {hotel.house.hotel}", remedy)
            return
        if not flag(there[0], "active"):
            yield Finding(what, Verdict.WARNING, "the hotel is not active in QloApps", "Activate it, to sell rooms.")
    sheet = await hotel.shop.sheet()
    yield await _currency(hotel, f"{what}: currency")
    if not missing(granted, {"configurations": frozenset({"GET"})}):
        yield await _time_zone(hotel, f"{what}: time zone")
    yield _languages(hotel, f"{what}: languages", sheet)
    for finding in _sells(hotel, f"{what}: room types", sheet.of(hotel.house.hotel)):
        yield finding


async def _currency(hotel: Hotel, what: str) -> Finding:
    day = hotel.clock.now().date() + _IN
    try:
        await hotel.shop.free(hotel.house, Stay.of_nights(day, 1))
    except Unavailable as no:
        remedy = f"Make {hotel.house.currency} the default currency of the shop, or set the property's currency to it."
        return Finding(what, Verdict.BROKEN, str(no), remedy)
    return Finding(what, Verdict.WELL, hotel.house.currency)


async def _time_zone(hotel: Hotel, what: str) -> Finding:
    told = await hotel.api.listed("configurations", ("value",), name="PS_TIMEZONE")
    zone = words(told[0], "value") if told else ""
    if zone == hotel.house.time_zone:
        return Finding(what, Verdict.WELL, zone)
    remedy = "Set both to where the hotel is: a day must begin at the same moment in both."
    seen = f"the shop's is {zone or 'not told'}, the property's {hotel.house.time_zone}"
    return Finding(what, Verdict.WARNING, seen, remedy)


def _languages(hotel: Hotel, what: str, sheet: Sheet) -> Finding:
    own, spoken = hotel.house.languages, set(sheet.languages.values())
    lacking = [each for each in own if each not in spoken]
    if not lacking:
        return Finding(what, Verdict.WELL, ", ".join(own))
    remedy = "Install them in QloApps and translate the room types; until then guests read another language."
    return Finding(what, Verdict.WARNING, f"the shop does not speak: {', '.join(lacking)}", remedy)


def _sells(hotel: Hotel, what: str, sold: Sequence[Sold]) -> Iterator[Finding]:
    if not sold:
        remedy = "Add room types to this hotel in QloApps and activate them."
        yield Finding(what, Verdict.BROKEN, "none is active", remedy)
        return
    yield Finding(what, Verdict.WELL, ", ".join(each.room_type.name.texts[0][1] for each in sold))
    beside = sorted({fee.id: fee for each in sold for fee in each.fees if fee.beside_the_room}.items())
    names = ", ".join(fee.name.texts[0][1] for _, fee in beside)
    if beside and hotel.house.separate_fees is None:
        remedy = "Decide it in the property's table: separate_fees = true takes them here too, false leaves them out."
        yield Finding(f"{what}, fees", Verdict.WARNING, f"paid on the hotel's site, not here: {names}", remedy)
    alike = all(fee.tax_group in {0, each.tax_group} for each in sold for fee in each.fees if fee.beside_the_room)
    if hotel.house.separate_fees and not alike:
        remedy = "Tax them as the room in QloApps, or set separate_fees = false in the property's table."
        yield Finding(f"{what}, fees", Verdict.BROKEN, f"taxed otherwise than the room: {names}", remedy)
