"""The parts of a hotel over HTTP, each read and changed: properties, rules, knowledge, doors, book, templates."""

from collections.abc import Callable
from typing import Annotated, Any

from attrs import frozen
from litestar import Request, Response, delete, get, post, put
from litestar.datastructures import State
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import JSONBody, PathParameter

from hotel_agent.application.accounts import CHANNELS, Identifier
from hotel_agent.application.back_office import properties_in
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.tenants.rights import Permission, Principal
from hotel_agent.entrypoints.http.back_office import (
    LARGEST_TABLE,
    SEEN,
    VERSIONED,
    Body,
    kept,
    office_of,
    part,
    record_of,
    told,
    under_version,
)
from hotel_agent.entrypoints.http.given import GivenDesk, GivenPrincipal
from hotel_agent.entrypoints.http.operations import Shown, written
from hotel_agent.entrypoints.http.rules import ASKS_ONLY, Whose, only
from hotel_agent.entrypoints.http.versions import version_of

Asked = Request[Any, Any, State]
HotelName = Annotated[str, PathParameter(description="The hotel's id")]
PartName = Annotated[str, PathParameter(description="The part's name")]
_ROOT = "/admin/tenants/{tenant_id:str}"


@frozen(kw_only=True)
class Tried:
    """One thing that was looked at in a hotel's book."""

    what: str
    verdict: str
    seen: str
    remedy: str


def _described(
    summary: str,
    example: object,
    *,
    takes: object = None,
    changes: bool = False,
    wrong: str = "",
) -> dict[str, Any]:
    shown = Shown(about="As it stands; `ETag` is the hotel's version", example=example, versioned=not wrong)
    taken = None if takes is None else Shown(about="As a tenants file has it", example=takes)
    problems = (VERSIONED if changes else SEEN) | ({400: wrong} if wrong else {})
    return {
        "tags": ["administration"],
        "summary": summary,
        "security": [{"staff": []}],
        "operation_class": written(takes=taken, answers={200: shown}, problems=problems),
    }


_SEES = only(Permission.SEE_HOUSE, Whose.NAMED)
_RULES = only(Permission.CHANGE_HOUSE, Whose.NAMED)
_DOORS = only(Permission.CHANGE_DOORS, Whose.NAMED)
_PROPERTY = {"id": "sol", "name": "Hotel Sol", "time_zone": "Europe/Madrid", "currency": "EUR"}
_ENTRY = {"topic": "wifi", "answer": {"es": "Gratis."}, "owner": "Recepción", "since": "2026-05-01"}
_DOOR = {"channel": "webchat", "identifier": "sol", "property": "sol"}
_OF_THE_ROUTE = ("channel", "identifier", "property")
"""What an account is shown with beside its settings."""
_STAYS = (
    "an account stays what it is, and at its property; add another to the hotel's identifiers, and take this one away"
)
_NO_BOOK = "The book cannot be opened as it stands; every problem is told"
_BOOK = {"adapter": "qloapps", "api_key_env": "API_KEY_9DF2D1E5F3FD"}
_TEMPLATE = {"identifier": "100000000000001", "answer_template": "answer_from_hotel", "business_account": "1"}


@get(f"{_ROOT}/house-rules", opt=_SEES, **_described("A hotel's rules", {"largest_party": 8}))
async def show_rules(desk: GivenDesk, tenant_id: HotelName) -> Response[Body]:
    """What may be agreed in writing here. What is not told has its usual value."""
    return await _shown(desk, tenant_id, "rules")


@put(
    f"{_ROOT}/house-rules",
    request_max_body_size=LARGEST_TABLE,
    opt=_RULES,
    **_described("Change a hotel's rules", {"largest_party": 8}, takes={"largest_party": 8}, changes=True),
)
async def change_rules(
    request: Asked, desk: GivenDesk, principal: GivenPrincipal, tenant_id: HotelName, data: JSONBody[Body]
) -> Response[Body]:
    """Puts these rules in the place of those before."""
    return await _replaced(request, desk, principal, tenant_id, "rules", data)


@get(f"{_ROOT}/pms", opt=_SEES, **_described("A hotel's book", _BOOK))
async def show_book(desk: GivenDesk, tenant_id: HotelName) -> Response[Body]:
    """Which adapter keeps its reservations, with its options. Secrets are named, never shown."""
    return await _shown(desk, tenant_id, "pms")


@put(
    f"{_ROOT}/pms",
    request_max_body_size=LARGEST_TABLE,
    opt=_DOORS,
    **_described("Change a hotel's book", _BOOK, takes={**_BOOK, "api_key": "…"}, changes=True),
)
async def change_book(
    request: Asked, desk: GivenDesk, principal: GivenPrincipal, tenant_id: HotelName, data: JSONBody[Body]
) -> Response[Body]:
    """Puts this book in the place of the one before. A key stands in it as `api_key`; it is sealed, and never shown."""
    return await _replaced(request, desk, principal, tenant_id, "pms", data)


@post(
    f"{_ROOT}/pms/test",
    status_code=200,
    opt=_DOORS | {ASKS_ONLY: True},
    **_described(
        "Try a hotel's book",
        [{"what": "Hotel Sol: search", "verdict": "ok", "seen": "", "remedy": ""}],
        wrong=_NO_BOOK,
    ),
)
async def try_book(desk: GivenDesk, tenant_id: HotelName) -> list[Tried]:
    """Looks whether the book answers, what it sells, and whether a search is answered. Nothing is changed there."""
    record = await record_of(desk, tenant_id)
    found = await told(office_of(desk).try_book(record))
    return [Tried(what=each.what, verdict=each.verdict.value, seen=each.seen, remedy=each.remedy) for each in found]


@get(f"{_ROOT}/properties", opt=_SEES, **_described("A hotel's properties", [_PROPERTY]))
async def show_properties(desk: GivenDesk, tenant_id: HotelName) -> Response[list[Body]]:
    """Each property whole, with its doors and its part of the book."""
    record = await record_of(desk, tenant_id)
    return under_version(record, list(properties_in(record.written).values()))


@put(
    f"{_ROOT}/properties/{{name:str}}",
    request_max_body_size=LARGEST_TABLE,
    opt=_DOORS,
    **_described("Add or change a property", _PROPERTY, takes=_PROPERTY, changes=True),
)
async def change_property(  # noqa: PLR0917 - all that a request tells
    request: Asked,
    desk: GivenDesk,
    principal: GivenPrincipal,
    tenant_id: HotelName,
    name: PartName,
    data: JSONBody[Body],
) -> Response[Body]:
    """Adds a property, or changes these keys of it; the others stay as they are. A property is never taken away."""

    def alter(table: Body) -> None:
        before = properties_in(table)
        changed = {**before.get(name, {}), **data, "id": name}
        rest = [each for each in part(table, "properties", list) if each is not before.get(name)]
        place = list(before).index(name) if name in before else len(rest)
        table["properties"] = [*rest[:place], changed, *rest[place:]]

    return await _altered(request, desk, principal, tenant_id, alter, lambda table: properties_in(table)[name])


@get(f"{_ROOT}/knowledge", opt=_SEES, **_described("What a hotel wrote down", [_ENTRY]))
async def show_knowledge(desk: GivenDesk, tenant_id: HotelName) -> Response[list[Body]]:
    """Every entry the hotel stands for, with its owner and for how long it holds."""
    record = await record_of(desk, tenant_id)
    return under_version(record, part(record.written, "knowledge", list))


@put(
    f"{_ROOT}/knowledge/{{name:str}}",
    request_max_body_size=LARGEST_TABLE,
    opt=_RULES,
    **_described("Write something down", _ENTRY, takes=_ENTRY, changes=True),
)
async def write_down(  # noqa: PLR0917 - all that a request tells
    request: Asked,
    desk: GivenDesk,
    principal: GivenPrincipal,
    tenant_id: HotelName,
    name: PartName,
    data: JSONBody[Body],
) -> Response[Body]:
    """Puts this entry in the place of the one of this name, or beside the others; guests are answered with it."""
    entry = dict(data) if data.get("id", data.get("topic")) == name else {**data, "id": name}

    def alter(table: Body) -> None:
        table["knowledge"] = [*_others(table, name), entry]

    return await _altered(request, desk, principal, tenant_id, alter, lambda _: entry)


@delete(
    f"{_ROOT}/knowledge/{{name:str}}",
    status_code=200,
    opt=_RULES,
    **_described("Strike something out", {"status": "removed"}, changes=True),
)
async def strike_out(
    request: Asked, desk: GivenDesk, principal: GivenPrincipal, tenant_id: HotelName, name: PartName
) -> Response[Body]:
    """Guests are no longer answered with this entry."""

    def alter(table: Body) -> None:
        left = _others(table, name)
        if len(left) == len(part(table, "knowledge", list)):
            raise NotFoundException(f"nothing of the name {name} is written down")
        table["knowledge"] = left

    return await _altered(request, desk, principal, tenant_id, alter, lambda _: {"status": "removed"})


@get(f"{_ROOT}/channel-accounts", opt=_SEES, **_described("At which accounts guests reach a hotel", [_DOOR]))
async def show_doors(desk: GivenDesk, tenant_id: HotelName) -> Response[list[Body]]:
    """Each door with its property and its settings. Secrets are named, never shown."""
    record = await record_of(desk, tenant_id)
    return under_version(record, [_door(*each) for each in Identifier.every(record.written)])


@put(
    f"{_ROOT}/channel-accounts/{{channel:str}}/{{name:str}}",
    request_max_body_size=LARGEST_TABLE,
    opt=_DOORS,
    **_described("Change a door", _DOOR, takes={"token": "EAAG…"}, changes=True),
)
async def change_door(  # noqa: PLR0917 - all that a request tells
    request: Asked,
    desk: GivenDesk,
    principal: GivenPrincipal,
    tenant_id: HotelName,
    channel: PartName,
    name: PartName,
    data: JSONBody[Body],
) -> Response[Body]:
    """Changes settings of an account the hotel has: its `token`, its `password`, its servers. Secrets are sealed."""
    identifier = _identifier(channel, name)

    def alter(table: Body) -> None:
        found = next((each for each in Identifier.every(table) if each[0] == identifier), None)
        if found is None:
            raise NotFoundException(f"{identifier} is none of {tenant_id}'s; add it to its identifiers first")
        before, door = _door(*found), found[2]
        door.update({key: each for key, each in data.items() if key not in _OF_THE_ROUTE})
        moved = any(data.get(key, before[key]) != before[key] for key in _OF_THE_ROUTE)
        if moved or not identifier.is_of(door):
            raise ClientException(_STAYS)

    def shown(table: Body) -> Body:
        return next(_door(*each) for each in Identifier.every(table) if each[0] == identifier)

    return await _altered(request, desk, principal, tenant_id, alter, shown)


@get(f"{_ROOT}/templates", opt=_SEES, **_described("In which templates a hotel answers", [_TEMPLATE]))
async def show_templates(desk: GivenDesk, tenant_id: HotelName) -> Response[list[Body]]:
    """By WhatsApp number: the template for answers after 24 hours, and the business account it is in."""
    record = await record_of(desk, tenant_id)
    found = [(known, door) for known, _, door in Identifier.every(record.written) if known.channel == "whatsapp"]
    return under_version(record, [_template(str(known.account), door) for known, door in found])


@put(
    f"{_ROOT}/templates/{{name:str}}",
    opt=_RULES,
    **_described("Change a template", _TEMPLATE, takes={"answer_template": "answer_from_hotel"}, changes=True),
)
async def change_template(  # noqa: PLR0917 - all that a request tells
    request: Asked,
    desk: GivenDesk,
    principal: GivenPrincipal,
    tenant_id: HotelName,
    name: PartName,
    data: JSONBody[Body],
) -> Response[Body]:
    """Names the template in which this number answers once the 24 hours are over; an empty name: none."""
    identifier = _identifier("whatsapp", name)
    if data.keys() != {"answer_template"} or not isinstance(data["answer_template"], str):
        raise ClientException("expected answer_template with the name of a template, and nothing else")

    def alter(table: Body) -> None:
        door = next((found for known, _, found in Identifier.every(table) if known == identifier), None)
        if door is None:
            raise NotFoundException(f"{identifier} is none of {tenant_id}'s")
        door["answer_template"] = data["answer_template"]

    def shown(table: Body) -> Body:
        return next(_template(name, door) for known, _, door in Identifier.every(table) if known == identifier)

    return await _altered(request, desk, principal, tenant_id, alter, shown)


async def _shown(desk: GivenDesk, tenant: str, name: str) -> Response[Body]:
    record = await record_of(desk, tenant)
    return under_version(record, part(record.written, name, dict))


async def _replaced(  # noqa: PLR0917 - all that a change needs
    request: Asked, desk: GivenDesk, principal: Principal, tenant: str, name: str, data: Body
) -> Response[Body]:
    def alter(table: Body) -> None:
        table[name] = dict(data)

    return await _altered(request, desk, principal, tenant, alter, lambda table: part(table, name, dict))


async def _altered(  # noqa: PLR0917 - all that a change needs
    request: Asked,
    desk: GivenDesk,
    principal: Principal,
    tenant: str,
    alter: Callable[[Body], None],
    shown: Callable[[Body], Body],
) -> Response[Body]:
    """The part as it stands once it was changed."""
    version = version_of(request)

    def altered(table: Body) -> Refusal | None:
        alter(table)
        return None

    changing = office_of(desk).change(TenantId(tenant), altered, by=principal.who, version=version)
    record = kept(await told(changing, version=version), principal)
    return under_version(record, shown(dict(record.written)))


def _others(table: Body, name: str) -> list[Any]:
    """The entries of other names."""
    entries = part(table, "knowledge", list)
    return [each for each in entries if not (isinstance(each, dict) and (each.get("id") or each.get("topic")) == name)]


def _identifier(channel: str, name: str) -> Identifier:
    if channel not in CHANNELS:
        raise ClientException(f"channel: expected one of {', '.join(CHANNELS)}")
    return Identifier.read(name, channel)


def _door(known: Identifier, property_id: str, door: Body) -> Body:
    return {"channel": known.channel, "identifier": str(known.account), "property": property_id, **door}


def _template(number: str, door: Body) -> Body:
    told_ = {name: door.get(name, "") for name in ("answer_template", "business_account")}
    return {"identifier": number, **told_}
