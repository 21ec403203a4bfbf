"""The Graph API over HTTP: one post, and what its answer means. The only module that knows the HTTP library."""

from collections.abc import Mapping

import httpx
from attrs import field, frozen

from hotel_agent.adapters.channels.whatsapp.faults import No, fault_of
from hotel_agent.adapters.channels.whatsapp.fields import elements, phone
from hotel_agent.adapters.channels.whatsapp.options import WhatsAppOptions
from hotel_agent.domain.errors import OutcomeUnknown, Unavailable
from hotel_agent.domain.ids import AccountId, ProviderId

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


@frozen
class Taken:
    """Meta took a message: under which name, and under which number it knows whom it is for, if it says so."""

    name: ProviderId
    number: str = field(default="", repr=False)


@frozen
class StoreNo:
    """The no of Meta's store, by its HTTP status: it knows no codes."""

    status: int

    def __str__(self) -> str:
        return f"HTTP {self.status}"


class Graph:
    """Posts messages. The client is made at the first post, unless one is brought, and is closed by `aclose`."""

    def __init__(self, options: WhatsAppOptions, http: httpx.AsyncClient | None = None) -> None:
        self._options = options
        self._http = http

    def change(self, options: WhatsAppOptions) -> None:
        """Post with these tokens from now on."""
        self._options = options

    async def post(self, account: AccountId, body: Mapping[str, object]) -> Taken | No:
        """Post a message from this number, once: what Meta took, or Meta's no.

        Raises Unavailable when nothing was sent, OutcomeUnknown when it may have been (there is no idempotency key).
        No message says a token, a guest's number or words.
        """
        url = self._address(account, "messages")
        try:
            response = await self._client().post(url, json=body, headers=self._bearer(account))
        except _NEVER_LEFT as cause:
            raise Unavailable(f"WhatsApp cannot be reached ({type(cause).__name__}); nothing was sent") from cause
        except httpx.HTTPError as cause:
            raise OutcomeUnknown(f"WhatsApp did not answer ({type(cause).__name__}); it may have sent it") from cause
        return _meaning(response)

    async def ask(self, account: AccountId, path: str, **parameters: str) -> Mapping[str, object] | No:
        """What Meta knows of this, asked with this number's token. Changes nothing. Raises Unavailable."""
        try:
            asking = self._client().get(self._address(path), params=parameters, headers=self._bearer(account))
            answer = (await asking).json()
        except (httpx.HTTPError, ValueError, RecursionError) as cause:
            raise Unavailable(f"WhatsApp did not answer ({type(cause).__name__})") from cause
        match answer:
            case {"error": {"code": int(code), **rest}}:
                return _no(code, rest.get("fbtrace_id"))
            case dict():
                return answer
            case _:
                raise Unavailable("WhatsApp answered with something else than it was asked for")

    async def fetch(self, account: AccountId, url: str, *, most: int) -> bytes | StoreNo | None:
        """The bytes at an address of Meta's, with this number's token; None when there are more than `most`.

        Changes nothing. Raises Unavailable where nobody answers.

        The caller has looked at the host: the token goes where the address says. It is never redirected elsewhere.
        """
        got = bytearray()
        try:
            async with self._client().stream("GET", url, headers=self._bearer(account)) as response:
                if not response.is_success:
                    return StoreNo(response.status_code)
                async for piece in response.aiter_bytes():
                    got += piece
                    if len(got) > most:
                        return None
        except httpx.HTTPError as cause:
            raise Unavailable(f"WhatsApp's store did not answer ({type(cause).__name__})") from cause
        return bytes(got)

    async def look_up(self, account: AccountId) -> str:
        """What Meta calls this number: its display number and its quality; empty when it did not say.

        Changes nothing. Raises Unavailable with Meta's fault and code where it says no, and where nobody answers.
        """
        token = self._options.access_tokens.get(account, "")
        url = f"{self._options.api_url.rstrip('/')}/{self._options.api_version}/{account}"
        asked = {"fields": "display_phone_number,quality_rating"}
        try:
            response = await self._client().get(url, params=asked, headers={"authorization": f"Bearer {token}"})
        except httpx.HTTPError as cause:
            raise Unavailable(f"WhatsApp did not answer ({type(cause).__name__})") from cause
        match _read(response):
            case {"error": {"code": int(code)}}:
                raise Unavailable(f"WhatsApp says no: {fault_of(code).value} {code}")
            case {"id": str(), **rest} if response.is_success:
                said = (rest.get("display_phone_number"), rest.get("quality_rating"))
                return ", ".join(each for each in said if isinstance(each, str))
            case _:
                raise Unavailable(f"WhatsApp answered with HTTP {response.status_code} and nothing about the number")

    async def aclose(self) -> None:
        """Close the connections. A later post opens new ones."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    def _address(self, *path: str) -> str:
        return "/".join((self._options.api_url.rstrip("/"), self._options.api_version, *path))

    def _bearer(self, account: AccountId) -> dict[str, str]:
        token = self._options.access_tokens.get(account)
        if not token:
            raise Unavailable(f"WhatsApp: there is no access token for the phone number id {account}")
        return {"authorization": f"Bearer {token}"}

    def _client(self) -> httpx.AsyncClient:
        if self._http is None:
            self._http = httpx.AsyncClient(timeout=self._options.timeout_seconds)
        return self._http


def _read(response: httpx.Response) -> object:
    """The JSON of an answer; None where it is none."""
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None


def _meaning(response: httpx.Response) -> Taken | No:
    """What Meta answered."""
    answer = _read(response)
    if response.is_success:
        match answer:
            case {"messages": [{"id": str(name)}, *_]} if name:
                contacts = elements(answer, "contacts")
                return Taken(ProviderId(name), phone(contacts[0], "wa_id") if contacts else "")
            case {"success": True}:
                return Taken(ProviderId(""))
            case _:
                raise OutcomeUnknown("WhatsApp took a message and did not say under which name")
    match answer:
        case {"error": {"code": int(code), **rest}}:
            return _no(code, rest.get("fbtrace_id"))
        case _ if response.is_server_error:
            raise OutcomeUnknown(f"WhatsApp failed with HTTP {response.status_code} and no code; it may have sent it")
        case _:
            raise Unavailable(f"WhatsApp refused with HTTP {response.status_code} and no code; nothing was sent")


def _no(code: int, trace: object) -> No:
    return No(code, trace if isinstance(trace, str) else "")
