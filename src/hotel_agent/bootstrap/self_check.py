"""Whether an installation that was just started serves as it should, seen from outside, as guests and strangers do."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from ipaddress import ip_address

import httpx

from hotel_agent.adapters.clock import SystemClock
from hotel_agent.ports.abilities import Finding, Verdict
from hotel_agent.ports.clock import Clock

QUESTION = "Hola, ¿a qué hora es el check-in?"
"""What is asked in the web chat: it reserves nothing, and every hotel can answer it or say that it cannot."""

_GLANCE = timedelta(milliseconds=500)
_SECONDS = 15.0
"""For so long one request may take."""
_KEY = re.compile(r'data-key="([^"]+)"')
_FORGED = ("sha256=" + "0" * 64, "dummy-signature", "")
_GUARDED = ("/admin/tenants", "/admin/audit-logs", "/auth/me")
_OUR_HEADERS = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy")
_WELL, _WARNING, _BROKEN = Verdict.WELL, Verdict.WARNING, Verdict.BROKEN


async def check_service(url: str, *, patience: timedelta, wait: timedelta = timedelta()) -> AsyncIterator[Finding]:
    """Look at the service at this address, one thing after the other. The chat that is opened is forgotten again.

    It is looked at as soon as it is ready, or after `wait`, however it stands then.
    """
    async with httpx.AsyncClient(base_url=url, timeout=_SECONDS) as web:
        async for finding in findings(web, SystemClock(), patience=patience, wait=wait):
            yield finding


async def findings(
    web: httpx.AsyncClient, clock: Clock, *, patience: timedelta, wait: timedelta = timedelta()
) -> AsyncIterator[Finding]:
    """What is seen over this client. Where nobody answers that is all there is."""
    await _until_ready(web, clock, wait)
    try:
        alive = await _alive(web)
        yield alive
        if alive.verdict is _BROKEN:
            # Whatever else answers there speaks for itself, not for the service.
            return
    except httpx.HTTPError as cause:
        yield Finding(
            "Does it answer?",
            _BROKEN,
            f"{web.base_url}: {str(cause) or type(cause).__name__}",
            "Is it started, is this its address, and is its certificate known here?",
        )
        return
    for look in (_ready, _page, _encrypted, _handshake, _posts, _metrics, _desk):
        try:
            yield await look(web)
        except httpx.HTTPError as cause:
            yield Finding(_asked(look.__name__), _BROKEN, f"broke off: {str(cause) or type(cause).__name__}", _LOG)
    try:
        yield await _chat(web, clock, patience)
    except (httpx.HTTPError, KeyError, ValueError) as cause:
        yield Finding("Web chat", _BROKEN, f"broke off: {type(cause).__name__}", _LOG)


_LOG = "The log of the service says more."


async def _until_ready(web: httpx.AsyncClient, clock: Clock, wait: timedelta) -> None:
    """Ask a service that was just started again and again, for so long."""
    until = clock.now() + wait
    while clock.now() < until:
        try:
            if (await web.get("/health/ready")).is_success:
                return
        except httpx.HTTPError:
            pass
        await clock.sleep_until(clock.now() + _GLANCE)


async def _alive(web: httpx.AsyncClient) -> Finding:
    answer = await web.get("/health/live")
    if answer.status_code == 200 and _said(answer).get("alive") is True:
        return Finding("Does it answer?", _WELL, str(web.base_url))
    return Finding("Does it answer?", _BROKEN, _status(answer), "Something else answers here, or a proxy before it.")


async def _ready(web: httpx.AsyncClient) -> Finding:
    answer = await web.get("/health/ready")
    checks = _said(answer).get("checks")
    parts = checks if isinstance(checks, dict) else {}
    down = sorted(name for name, well in parts.items() if well is False)
    if answer.status_code == 200 and not down:
        return Finding("Can guests be answered?", _WELL, ", ".join(parts))
    seen = f"down: {', '.join(down)}" if down else _status(answer)
    return Finding("Can guests be answered?", _BROKEN, seen, "`hotel-agent doctor` on its machine says what to mend.")


async def _page(web: httpx.AsyncClient) -> Finding:
    answer = await web.get("/")
    missing = [name for name in _OUR_HEADERS if name not in answer.headers]
    if answer.status_code == 404:
        return Finding("Page", _WARNING, "no hotel has a web chat", "Give a property one (docs/webchat.md), if wanted.")
    if answer.status_code != 200:
        return Finding("Page", _BROKEN, _status(answer), _LOG)
    if missing:
        return Finding("Page", _BROKEN, f"without {', '.join(missing)}", "Let the proxy pass the service's headers on.")
    return Finding("Page", _WELL, "with its safe headers")


async def _encrypted(web: httpx.AsyncClient) -> Finding:
    if web.base_url.scheme != "https":
        if _is_here(web):
            return Finding("Encryption", _WARNING, "not asked for", "Check the address guests see, too.")
        return Finding("Encryption", _BROKEN, "http", "Put a proxy with TLS before it (deploy/nginx).")
    told = (await web.get("/health")).headers.get("strict-transport-security", "")
    if "max-age=" in told:
        return Finding("Encryption", _WELL, f"TLS, {told}")
    return Finding("Encryption", _BROKEN, "without Strict-Transport-Security", "Start it with ENVIRONMENT=production.")


async def _handshake(web: httpx.AsyncClient) -> Finding:
    stranger = {"hub.mode": "subscribe", "hub.verify_token": "a-strangers-guess", "hub.challenge": "1"}
    answer = await web.get("/webhooks/whatsapp", params=stranger)
    if answer.status_code == 403:
        return Finding("A stranger's handshake", _WELL, "refused")
    return Finding("A stranger's handshake", _BROKEN, _status(answer), "Meta's door must answer 403 to a wrong token.")


async def _posts(web: httpx.AsyncClient) -> Finding:
    let_in = []
    for signature in _FORGED:
        headers = {"x-hub-signature-256": signature} if signature else {}
        answer = await web.post("/webhooks/whatsapp", json={"entry": []}, headers=headers)
        if answer.status_code != 401:
            let_in.append(f"{signature[:16] or 'none'}: {answer.status_code}")
    if not let_in:
        return Finding("Forged posts", _WELL, "refused")
    return Finding("Forged posts", _BROKEN, "; ".join(let_in), "Nothing unsigned may be let in. Does a proxy answer?")


async def _metrics(web: httpx.AsyncClient) -> Finding:
    answer = await web.get("/metrics")
    if answer.status_code in {401, 403, 404}:
        return Finding("Metrics", _WELL, "guarded")
    if _is_here(web):
        return Finding("Metrics", _WELL, "open to this machine")
    return Finding(
        "Metrics", _BROKEN, f"open to everybody: {_status(answer)}", "Let the proxy keep /metrics to itself."
    )


async def _desk(web: httpx.AsyncClient) -> Finding:
    let_in = [path for path in _GUARDED if (await web.get(path)).status_code not in {401, 403, 404}]
    if not let_in:
        return Finding("Behind the desk", _WELL, "nobody without a pass")
    return Finding("Behind the desk", _BROKEN, f"open: {', '.join(let_in)}", "Take it off the net, and tell us.")


async def _chat(web: httpx.AsyncClient, clock: Clock, patience: timedelta) -> Finding:
    """One turn of a visitor, to the answer, forgotten afterwards."""
    key = _KEY.search((await web.get("/")).text)
    if key is None:
        return Finding("Web chat", _WARNING, "none to try")
    opened = await web.post(f"/v1/webchat/{key[1]}/sessions", json={"locale": "es"})
    if opened.status_code in {428, 429}:
        return Finding("Web chat", _WARNING, _status(opened), "Very many write at this moment; ask again later.")
    opened.raise_for_status()
    path = f"/v1/webchat/conversations/{opened.json()['conversation']}"
    pass_of_guest = {"authorization": f"Bearer {opened.json()['token']}"}
    try:
        written = {"client_id": "self-check-1", "text": QUESTION}
        (await web.post(f"{path}/messages", json=written, headers=pass_of_guest)).raise_for_status()
        began = clock.now()
        while clock.now() < began + patience:
            said = (await web.get(f"{path}/messages", headers=pass_of_guest)).raise_for_status().json()
            if answers := [each["text"] for each in said if each["author"] == "desk"]:
                took = (clock.now() - began).total_seconds()
                return Finding("Web chat", _WELL, f"answered after {took:.1f} s: {answers[0].splitlines()[0][:80]}")
            await clock.sleep_until(clock.now() + _GLANCE)
    finally:
        await web.delete(path, headers=pass_of_guest)
    waited = f"no answer within {patience.total_seconds():g} s"
    return Finding("Web chat", _BROKEN, waited, "Does a worker run? `hotel-agent set-aside list` shows what failed.")


def _asked(name: str) -> str:
    return name.strip("_").capitalize()


def _said(answer: httpx.Response) -> dict[str, object]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _status(answer: httpx.Response) -> str:
    return f"answered with {answer.status_code}"


def _is_here(web: httpx.AsyncClient) -> bool:
    host = web.base_url.host
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
