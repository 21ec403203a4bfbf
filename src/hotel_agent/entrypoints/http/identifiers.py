"""The accounts of a hotel over HTTP: at which numbers, mailboxes and chats guests reach it."""

from typing import Annotated, Any

from litestar import Request, Response, delete, post
from litestar.datastructures import State
from litestar.exceptions import ClientException
from litestar.params import JSONBody, PathParameter, QueryParameter

from hotel_agent.application.accounts import CHANNELS, Identifier
from hotel_agent.domain.ids import PropertyId, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.rights import Permission
from hotel_agent.entrypoints.http.back_office import Body, kept, office_of, told, under_version
from hotel_agent.entrypoints.http.given import GivenDesk, GivenPrincipal
from hotel_agent.entrypoints.http.hotels import Done, HotelName, IdempotencyKey, described, done_words
from hotel_agent.entrypoints.http.operations import Shown, text
from hotel_agent.entrypoints.http.rules import Whose, only
from hotel_agent.entrypoints.http.versions import version_of
from hotel_agent.ports.register import RegisteredTenant


@post(
    "/admin/tenants/{tenant_id:str}/identifiers",
    status_code=200,
    opt=only(Permission.CHANGE_DOORS, Whose.NAMED),
    **described(
        "Let guests reach a hotel at an account",
        done_words("identifier_added", identifier="100000000000001"),
        takes=Shown(
            about="A WhatsApp number's id, a mailbox, or the key of a web chat; `channel` where that is not plain",
            example={"identifier": "100000000000001", "channel": "whatsapp", "property": "sol"},
            properties={"identifier": text("The receiving account", longest=320)},
            required=("identifier",),
        ),
        versioned=True,
    ),
)
async def add_identifier(  # noqa: PLR0917 - all that a request tells
    request: Request[Any, Any, State],
    desk: GivenDesk,
    principal: GivenPrincipal,
    tenant_id: HotelName,
    data: JSONBody[Body],
    idempotency_key: IdempotencyKey = "",
) -> Response[Done]:
    """Who writes to this account writes to this hotel from now on. An account is one hotel's only."""
    office, tenant, version = office_of(desk), TenantId(tenant_id), version_of(request)
    identifier = _identifier(data.get("identifier"), data.get("channel", ""))
    place = data.get("property")
    property_id = PropertyId(place) if isinstance(place, str) and place else None
    adding = office.add_identifier(tenant, identifier, by=principal.who, property_id=property_id, version=version)
    outcome = await told(adding, version=version)
    if isinstance(outcome, Refusal) and outcome.reason is Reason.TAKEN and idempotency_key:
        record = await told(office.hotel(tenant))
        outcome = record if record is not None and identifier.among(record.written) else outcome
    record = kept(outcome, principal)
    return _moved(record, "identifier_added", identifier)


@delete(
    "/admin/tenants/{tenant_id:str}/identifiers/{identifier:str}",
    status_code=200,
    opt=only(Permission.CHANGE_DOORS, Whose.NAMED),
    **described(
        "Take an account from a hotel", done_words("identifier_removed", identifier="100000000000001"), versioned=True
    ),
)
async def remove_identifier(  # noqa: PLR0917 - all that a request tells
    request: Request[Any, Any, State],
    desk: GivenDesk,
    principal: GivenPrincipal,
    tenant_id: HotelName,
    identifier: Annotated[str, PathParameter(description="The account, as it is listed")],
    channel: Annotated[str, QueryParameter(description="Where it is not plain from the account")] = "",
) -> Response[Done]:
    """Who writes to this account no longer writes to this hotel."""
    tenant, version = TenantId(tenant_id), version_of(request)
    known = _identifier(identifier, channel)
    removing = office_of(desk).remove_identifier(tenant, known, by=principal.who, version=version)
    record = kept(await told(removing, version=version), principal)
    return _moved(record, "identifier_removed", known)


def _moved(record: RegisteredTenant, status: str, identifier: Identifier) -> Response[Done]:
    done = Done(
        status=status,
        tenant_id=record.id,
        identifier=str(identifier.account),
        version=record.version,
        active=record.active,
    )
    return under_version(record, done)


def _identifier(identifier: object, channel: object) -> Identifier:
    if not isinstance(identifier, str) or not identifier.strip():
        raise ClientException("identifier: expected a WhatsApp number's id, a mailbox, or the key of a web chat")
    if not isinstance(channel, str) or channel not in {"", *CHANNELS}:
        raise ClientException(f"channel: expected one of {', '.join(CHANNELS)}")
    return Identifier.read(identifier, channel)
