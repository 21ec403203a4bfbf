"""Who may come behind the desk, over HTTP: by owners, for the hotels that are theirs and no others."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any

from attrs import field, frozen
from litestar import Request, Response, delete, get, post, put
from litestar.datastructures import State
from litestar.exceptions import ClientException, HTTPException, NotFoundException, PermissionDeniedException
from litestar.params import JSONBody, PathParameter

from hotel_agent.application.roster import Roster, shown_tenants
from hotel_agent.domain.errors import Conflict
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.people import Card, Token, name_of
from hotel_agent.domain.tenants.rights import EVERYWHERE, Permission, Principal, Role
from hotel_agent.entrypoints.http.coming_in import porter_of
from hotel_agent.entrypoints.http.given import GivenDesk, GivenPrincipal
from hotel_agent.entrypoints.http.guard import NO_PROOF, NOT_ALLOWED, UNKNOWN
from hotel_agent.entrypoints.http.operations import Shown, text, written
from hotel_agent.entrypoints.http.paging import NO_PAGE, PageNumber, Pages, PageSize, paged
from hotel_agent.entrypoints.http.rules import Whose, only
from hotel_agent.entrypoints.http.versions import NO_VERSION, etag_of, version_of

NOT_ALL_YOURS = "Expected hotels that are yours; those of others are not yours to give"
LONGEST_DAYS = 730
_NO_CHANGE = "expected `disabled`, `role` or `tenants`"
_NOBODY = "Nobody of your hotels alone is called so"
_NO_TOKEN = "No token of your hotels alone has this id"  # noqa: S105 - words
_MEANWHILE = "Somebody else changed them since, or at this moment; look again"
_ROLES = f"role: expected one of {', '.join(role.value for role in Role)}"

PersonName = Annotated[str, PathParameter(description="As they are called here")]
TokenName = Annotated[str, PathParameter(description="The token's id; not the token itself")]


@frozen(kw_only=True)
class PersonLine:
    """Somebody, as what they come, and to which of the hotels of whoever asks. `version` grows with every change."""

    name: str
    role: str
    tenants: list[str]
    codes: bool
    disabled: bool
    version: int


@frozen(kw_only=True)
class NewPerson:
    """Somebody who is to be let in."""

    name: str
    password: str = field(repr=False)
    role: str
    tenants: list[str]


@frozen(kw_only=True)
class Everybody:
    """One page of the people, by name."""

    people: list[PersonLine]
    pagination: Pages


@frozen(kw_only=True)
class Change:
    """What is to be otherwise with somebody; what is not told stays as it is."""

    disabled: bool | None = None
    role: str | None = None
    tenants: list[str] | None = None


@frozen(kw_only=True)
class TokenLine:
    """A token, without what it proves itself by."""

    id: str
    name: str
    role: str
    tenants: list[str]
    made_by: str
    created_at: str
    expires_at: str
    revoked: bool


@frozen(kw_only=True)
class AllTokens:
    """One page of the tokens, the latest first."""

    tokens: list[TokenLine]
    pagination: Pages


@frozen(kw_only=True)
class WantedToken:
    """A token that is to be made."""

    name: str
    role: str
    tenants: list[str]
    days: int = 90


@frozen(kw_only=True)
class MadeToken:
    """A token just made. It is shown this once."""

    access_token: str = field(repr=False)
    token: TokenLine


_PERSON = {"name": "bea", "role": "reception", "tenants": ["miramar"], "codes": False, "disabled": False, "version": 3}
_TOKEN = {
    "id": "5f0c7a1e9b3d",
    "name": "reception-page",
    "role": "read-only",
    "tenants": ["miramar"],
    "made_by": "ana",
    "created_at": "2026-11-23T10:15:00+00:00",
    "expires_at": "2027-02-21T10:15:00+00:00",
    "revoked": False,
}
_ONE_PAGE = {"page": 1, "page_size": 50, "total": 1, "pages": 1}
_TENANTS = "The hotels, by their ids; `*` alone for all of them"
_PROBLEMS = {401: UNKNOWN, 403: f"{NOT_ALLOWED}. Or: {NOT_ALL_YOURS}. Or: {NO_PROOF}"}


def _route(
    path: str,
    summary: str,
    permission: Permission,
    *,
    answers: Shown,
    takes: Shown | None = None,
    problems: Mapping[int, str] | None = None,
    keyed: bool = False,
) -> dict[str, Any]:
    return {
        "path": path,
        "status_code": 200,
        "tags": ["people"],
        "summary": summary,
        "opt": only(permission, Whose.ASKED),
        "security": [{"staff": []}],
        "operation_class": written(
            takes=takes, answers={200: answers}, problems={**_PROBLEMS, **(problems or {})}, keyed=keyed
        ),
    }


@get(**_route(
    "/admin/people",
    "Who may come in",
    Permission.SEE_PEOPLE,
    answers=Shown(about="One page, by name", example={"people": [_PERSON], "pagination": _ONE_PAGE}),
    problems=NO_PAGE,
))  # fmt: skip
async def everybody(
    desk: GivenDesk, principal: GivenPrincipal, page: PageNumber = 1, page_size: PageSize = 50
) -> Everybody:
    """Everybody who has a hotel in common with whoever asks, by name, and of their hotels those they have in common."""
    found = [(card, _common(principal, card.person.tenants)) for card in await _roster(desk).everybody()]
    lines = [_person(card, tenants) for card, tenants in found if tenants]
    shown, pages = paged(lines, page, page_size)
    return Everybody(people=shown, pagination=pages)


@post(**_route(
    "/admin/people",
    "Let somebody new in",
    Permission.CHANGE_PEOPLE,
    takes=Shown(
        about="Who it is",
        example={"name": "bea", "password": "four words in a row", "role": "reception", "tenants": ["miramar"]},
        properties={"name": text("As they are called here", longest=64), "password": text("At least 12 characters")},
        required=("name", "password", "role", "tenants"),
    ),
    answers=Shown(about="They may come in", example=_PERSON),
    problems={400: f"{_ROLES}; or what is wrong with name or password", 409: "name: bea is taken"},
    keyed=True,
))  # fmt: skip
async def engage(desk: GivenDesk, principal: GivenPrincipal, data: JSONBody[NewPerson]) -> PersonLine:
    """Somebody may come in from now on, with this password, in this role and for these hotels.

    An owner gives only hotels of their own; `["*"]` only whoever has all of them. Who did it is written down.
    """
    tenants, roster = _given(principal, data.tenants), _roster(desk)
    done = await roster.engage(data.name, data.password, role=_role(data.role), tenants=tenants, by=principal.who)
    if isinstance(done, Refusal):
        raise HTTPException(detail=done.detail, status_code=409 if done.reason is Reason.TAKEN else 400)
    return PersonLine(
        name=done.name,
        role=done.role.value,
        tenants=shown_tenants(done.tenants),
        codes=False,
        disabled=False,
        version=0,
    )


@put(**_route(
    "/admin/people/{name:str}",
    "Shut somebody out or let them back in, and say as what they come and where",
    Permission.CHANGE_PEOPLE,
    takes=Shown(
        about="What is to be otherwise: whether they are shut out, their role, their hotels (their ids, or `*` alone)",
        example={"disabled": True},
    ),
    answers=Shown(about="How it is from now on", example=_PERSON, versioned=True),
    problems={
        400: f"{_NO_CHANGE}. Or: {_ROLES}. Or: {NO_VERSION}", 404: _NOBODY, 409: _MEANWHILE, 412: _MEANWHILE
    },
))  # fmt: skip
async def change_person(
    request: Request[Any, Any, State],
    desk: GivenDesk,
    principal: GivenPrincipal,
    name: PersonName,
    data: JSONBody[Change],
) -> Response[PersonLine]:
    """Shuts somebody out at once and everywhere, also where they are in already, or lets them back in; gives them
    another role, or other hotels, which counts at once too. All that is told is done together, or nothing.

    Only whoever has all hotels of that person, and all they are to have, may do so. Repeating is safe. `If-Match` names
    the `version` that was seen.
    """
    roster, seen = _roster(desk), version_of(request)
    card = await roster.people.card(name_of(name) or "")
    if card is None or not _has_all(principal, card.person.tenants):
        raise NotFoundException(_NOBODY)
    if data.disabled is None and data.role is None and data.tenants is None:
        raise ClientException(_NO_CHANGE)
    if seen not in {None, card.version}:
        raise HTTPException(detail=_MEANWHILE, status_code=412)
    role = None if data.role is None else _role(data.role)
    tenants = card.person.tenants if data.tenants is None else _given(principal, data.tenants)
    # At the version whose hotels were looked at: whoever has others by now is not this owner's to change.
    by, version = principal.who, card.version
    if data.role is None and data.tenants is None:
        change = (roster.shut_out if data.disabled else roster.let_back)(name, by=by, version=version)
    else:
        change = roster.appoint(name, role=role, tenants=tenants, disabled=data.disabled, by=by, version=version)
    try:
        await change
    except Conflict as conflict:
        raise HTTPException(detail=_MEANWHILE, status_code=409 if seen is None else 412) from conflict
    after = await roster.people.card(card.person.name) or card
    return Response(_person(after, _common(principal, after.person.tenants)), headers=etag_of(after.version))


@get(**_route(
    "/admin/tokens",
    "Which tokens there are",
    Permission.SEE_PEOPLE,
    answers=Shown(about="One page, the latest first", example={"tokens": [_TOKEN], "pagination": _ONE_PAGE}),
    problems=NO_PAGE,
))  # fmt: skip
async def all_tokens(
    desk: GivenDesk, principal: GivenPrincipal, page: PageNumber = 1, page_size: PageSize = 50
) -> AllTokens:
    """Every token that speaks for hotels of whoever asks, the latest first. None is shown itself."""
    found = [(token, _common(principal, token.tenants)) for token in await _roster(desk).tokens()]
    lines = [_token(token, tenants) for token, tenants in found if tenants]
    shown, pages = paged(lines, page, page_size)
    return AllTokens(tokens=shown, pagination=pages)


@post(**_route(
    "/admin/tokens",
    "Make a token",
    Permission.CHANGE_PEOPLE,
    takes=Shown(
        about="What it is for",
        example={"name": "reception-page", "role": "read-only", "tenants": ["miramar"], "days": 90},
        properties={"name": text("What it is for, as the audit log shows it", longest=64)},
        required=("name", "role", "tenants"),
    ),
    answers=Shown(about="The token, this once", example={"access_token": "hat_5f0c7a1e...", "token": _TOKEN}),
    problems={400: f"{_ROLES}; a name; and 1 to {LONGEST_DAYS} days"},
    keyed=True,
))  # fmt: skip
async def make_token(desk: GivenDesk, principal: GivenPrincipal, data: JSONBody[WantedToken]) -> MadeToken:
    """A program that bears this comes in this role, for these hotels and so many days. It cannot be shown again."""
    name, tenants = data.name.strip(), _given(principal, data.tenants)
    if not name or len(name) > 64 or not 1 <= data.days <= LONGEST_DAYS:
        raise ClientException(f"expected a name of at most 64 characters, and 1 to {LONGEST_DAYS} days")
    made = await _roster(desk).issue(
        name, role=_role(data.role), tenants=tenants, lasts=timedelta(days=data.days), by=principal.who
    )
    return MadeToken(access_token=made.secret, token=_token(made.token, shown_tenants(made.token.tenants)))


@delete(**_route(
    "/admin/tokens/{id:str}",
    "Revoke a token",
    Permission.CHANGE_PEOPLE,
    answers=Shown(about="It proves nothing any more", example={**_TOKEN, "revoked": True}),
    problems={404: _NO_TOKEN},
))  # fmt: skip
async def revoke_token(desk: GivenDesk, principal: GivenPrincipal, id: TokenName) -> TokenLine:
    """Lets the token of this id prove nothing any more, at once. Only for whoever has all its hotels."""
    roster = _roster(desk)
    token = next((each for each in await roster.tokens() if each.id == id), None)
    if token is None or not _has_all(principal, token.tenants):
        raise NotFoundException(_NO_TOKEN)
    done = await roster.revoke(id, by=principal.who)
    return _token(token if isinstance(done, Refusal) else done, shown_tenants(token.tenants))


def _roster(desk: GivenDesk) -> Roster:
    return porter_of(desk).roster


def _given(principal: Principal, tenants: Sequence[str]) -> frozenset[TenantId] | None:
    """The hotels somebody is to have: only such as whoever gives them has."""
    if not tenants:
        raise ClientException("tenants: expected at least one hotel")
    wanted = None if list(tenants) == [EVERYWHERE] else frozenset(TenantId(each) for each in tenants)
    if not _has_all(principal, wanted):
        raise PermissionDeniedException(NOT_ALL_YOURS)
    return wanted


def _has_all(principal: Principal, tenants: frozenset[TenantId] | None) -> bool:
    if principal.tenants is None:
        return tenants is None or EVERYWHERE not in tenants
    return tenants is not None and tenants <= principal.tenants


def _common(principal: Principal, tenants: frozenset[TenantId] | None) -> list[str]:
    """Which of these hotels whoever asks has, too. Of others they learn nothing."""
    if principal.tenants is None:
        return shown_tenants(tenants)
    return sorted(principal.tenants if tenants is None else principal.tenants & tenants)


def _role(told: str) -> Role:
    try:
        return Role(told)
    except ValueError as cause:
        raise ClientException(_ROLES) from cause


def _person(card: Card, tenants: Sequence[str]) -> PersonLine:
    person = card.person
    return PersonLine(
        name=person.name,
        role=person.role.value,
        tenants=list(tenants),
        codes=card.asks_for_codes,
        disabled=person.disabled_at is not None,
        version=card.version,
    )


def _token(token: Token, tenants: Sequence[str]) -> TokenLine:
    return TokenLine(
        id=token.id,
        name=token.name,
        role=token.role.value,
        tenants=list(tenants),
        made_by=token.made_by,
        created_at=token.created_at.isoformat(),
        expires_at=token.expires_at.isoformat(),
        revoked=token.revoked_at is not None,
    )
