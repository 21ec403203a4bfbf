"""What an installation shows of itself: what it is told, what it stands on, and whether it is ready."""

import os
from collections.abc import Mapping, Sequence

import httpx

from hotel_agent.application.governance.checks import Finding, Outcome
from hotel_agent.bootstrap import diagnose, load_config
from hotel_agent.config import Config, Environment
from hotel_agent.domain.errors import BadConfig
from hotel_agent.ports.abilities import Finding as Seen
from hotel_agent.ports.abilities import Verdict

_PATIENCE_SECONDS = 20
_STOOD_ON = ("database", "redis", "books", "doors", "staff")


async def check_installation() -> list[Finding]:
    """Read what is told, and look at what it names: nothing is changed, nothing sent, no secret shown."""
    try:
        config = load_config(os.environ)
    except BadConfig as bad:
        return _unreadable(bad)
    hotels = ", ".join(each.name for each in config.tenants.tenants)
    told = Finding("configuration", Outcome.PASSED, f"{config.environment.value}: {hotels}")
    try:
        seen = [each async for each in diagnose(config)]
    except BadConfig as bad:
        return _unreadable(bad)
    return [told, _own_secrets(config), *_stood_on(config, seen)]


async def check_service(url: str) -> Finding:
    """Ask a running service whether it is ready."""
    if not url:
        return Finding("service", Outcome.NOT_APPLICABLE, "no --url was given")
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS) as web:
            answer = await web.get(f"{url.rstrip('/')}/health/ready")
            ready = answer.json()["ready"] is True and answer.status_code == httpx.codes.OK
    except (httpx.HTTPError, httpx.InvalidURL) as cause:
        return Finding("service", Outcome.FAILED, f"no answer at {url} ({type(cause).__name__})")
    except (ValueError, KeyError, TypeError):
        return Finding("service", Outcome.FAILED, f"what answers at {url} is no hotel-agent")
    return Finding("service", Outcome.PASSED if ready else Outcome.FAILED, answer.text[:160])


def _unreadable(bad: BadConfig) -> list[Finding]:
    """Nothing else can be looked at; where production misses its secrets, that is what is wrong."""
    shown = "; ".join(bad.problems)
    production = os.environ.get("ENVIRONMENT", "").strip() == Environment.PRODUCTION.value
    blind = [Finding(name, Outcome.NOT_MEASURED, "the configuration cannot be read") for name in _STOOD_ON]
    return [
        Finding("configuration", Outcome.FAILED, shown),
        Finding("secrets_own", Outcome.FAILED, shown)
        if production
        else Finding("secrets_own", Outcome.NOT_APPLICABLE, "not production"),
        *blind,
    ]


def _own_secrets(config: Config) -> Finding:
    if config.environment is not Environment.PRODUCTION:
        return Finding("secrets_own", Outcome.NOT_APPLICABLE, f"{config.environment.value}, not production")
    return Finding("secrets_own", Outcome.PASSED, "production starts with none that everybody knows")


def _stood_on(config: Config, seen: Sequence[Seen]) -> list[Finding]:
    parts: Mapping[str, list[Seen]] = {name: [] for name in _STOOD_ON}
    channels = {choice.name for choice in config.channels}
    for each in seen:
        parts[_part(each.what, channels)].append(each)
    findings = [_summed(name, all_of) for name, all_of in parts.items() if name != "staff"]
    return [*findings, _staff(config, parts["staff"])]


def _part(what: str, channels: set[str]) -> str:
    """Which line of the lists a finding of the doctor speaks for."""
    if what in {"Database", "Redis"}:
        return what.lower()
    if what in channels or what.partition(":")[0].lower() in {"whatsapp", "email", "webchat"}:
        return "doors"
    return "staff" if ": staff " in what else "books"


def _staff(config: Config, seen: Sequence[Seen]) -> Finding:
    if not config.tenants_file and not config.staff:
        return Finding("staff", Outcome.NOT_APPLICABLE, "the demo hotel has nobody to tell")
    unnamed = [tenant.name for tenant in config.tenants.tenants if not config.staff.get(tenant.id)]
    if unnamed:
        return Finding("staff", Outcome.FAILED, f"nobody is named at {', '.join(unnamed)}")
    return _summed("staff", seen)


def _summed(name: str, seen: Sequence[Seen]) -> Finding:
    """Several findings as one: broken if one is, with the words of each."""
    if not seen:
        return Finding(name, Outcome.NOT_APPLICABLE, "there is none")
    broken = [each for each in seen if each.verdict is Verdict.BROKEN]
    words = [f"{each.what}: {each.seen}".rstrip(": ") for each in broken or seen]
    return Finding(name, Outcome.FAILED if broken else Outcome.PASSED, "; ".join(words))
