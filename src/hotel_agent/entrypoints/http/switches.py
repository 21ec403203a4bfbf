"""The switches of the house over HTTP: how each stands, why, and throwing it."""

from typing import Annotated, Any

from attrs import frozen
from litestar import delete, get, put
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import JSONBody, PathParameter, QueryParameter

from hotel_agent.application.switchboard import Switchboard
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.flags import (
    FLAGS,
    Flag,
    Setting,
    Share,
    Standing,
    Thrown,
    declared,
    read_setting,
    standing,
    write_setting,
)
from hotel_agent.domain.tenants.rights import Permission, Principal
from hotel_agent.entrypoints.http.given import GivenDesk, GivenPrincipal
from hotel_agent.entrypoints.http.guard import NO_PROOF, NOT_ALLOWED, NOT_YOURS, UNKNOWN, no_such_hotel
from hotel_agent.entrypoints.http.operations import Shown, text, written
from hotel_agent.entrypoints.http.rules import Whose, only

FlagName = Annotated[str, PathParameter(description="The switch, such as `canary.enabled`")]
HotelName = Annotated[str, PathParameter(description="The hotel's id")]
_NO_SWITCH = "There is no such switch; GET /admin/feature-flags names them all"
_NO_VALUE = "expected `on`, `off`, or a share of the guests such as `25%`"
_SEEN = {401: UNKNOWN, 403: NOT_ALLOWED, 404: NOT_YOURS}
_THROWN = {400: _NO_VALUE, 401: UNKNOWN, 403: f"{NOT_ALLOWED}. Or: {NO_PROOF}", 404: _NO_SWITCH}
_SWITCH = {
    "name": "canary.enabled",
    "setting": "25%",
    "because": "this hotel",
    "meaning": "these hotels or guests are answered in a new way first",
}


@frozen(kw_only=True)
class Switch:
    """How a switch stands. `because`: nobody touched it (`default`), or it was set for `everybody` or `this hotel`."""

    name: str
    setting: str
    because: str
    meaning: str


@frozen(kw_only=True)
class To:
    """What a switch is to be set to."""

    setting: str


_TAKES = Shown(
    about="What it is to be set to",
    example={"setting": "25%"},
    properties={"setting": text("`on`, `off`, or a share of the guests such as `25%`", longest=8)},
    required=("setting",),
)


def _described(summary: str, *, takes: Shown | None = None, throws: bool = False, many: bool = False) -> dict[str, Any]:
    shown = Shown(about="How it stands", example=[_SWITCH] if many else _SWITCH)
    return {
        "tags": ["administration"],
        "summary": summary,
        "security": [{"staff": []}],
        "operation_class": written(takes=takes, answers={200: shown}, problems=_THROWN if throws else _SEEN),
    }


@get(
    "/admin/feature-flags",
    tags=["administration"],
    summary="Which switches are on",
    opt=only(Permission.SEE_HOUSE, Whose.ASKED),
    security=[{"staff": []}],
    operation_class=written(
        answers={200: Shown(about="All switches", example={"flags": {"canary.enabled": False}})}, problems=_SEEN
    ),
)
async def flags_on(
    desk: GivenDesk,
    tenant_id: Annotated[str, QueryParameter(description="The hotel; without it, as set for everybody")] = "",
) -> dict[str, dict[str, bool]]:
    """Each switch by its name, and whether it is on. One that is on for a share of the guests counts as on."""
    thrown = await _switchboard(desk).thrown()
    tenant = TenantId(tenant_id) if tenant_id else None
    settings = {flag.name: standing(flag, thrown, tenant).setting for flag in FLAGS}
    return {"flags": {name: isinstance(setting, Share) or setting for name, setting in settings.items()}}


@get(
    "/admin/tenants/{tenant_id:str}/feature-flags",
    opt=only(Permission.SEE_HOUSE, Whose.NAMED),
    **_described("How each switch stands at a hotel", many=True),
)
async def switches(desk: GivenDesk, tenant_id: HotelName) -> list[Switch]:
    """Every switch with its setting at this hotel, why it stands so, and what it does."""
    tenant, thrown = _hotel(desk, tenant_id), await _switchboard(desk).thrown()
    return [_switch(flag, thrown, tenant) for flag in FLAGS]


@put(
    "/admin/tenants/{tenant_id:str}/feature-flags/{flag:str}",
    opt=only(Permission.CHANGE_HOUSE, Whose.NAMED),
    **_described("Throw a switch at a hotel", takes=_TAKES, throws=True),
)
async def throw_here(
    desk: GivenDesk, principal: GivenPrincipal, tenant_id: HotelName, flag: FlagName, data: JSONBody[To]
) -> Switch:
    """Sets the switch for this hotel, whatever is set for everybody. Every process follows within a second."""
    return await _throw(desk, principal, flag, _setting(data), _hotel(desk, tenant_id))


@delete(
    "/admin/tenants/{tenant_id:str}/feature-flags/{flag:str}",
    status_code=200,
    opt=only(Permission.CHANGE_HOUSE, Whose.NAMED),
    **_described("Let a hotel follow everybody again", throws=True),
)
async def follow_everybody(desk: GivenDesk, principal: GivenPrincipal, tenant_id: HotelName, flag: FlagName) -> Switch:
    """Forgets what was set for this hotel; what is set for everybody counts again, or else the default."""
    return await _throw(desk, principal, flag, None, _hotel(desk, tenant_id))


@put(
    "/admin/feature-flags/{flag:str}",
    opt=only(Permission.CHANGE_HOUSE, Whose.INSTALLATION),
    **_described("Throw a switch for everybody", takes=_TAKES, throws=True),
)
async def throw_for_all(desk: GivenDesk, principal: GivenPrincipal, flag: FlagName, data: JSONBody[To]) -> Switch:
    """Sets the switch for every hotel that has no setting of its own. Every process follows within a second."""
    return await _throw(desk, principal, flag, _setting(data), None)


@delete(
    "/admin/feature-flags/{flag:str}",
    status_code=200,
    opt=only(Permission.CHANGE_HOUSE, Whose.INSTALLATION),
    **_described("Put a switch back to its default", throws=True),
)
async def back_to_default(desk: GivenDesk, principal: GivenPrincipal, flag: FlagName) -> Switch:
    """Forgets what was set for everybody. A hotel that has a setting of its own keeps it, as before."""
    return await _throw(desk, principal, flag, None, None)


async def _throw(
    desk: GivenDesk, principal: Principal, name: str, to: Setting | None, tenant: TenantId | None
) -> Switch:
    flag = declared(name)
    if flag is None:
        raise NotFoundException(_NO_SWITCH)
    stands = await _switchboard(desk).throw(flag, to, tenant=tenant, by=principal.who)
    return _shown(flag, stands)


def _switch(flag: Flag, thrown: Thrown, tenant: TenantId | None) -> Switch:
    return _shown(flag, standing(flag, thrown, tenant))


def _shown(flag: Flag, stands: Standing) -> Switch:
    return Switch(
        name=flag.name, setting=write_setting(stands.setting), because=stands.origin.value, meaning=flag.meaning
    )


def _setting(to: To) -> Setting:
    setting = read_setting(to.setting)
    if setting is None:
        raise ClientException(_NO_VALUE)
    return setting


def _hotel(desk: GivenDesk, tenant_id: str) -> TenantId:
    tenant = desk.tenants.tenant(TenantId(tenant_id))
    if tenant is None:
        raise no_such_hotel()
    return tenant.id


def _switchboard(desk: GivenDesk) -> Switchboard:
    return Switchboard(flags=desk.flags, storage=desk.storage, clock=desk.clock)
