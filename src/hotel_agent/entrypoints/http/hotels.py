"""Hotels over HTTP: entered, changed and closed, and the accounts at which guests reach them."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from attrs import frozen
from litestar import Request, Response, delete, get, patch, post
from litestar.datastructures import State
from litestar.exceptions import ClientException
from litestar.params import HeaderParameter, JSONBody, PathParameter

from hotel_agent.application.back_office import new_hotel
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.rights import Permission
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.entrypoints.http.back_office import (
    CHANGED,
    LARGEST_TABLE,
    SEEN,
    VERSIONED,
    Body,
    kept,
    office_of,
    record_of,
    told,
    under_version,
)
from hotel_agent.entrypoints.http.given import GivenDesk, GivenPrincipal
from hotel_agent.entrypoints.http.operations import Shown, text, written
from hotel_agent.entrypoints.http.paging import NO_PAGE, PageNumber, Pages, PageSize, paged
from hotel_agent.entrypoints.http.rules import ASKS_ONLY, Whose, only
from hotel_agent.entrypoints.http.versions import version_of
from hotel_agent.ports.register import RegisteredTenant

HotelName = Annotated[str, PathParameter(description="The hotel's id")]
IdempotencyKey = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        description="That this may be a repetition: what stands already as it is asked for is answered as done now",
    ),
]
_STATES = {"active": True, "inactive": False}
_OLD_WORDS = {"tenant_id", "status", "business_hours_start", "business_hours_end", "business_hours_timezone"}
"""How the predecessor said it; all else is a key of the hotel's own table."""
_STATUS = "status: expected active or inactive"
_WHOLE = {
    "tenant_id": "sol",
    "name": "Hotel Sol",
    "status": "active",
    "source": "register",
    "version": 3,
    "identifiers": [{"channel": "webchat", "identifier": "sol"}],
    "secrets": ["API_KEY_9DF2D1E5F3FD"],
}


@frozen(kw_only=True)
class Account:
    """One account at which guests reach a hotel."""

    channel: str
    identifier: str


@frozen(kw_only=True)
class Listed:
    """A hotel in a list. `source`: `register`, or `file` for one that is changed in the tenants file only."""

    tenant_id: str
    name: str
    status: str
    source: str
    version: int
    identifiers: list[Account]
    secrets: list[str]
    """The names of its secrets; they are shown nowhere."""


@frozen(kw_only=True)
class Whole(Listed):
    """A hotel with its whole table, as a tenants file would have it."""

    table: dict[str, Any]


@frozen(kw_only=True)
class Hotels:
    """One page of the hotels."""

    tenants: list[Listed]
    pagination: Pages


@frozen(kw_only=True)
class Done:
    """What was done, and to which hotel."""

    status: str
    tenant_id: str = ""
    identifier: str = ""
    version: int = 0
    active: bool = True


def described(
    summary: str,
    answer: Shown,
    *,
    status: int = 200,
    takes: Shown | None = None,
    changes: bool = True,
    by_pages: bool = False,
    keyed: bool = False,
    versioned: bool = False,
) -> dict[str, Any]:
    """How a route of the administration is written about. `versioned`: it changes a hotel that others may change."""
    changed = VERSIONED if versioned else CHANGED
    seen = {**SEEN, **(NO_PAGE if by_pages else {})}
    return {
        "tags": ["administration"],
        "summary": summary,
        "security": [{"staff": []}],
        "operation_class": written(
            takes=takes, answers={status: answer}, problems=changed if changes else seen, keyed=keyed
        ),
    }


def done_words(status: str, **more: object) -> Shown:
    """What is answered once it is done."""
    example = {"status": status, "tenant_id": "sol", "version": 4, "active": True, **more}
    return Shown(about="Done", example=example, versioned=True)


@get(
    "/admin/tenants",
    opt=only(Permission.SEE_HOUSE, Whose.ASKED),
    **described(
        "Which hotels there are",
        Shown(
            about="One page, by their ids",
            example={"tenants": [_WHOLE], "pagination": {"page": 1, "page_size": 50, "total": 1, "pages": 1}},
        ),
        changes=False,
        by_pages=True,
    ),
)
async def list_hotels(
    desk: GivenDesk,
    principal: GivenPrincipal,
    page: PageNumber = 1,
    page_size: PageSize = 50,
) -> Hotels:
    """The hotels of whoever asks: those of the register, and those of the tenants file."""
    records = await told(office_of(desk).hotels())
    known = {record.id for record in records}
    of_file = [each for each in desk.tenants.tenants if each.id not in known]
    every = sorted([*map(_listed, records), *map(_of_file, of_file)], key=lambda each: each.tenant_id)
    theirs = [each for each in every if principal.is_of(TenantId(each.tenant_id))]
    shown, pages = paged(theirs, page, page_size)
    return Hotels(tenants=shown, pagination=pages)


@get(
    "/admin/tenants/{tenant_id:str}",
    opt=only(Permission.SEE_HOUSE, Whose.NAMED),
    **described(
        "One hotel, whole", Shown(about="The hotel", example={**_WHOLE, "table": {}}, versioned=True), changes=False
    ),
)
async def show_hotel(desk: GivenDesk, tenant_id: HotelName) -> Response[Whole]:
    """A hotel of the register with its whole table. Secrets are named in it, never shown. `ETag` is its version."""
    record = await record_of(desk, tenant_id)
    seen = _listed(record)
    whole = Whole(
        tenant_id=seen.tenant_id,
        name=seen.name,
        status=seen.status,
        source=seen.source,
        version=seen.version,
        identifiers=seen.identifiers,
        secrets=seen.secrets,
        table=dict(record.written),
    )
    return under_version(record, whole)


@post(
    "/admin/tenants",
    status_code=201,
    request_max_body_size=LARGEST_TABLE,
    opt=only(Permission.CHANGE_DOORS, Whose.INSTALLATION),
    **described(
        "Enter a hotel",
        done_words("created"),
        status=201,
        takes=Shown(
            about=(
                "The hotel: its table as a tenants file has it, with `tenant_id` for its `id`; or the predecessor's"
                " few words, of which a hotel is made that takes no guests before its book is told. Business hours"
                " are taken and have no effect: guests are answered at any hour"
            ),
            example={
                "tenant_id": "sol",
                "name": "Hotel Sol",
                "currency": "EUR",
                "business_hours_timezone": "Europe/Madrid",
            },
            properties={
                "tenant_id": text("Small letters, digits, - and _", pattern="^[a-z0-9_-]+$"),
                "name": text("As guests know it"),
            },
            required=("tenant_id", "name"),
        ),
    ),
)
async def enter_hotel(
    desk: GivenDesk, principal: GivenPrincipal, data: JSONBody[Body], idempotency_key: IdempotencyKey = ""
) -> Response[Done]:
    """Enters a hotel. Secrets may stand in it in their places, as `api_key`; they are sealed and never shown again.

    `active` in the answer says whether it takes guests.
    """
    office, table = office_of(desk), _table(data)
    active = _state(data, usual=True) is True and "properties" in data
    outcome = await told(office.enter(table, by=principal.who, active=active))
    if isinstance(outcome, Refusal) and outcome.reason is Reason.TAKEN and idempotency_key:
        record = await told(office.hotel(TenantId(str(table["id"]))))
        if record is not None and record.written == office.drawings.parted(table)[0]:
            outcome = record
    record = kept(outcome, principal)
    answer = Done(status="created", tenant_id=record.id, version=record.version, active=record.active)
    return under_version(record, answer, status=201)


@patch(
    "/admin/tenants/{tenant_id:str}",
    request_max_body_size=LARGEST_TABLE,
    opt=only(Permission.CHANGE_DOORS, Whose.NAMED),
    **described(
        "Change a hotel",
        done_words("updated"),
        takes=Shown(
            about="The keys of its table that change, and `status`: active or inactive. The others stay as they are",
            example={"name": "Hotel Sol y Mar", "status": "active"},
        ),
        versioned=True,
    ),
)
async def change_hotel(
    request: Request[Any, Any, State],
    desk: GivenDesk,
    principal: GivenPrincipal,
    tenant_id: HotelName,
    data: JSONBody[Body],
) -> Response[Done]:
    """Changes parts of a hotel, or whether it takes guests. It counts in every process within a second."""
    version = version_of(request)
    parts = {name: each for name, each in data.items() if name not in _OLD_WORDS}
    active = _state(data, usual=None)
    changing = office_of(desk).merge(TenantId(tenant_id), parts, by=principal.who, version=version, active=active)
    record = kept(await told(changing, version=version), principal)
    answer = Done(status="updated", tenant_id=record.id, version=record.version, active=record.active)
    return under_version(record, answer)


@delete(
    "/admin/tenants/{tenant_id:str}",
    status_code=200,
    opt=only(Permission.CHANGE_DOORS, Whose.NAMED),
    **described("Close a hotel", done_words("deactivated", active=False), versioned=True),
)
async def close_hotel(
    request: Request[Any, Any, State], desk: GivenDesk, principal: GivenPrincipal, tenant_id: HotelName
) -> Response[Done]:
    """The hotel takes no guests any more; what was begun is finished, and nothing is forgotten. Repeating is safe."""
    version = version_of(request)
    changing = office_of(desk).merge(TenantId(tenant_id), {}, by=principal.who, version=version, active=False)
    record = kept(await told(changing, version=version), principal)
    return under_version(record, Done(status="deactivated", tenant_id=record.id, version=record.version, active=False))


@post(
    "/admin/tenants/refresh",
    status_code=200,
    opt=only(Permission.SEE_HOUSE, Whose.INSTALLATION) | {ASKS_ONLY: True},
    **described("Read all hotels again", Shown(about="Done", example={"status": "refreshed"}), changes=False),
)
async def refresh_hotels(desk: GivenDesk) -> dict[str, str]:
    """Every process reads its hotels again within a second, this one at once. They do so by themselves on a change."""
    office = office_of(desk)
    await told(office.register.announce())
    await told(office.refresh())
    return {"status": "refreshed"}


def _listed(record: RegisteredTenant) -> Listed:
    return Listed(
        tenant_id=record.id,
        name=str(record.written.get("name", "")),
        status="active" if record.active else "inactive",
        source="register",
        version=record.version,
        identifiers=list(_accounts(record.accounts)),
        secrets=sorted({*record.secrets, *record.unopened}),
    )


def _of_file(tenant: Tenant) -> Listed:
    accounts = [(each.channel, each.account) for each in tenant.accounts]
    return Listed(
        tenant_id=tenant.id,
        name=tenant.name,
        status="active",
        source="file",
        version=0,
        identifiers=list(_accounts(accounts)),
        secrets=[],
    )


def _accounts(accounts: Sequence[tuple[str, str]]) -> Iterator[Account]:
    return (Account(channel=channel, identifier=account) for channel, account in accounts)


def _table(data: Body) -> Body:
    """The hotel's table, from its own words or the predecessor's."""
    tenant, name = data.get("tenant_id", data.get("id")), data.get("name")
    if not isinstance(tenant, str) or not isinstance(name, str):
        raise ClientException("expected tenant_id and name, each a text")
    own = {key: each for key, each in data.items() if key not in _OLD_WORDS}
    if "properties" in own:
        return {**own, "id": tenant}
    currency, zone = own.pop("currency", None), data.get("business_hours_timezone", own.pop("time_zone", "UTC"))
    if not isinstance(currency, str):
        raise ClientException(
            "currency: expected the currency in which the hotel counts, such as EUR; or its properties"
        )
    languages = own.pop("languages", ["es", "en", "pt"])
    spoken = languages if isinstance(languages, list) else []
    return {**own, **new_hotel(tenant, name=name, time_zone=str(zone), currency=currency, languages=spoken)}


def _state(data: Body, *, usual: bool | None) -> bool | None:
    written_ = data.get("status")
    if written_ is None:
        return usual
    if not isinstance(written_, str) or written_ not in _STATES:
        raise ClientException(_STATUS)
    return _STATES[written_]
