"""Coming in behind the desk and leaving again: at a browser with a cookie, or as a program with a bearer token."""

from datetime import timedelta
from math import ceil
from typing import Any

from attrs import field, frozen
from litestar import Request, Response, post, put
from litestar.datastructures import State
from litestar.exceptions import ClientException, HTTPException, NotAuthorizedException, TooManyRequestsException
from litestar.params import JSONBody
from loguru import logger

from hotel_agent.application.desk import FrontDesk
from hotel_agent.application.porter import ERRAND, SHIFT, CodeWanted, LetIn, Porter, TooOften
from hotel_agent.application.roster import shown_tenants
from hotel_agent.domain.errors import Bug
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.tenants.rights import ALLOWED, Permission
from hotel_agent.entrypoints.http.given import GivenCookies, GivenDesk
from hotel_agent.entrypoints.http.guard import UNKNOWN, bearer_of
from hotel_agent.entrypoints.http.operations import Shown, text, written
from hotel_agent.entrypoints.http.origins import check_own_page
from hotel_agent.entrypoints.http.passes import proof_of
from hotel_agent.entrypoints.http.rules import Whose, anybody, only
from hotel_agent.entrypoints.http.visits import whence

LARGEST_POST = 8 * 1024
WRONG = "Name, password or code is wrong"
CODE_WANTED = "A code of your app is asked of you too: send it as `code`"
TOO_OFTEN = "Too many tries from here or at this name; try again later"
ELSEWHERE = "A page of another site may not do this"
_PROVES = "whoever comes in proves here who they are"


@frozen(kw_only=True)
class Coming:
    """Who wants to come in, and what proves it."""

    name: str
    password: str = field(repr=False)
    code: str = field(default="", repr=False)


@frozen(kw_only=True)
class TakingPassword(Coming):
    """Who wants another password, and what proves that they may."""

    new_password: str = field(repr=False)


@frozen(kw_only=True)
class CameIn:
    """Who came in at a browser. The proof belongs into the header `X-CSRF-Token` of whatever changes something."""

    name: str
    role: str
    tenants: list[str]
    permissions: list[str]
    csrf_token: str
    expires_at: str


@frozen(kw_only=True)
class Borne:
    """What a program bears from now on, in `Authorization: Bearer …`."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105 - the word of the standard
    expires_in: int


_PROPERTIES = {
    "name": text("As one is called here"),
    "password": text("The password", longest=512),
    "code": text("Six digits of the app", longest=16),
}
_TAKES = Shown(
    about="Who one is. `code` is asked of those who have an app for it",
    example={"name": "ana", "password": "correct horse battery staple", "code": "287082"},
    properties=_PROPERTIES,
    required=("name", "password"),
)
_PROBLEMS = {400: "expected a name and a password", 401: WRONG, 429: TOO_OFTEN}


@post(
    "/auth/login",
    status_code=200,
    request_max_body_size=LARGEST_POST,
    tags=["people"],
    opt=anybody(_PROVES),
    summary="Come in at a browser",
    operation_class=written(
        takes=_TAKES,
        answers={
            200: Shown(
                about="Who came in. The pass is in a cookie that no script can read",
                example={
                    "name": "ana",
                    "role": "reception",
                    "tenants": ["miramar"],
                    "permissions": ["know_oneself", "see_guests", "see_house", "serve_guests"],
                    "csrf_token": "5f0c7a1e9b3d4c628f1a2b3c4d5e6f70",
                    "expires_at": "2026-11-23T22:00:00+00:00",
                },
            )
        },
        problems=_PROBLEMS | {403: ELSEWHERE},
    ),
)
async def come_in(
    request: Request[Any, Any, State], desk: GivenDesk, jar: GivenCookies, data: JSONBody[Coming]
) -> Response[CameIn]:
    """Proves who one is and gives a pass for a shift, 12 hours, in a cookie of this host alone.

    Whatever is asked with the cookie and changes something has to bear `csrf_token` in the header `X-CSRF-Token`;
    `GET /auth/me` tells it again.
    """
    check_own_page(request, ELSEWHERE)
    came = await _let_in(request, desk, data, stays=SHIFT)
    person = came.person
    told = CameIn(
        name=person.name,
        role=person.role.value,
        tenants=shown_tenants(person.tenants),
        permissions=sorted(each.value for each in ALLOWED[person.role]),
        csrf_token=proof_of(came.secret),
        expires_at=came.expires_at.isoformat(),
    )
    cookie = jar.given(came.secret, now=desk.clock.now(), expires_at=came.expires_at)
    return Response(told, cookies=[cookie])


@post(
    "/auth/token",
    status_code=200,
    request_max_body_size=LARGEST_POST,
    tags=["people"],
    opt=anybody(_PROVES),
    summary="Come in as a program",
    operation_class=written(
        takes=_TAKES,
        answers={
            200: Shown(
                about="What to bear",
                example={"access_token": "hap_5f0c7a1e...", "token_type": "bearer", "expires_in": 3600},
            )
        },
        problems=_PROBLEMS,
    ),
)
async def fetch_token(request: Request[Any, Any, State], desk: GivenDesk, data: JSONBody[Coming]) -> Borne:
    """Proves who one is and gives a bearer token for an hour. For longer, `hotel-agent token create` makes one.

    It is somebody's own: it may what they may at each moment, and ends when they are shut out or get a new password.
    """
    came = await _let_in(request, desk, data, stays=ERRAND)
    return Borne(access_token=came.secret, expires_in=int(ERRAND.total_seconds()))


@post(
    "/auth/logout",
    status_code=200,
    tags=["people"],
    opt=only(Permission.KNOW_ONESELF, Whose.ASKED),
    security=[{"staff": []}],
    summary="Leave",
    operation_class=written(
        answers={200: Shown(about="The pass is ended", example={"status": "left"})},
        problems={401: UNKNOWN},
        keyed=True,
    ),
)
async def leave(request: Request[Any, Any, State], desk: GivenDesk, jar: GivenCookies) -> Response[dict[str, str]]:
    """Ends the pass this was asked with, in the cookie or in the header. Tokens of programs stay what they are."""
    await porter_of(desk).let_out(bearer_of(request) or jar.borne(request.cookies))
    return Response({"status": "left"}, cookies=[jar.taken_back()])


@put(
    "/auth/password",
    status_code=200,
    request_max_body_size=LARGEST_POST,
    tags=["people"],
    opt=anybody(_PROVES),
    summary="Give yourself a new password",
    operation_class=written(
        takes=Shown(
            about="Who one is, as for coming in, and the new password",
            example={
                "name": "ana",
                "password": "correct horse battery staple",
                "code": "287082",
                "new_password": "another horse with no battery",
            },
            properties=_PROPERTIES | {"new_password": text("At least twelve characters", longest=512)},
            required=("name", "password", "new_password"),
        ),
        answers={200: Shown(about="The new password counts; come in with it", example={"status": "changed"})},
        problems=_PROBLEMS | {400: "the new password will not do, and why", 403: ELSEWHERE},
    ),
)
async def take_password(
    request: Request[Any, Any, State], desk: GivenDesk, data: JSONBody[TakingPassword]
) -> dict[str, str]:
    """Proves who one is as `/auth/login` does. Whoever was in under this name, at any browser, has to come in again."""
    check_own_page(request, ELSEWHERE)
    told = await porter_of(desk).take_password(
        data.name, data.password, data.code, data.new_password, whence=whence(request)
    )
    if told is not None:
        raise _kept_out(told)
    return {"status": "changed"}


def porter_of(desk: FrontDesk) -> Porter:
    """Who lets people in. Raises Bug for a desk without one."""
    if desk.porter is None:
        raise Bug("this desk has no porter; open it with `open_desk`")
    return desk.porter


async def _let_in(request: Request[Any, Any, State], desk: FrontDesk, coming: Coming, *, stays: timedelta) -> LetIn:
    porter = porter_of(desk)
    told = await porter.let_in(coming.name, coming.password, coming.code, whence=whence(request), stays=stays)
    if isinstance(told, LetIn):
        return told
    raise _kept_out(told)


def _kept_out(told: TooOften | CodeWanted | Refusal) -> HTTPException:
    match told:
        case TooOften(wait):
            logger.warning("somebody tried too often to come in")
            return TooManyRequestsException(TOO_OFTEN, headers={"retry-after": str(ceil(wait.total_seconds()))})
        case CodeWanted():
            return NotAuthorizedException(CODE_WANTED)
        case Refusal(reason=Reason.BAD_REQUEST):
            return ClientException(told.detail)
        case Refusal():
            logger.warning("somebody was not let in")
            return NotAuthorizedException(WRONG)
