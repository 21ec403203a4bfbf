"""The WhatsApp door: its apps, its numbers, and the secrets of both."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from attrs import frozen

from hotel_agent.config.problems import not_as_expected
from hotel_agent.config.relations import Tables, each
from hotel_agent.config.settings import AdapterChoice, Available, WhatsAppApp
from hotel_agent.config.template_name import template_name
from hotel_agent.config.variables import Variables, variable_name
from hotel_agent.domain.ids import AccountId

_GRAPH = "https://graph.facebook.com"
_VERSION = re.compile(r"v\d+\.\d+")
_NUMBER_ID = re.compile(r"\d{5,20}")
_USUAL_TOKEN = "WHATSAPP_ACCESS_TOKEN"  # noqa: S105 - the name of a variable
_OF_THE_USUAL_APP = (
    *("APP_SECRET", "APP_SECRET_PREVIOUS", "APP_SECRET_PREVIOUS_UNTIL"),
    *("VERIFY_TOKEN", "ACCESS_TOKEN"),
)
_SEAL = "Meta signs its posts with it; without it nobody can be believed"
_HANDSHAKE = "Meta asks for it when the address of the webhook is registered"


@frozen
class Number:
    """One WhatsApp number as it was told: which app posts for it, and which variable holds its token."""

    key: str
    account: str
    app: str = ""
    token_variable: str = _USUAL_TOKEN
    business_account: str = ""
    answer_template: str = ""


@frozen
class WhatsAppDoor:
    """Who may post to us, and how we answer."""

    apps: tuple[WhatsAppApp, ...]
    choice: AdapterChoice


def whatsapp_door(written: Tables | None, variables: Variables, available: Available) -> WhatsAppDoor | None:
    """The door as the file and the variables tell; None where neither says a word about WhatsApp.

    Without a file that can be read, nothing is said of numbers: they may stand there.
    """
    told = [variables.text(f"WHATSAPP_{name}") for name in _OF_THE_USUAL_APP]
    business, template = (variables.text(f"WHATSAPP_{name}") for name in ("BUSINESS_ACCOUNT_ID", "ANSWER_TEMPLATE"))
    account = variables.text("WHATSAPP_PHONE_NUMBER_ID")
    options = _options(variables)
    numbers = list(_numbers(written))
    if account and account not in [number.account for number in numbers]:
        numbers.append(Number("WHATSAPP_PHONE_NUMBER_ID", account))
        _check_has_a_home(written, variables)
    named = list(_named_apps(written, variables, numbers))
    usual = any(told) or any(not number.app for number in numbers)
    if not (usual or numbers or named or options or business or template):
        return None
    if "whatsapp" not in available.channels:
        variables.wrong("WHATSAPP_*", "WhatsApp is not part of this installation; unset them to start without")
    options |= _by_number(numbers, variables)
    apps = ([_usual_app(variables, numbers)] if usual else []) + named
    return WhatsAppDoor(tuple(apps), AdapterChoice("whatsapp", options))


@frozen
class Numbers:
    """What a file says of its WhatsApp numbers: the channel's options for them, and which app posts for each."""

    options: Mapping[str, Mapping[str, str]]
    by_app: Mapping[str, frozenset[AccountId]]


def whatsapp_numbers(written: Tables, variables: Variables) -> Numbers:
    """The numbers of the hotels written here, without the apps: those belong to the installation."""
    numbers = list(_numbers(written))
    apps = sorted({number.app for number in numbers})
    return Numbers(_by_number(numbers, variables) if numbers else {}, {app: _accounts_of(app, numbers) for app in apps})


def _by_number(numbers: list[Number], variables: Variables) -> dict[str, Mapping[str, str]]:
    """The channel's options for each of these numbers."""
    for number in numbers:
        if not _NUMBER_ID.fullmatch(number.account):
            words = not_as_expected("the id of a number, digits only, as Meta shows it", number.account)
            variables.wrong(number.key, str(words))
    accounts = _business_accounts(numbers, variables)
    told = {
        "access_tokens": _tokens(numbers, variables),
        "business_accounts": accounts,
        "answer_templates": _answer_templates(numbers, accounts, variables),
    }
    return {name: each for name, each in told.items() if each or name == "access_tokens"}


def _check_has_a_home(written: Tables | None, variables: Variables) -> None:
    """A number no property claims is let in by the only tenant, or by the default one: a tenant is never guessed."""
    if written is not None and "default" not in written and len(list(each(written, "tenants.*"))) > 1:
        variables.wrong(
            "WHATSAPP_PHONE_NUMBER_ID",
            "no property in the tenants file has this number; write it there, or set default",
        )


def _options(variables: Variables) -> dict[str, object]:
    """Only what was told: the adapter knows the rest."""
    options: dict[str, object] = {}
    if url := variables.address("WHATSAPP_API_URL", example=_GRAPH):
        options["api_url"] = url
    if version := variables.text("WHATSAPP_API_VERSION"):
        if not _VERSION.fullmatch(version):
            variables.wrong("WHATSAPP_API_VERSION", str(not_as_expected("a version such as v26.0", version)))
        options["api_version"] = version
    if variables.text("WHATSAPP_MESSAGES_PER_SECOND"):
        options["messages_per_second"] = variables.number("WHATSAPP_MESSAGES_PER_SECOND", 80, most=1000) or 80.0
    return options


def _business_accounts(numbers: list[Number], variables: Variables) -> dict[str, str]:
    """The business account of each number: its own, or the one that is told for all."""
    usual = variables.text("WHATSAPP_BUSINESS_ACCOUNT_ID")
    if usual and not _NUMBER_ID.fullmatch(usual):
        variables.wrong("WHATSAPP_BUSINESS_ACCOUNT_ID", str(not_as_expected("an id of digits only", usual)))
        return {}
    found = {number.account: number.business_account or usual for number in numbers}
    return {account: business for account, business in found.items() if _NUMBER_ID.fullmatch(business)}


def _answer_templates(numbers: list[Number], accounts: Mapping[str, str], variables: Variables) -> dict[str, str]:
    """The template in which each number answers after the 24 hours: its own, or the one that is told for all."""
    name = "WHATSAPP_ANSWER_TEMPLATE"
    usual = variables.text(name)
    try:
        template_name(usual)
    except ValueError as wrong:
        variables.wrong(name, str(wrong))
        return {}
    found = {number.account: number.answer_template or usual for number in numbers}
    found = {account: template for account, template in found.items() if template}
    if found.keys() - accounts.keys():
        missing = "missing; expected the business account in which the template for answers is"
        variables.wrong("WHATSAPP_BUSINESS_ACCOUNT_ID", missing)
    return found


def _numbers(written: Tables | None) -> Iterator[Number]:
    for key, table in each(written, "tenants.*.properties.*.whatsapp.*"):
        if isinstance(table, Mapping) and isinstance(account := table.get("phone_number_id"), str):
            app, variable = table.get("app", ""), table.get("token_env", _USUAL_TOKEN)
            yield Number(
                f"{key}.phone_number_id",
                account,
                app if isinstance(app, str) else "",
                variable if isinstance(variable, str) else "",
                business if isinstance(business := table.get("business_account", ""), str) else "",
                template if isinstance(template := table.get("answer_template", ""), str) else "",
            )


def _named_apps(written: Tables | None, variables: Variables, numbers: list[Number]) -> Iterator[WhatsAppApp]:
    for key, table in each(written, "whatsapp_apps.*"):
        if isinstance(table, Mapping) and isinstance(name := table.get("id"), str):
            yield WhatsAppApp(
                name=name,
                app_secret=_named_secret(table, "app_secret_env", key, variables),
                verify_token=_named_secret(table, "verify_token_env", key, variables),
                accounts=_accounts_of(name, numbers),
                previous_secret=_named_secret(table, "previous_secret_env", key, variables),
                previous_until=_moment(table.get("previous_secret_until"), f"{key}.previous_secret_until", variables),
            )


def _usual_app(variables: Variables, numbers: list[Number]) -> WhatsAppApp:
    return WhatsAppApp(
        app_secret=variables.secret("WHATSAPP_APP_SECRET", needed_for=_SEAL),
        verify_token=variables.secret("WHATSAPP_VERIFY_TOKEN", needed_for=_HANDSHAKE),
        accounts=_accounts_of("", numbers),
        previous_secret=variables.secret("WHATSAPP_APP_SECRET_PREVIOUS"),
        previous_until=_until(variables),
    )


def _until(variables: Variables) -> datetime | None:
    """Until when the secret before the present one counts; a change without an end would be none."""
    name = "WHATSAPP_APP_SECRET_PREVIOUS_UNTIL"
    until = _moment(variables.text(name), name, variables)
    if until is None and variables.text("WHATSAPP_APP_SECRET_PREVIOUS") and not variables.text(name):
        variables.wrong(name, "missing; expected until when the previous secret counts, such as 2026-12-01T00:00Z")
    return until


def _moment(written: object, key: str, variables: Variables) -> datetime | None:
    if not isinstance(written, str) or not written:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        variables.wrong(key, str(not_as_expected("a moment with its time zone, such as 2026-12-01T00:00Z", written)))
        return None
    return moment


def _tokens(numbers: list[Number], variables: Variables) -> dict[str, str]:
    held = {
        name: variables.secret(name, needed_for="without it nothing can be sent to a guest")
        for name in sorted({number.token_variable for number in numbers})
        if _variable(name)
    }
    return {number.account: held[number.token_variable] for number in numbers if held.get(number.token_variable)}


def _named_secret(table: Tables, name: str, key: str, variables: Variables) -> str:
    variable = _variable(table.get(name))
    return variables.secret(variable, needed_for=f"{key}.{name} names it") if variable else ""


def _variable(name: object) -> str:
    """The name, or nothing: that it is none is said where the file is structured."""
    try:
        return variable_name(name)
    except ValueError:
        return ""


def _accounts_of(app: str, numbers: list[Number]) -> frozenset[AccountId]:
    return frozenset(AccountId(number.account) for number in numbers if number.app == app)
