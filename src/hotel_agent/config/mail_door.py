"""The e-mail door: its mailboxes, their servers and secrets, and who may tell us that something came."""

from collections.abc import Iterator, Mapping

from attrs import fields_dict

from hotel_agent.config.relations import Tables, each
from hotel_agent.config.settings import AdapterChoice, Available
from hotel_agent.config.tenants_file import MailboxTable
from hotel_agent.config.variables import Variables, variable_name
from hotel_agent.domain.ids import AccountId
from hotel_agent.domain.tenants.directory import Tenants

USUAL_PASSWORD = "GMAIL_APP_PASSWORD"  # noqa: S105 - the name of a variable
_USUAL_ADDRESS = "GMAIL_USERNAME"
_HOSTS = {"imap_host": "GMAIL_IMAP_HOST", "smtp_host": "GMAIL_SMTP_HOST"}
_PORTS = {"imap_port": "GMAIL_IMAP_PORT", "smtp_port": "GMAIL_SMTP_PORT"}
_TEXTS = {"authserv_id": "GMAIL_AUTHSERV_ID"}
_PUSH = {"push_audience": "GMAIL_PUSH_AUDIENCE", "push_account": "GMAIL_PUSH_ACCOUNT"}
_UNASKED = "without it the mailbox can neither be read nor answered from"
_ADDRESS_EXPECTED = "expected the whole address of a mailbox, such as reservations@hotel.example"
_PLAIN = {name for name in fields_dict(MailboxTable) if name != "address" and not name.endswith("_env")}
USUAL_TOKEN = "GMAIL_REFRESH_TOKEN"  # noqa: S105 - the name of a variable
_USUAL_CLIENT, _USUAL_CLIENT_SECRET = "GMAIL_CLIENT_ID", "GMAIL_CLIENT_SECRET"
_OF_TOKENS = "without it no token can be fetched to log in with"


def mail_door(written: Tables | None, variables: Variables, available: Available) -> AdapterChoice | None:
    """The door as the file and the variables tell; None where neither says a word about e-mail."""
    mailboxes = dict(_mailboxes(written, variables))
    usual = usual_address(variables)
    told, login = _usual(variables), _usual_login(variables, is_needed=bool(usual))
    if usual:
        mailboxes[usual] = {**mailboxes.get(usual, {}), **told, **login}
        _check_has_a_home(written, usual, variables)
    elif not variables.text(_USUAL_ADDRESS) and (told or (variables.text(USUAL_PASSWORD) and not mailboxes)):
        variables.wrong(_USUAL_ADDRESS, "missing; expected the address of the mailbox at which guests write")
    push = {option: text for option, name in _PUSH.items() if (text := variables.text(name))}
    if len(push) == 1:
        missing = next(name for option, name in _PUSH.items() if option not in push)
        variables.wrong(missing, "missing; without it nobody can be believed who says that mail came")
    if not (mailboxes or push):
        return None
    if "email" not in available.channels:
        variables.wrong("GMAIL_*", "e-mail is not part of this installation; unset them to start without")
    return AdapterChoice("email", {"mailboxes": mailboxes, **push})


def usual_address(variables: Variables) -> str:
    """The mailbox that variables tell of, in lower case; empty without one."""
    told = variables.text(_USUAL_ADDRESS).lower()
    if told and not is_an_address(told):
        variables.wrong(_USUAL_ADDRESS, _ADDRESS_EXPECTED)
        return ""
    return told


def with_names(choice: AdapterChoice, tenants: Tenants) -> AdapterChoice:
    """The door with each mailbox under the name of its hotel: guests see whom their answers come from."""
    mailboxes = choice.options.get("mailboxes", {})
    if choice.name != "email" or not isinstance(mailboxes, Mapping):
        return choice
    doors = {address: tenants.behind("email", AccountId(address)) for address in mailboxes}
    named = {
        address: {**told, "name": door.property.name} if (door := doors[address]) else told
        for address, told in mailboxes.items()
    }
    return AdapterChoice("email", {**choice.options, "mailboxes": named})


def _usual(variables: Variables) -> dict[str, object]:
    """What variables say of the servers of the usual mailbox; without them it is at Gmail."""
    told: dict[str, object] = {
        option: text for option, name in {**_HOSTS, **_TEXTS}.items() if (text := variables.text(name))
    }
    for option, name in _PORTS.items():
        if variables.text(name):
            told[option] = int(variables.number(name, 0, most=65535, whole=True))
    return told


def _mailboxes(written: Tables | None, variables: Variables) -> Iterator[tuple[str, dict[str, object]]]:
    for key, table in each(written, "tenants.*.properties.*.mailbox.*"):
        if not isinstance(table, Mapping) or not isinstance(address := table.get("address"), str):
            continue
        if not is_an_address(address.strip().lower()):
            variables.wrong(f"{key}.address", _ADDRESS_EXPECTED)
            continue
        plain = {option: value for option, value in table.items() if option in _PLAIN}
        yield address.strip().lower(), {**plain, **_login(key, table, variables)}


def _usual_login(variables: Variables, *, is_needed: bool) -> dict[str, object]:
    """What the usual mailbox logs in with: tokens where there is something to fetch them with, else its password."""
    token, client = variables.secret(USUAL_TOKEN), variables.text(_USUAL_CLIENT)
    of_tokens = _OF_TOKENS if is_needed and token else ""
    secret = variables.secret(_USUAL_CLIENT_SECRET, needed_for=of_tokens)
    if token:
        return {"password": "", "refresh_token": token, "client_id": client, "client_secret": secret}
    return {"password": variables.secret(USUAL_PASSWORD, needed_for=_UNASKED if is_needed else "")}


def _login(key: str, table: Mapping[str, object], variables: Variables) -> dict[str, object]:
    """The same of a mailbox in the file, which names the variables that hold its secrets."""

    def secret(option: str, otherwise: str, why: str) -> str:
        name = _variable(table.get(option, otherwise))
        return variables.secret(name, needed_for=f"{key} needs it: {why}") if name else ""

    if "refresh_token_env" not in table:
        return {"password": secret("password_env", USUAL_PASSWORD, _UNASKED)}
    return {
        "password": "",
        "refresh_token": secret("refresh_token_env", USUAL_TOKEN, _UNASKED),
        "client_secret": secret("client_secret_env", _USUAL_CLIENT_SECRET, _OF_TOKENS),
    }


def _check_has_a_home(written: Tables | None, address: str, variables: Variables) -> None:
    """A mailbox no property claims is let in by the only tenant, or by the default one: a tenant is never guessed."""
    claimed = {
        told.strip().lower()
        for _, told in each(written, "tenants.*.properties.*.mailbox.*.address")
        if isinstance(told, str)
    }
    alone = written is None or "default" in written or len(list(each(written, "tenants.*"))) == 1
    if address not in claimed and not alone:
        words = "no property in the tenants file has this mailbox; write it there, or set default"
        variables.wrong(_USUAL_ADDRESS, words)


def is_an_address(text: str) -> bool:
    """Whether mail could be sent to this."""
    local, _, domain = text.rpartition("@")
    return bool(local and domain) and not any(sign.isspace() or sign in "<>,;:/" for sign in text)


def _variable(name: object) -> str:
    """The name, or nothing: that it is none is said where the file is structured."""
    try:
        return variable_name(name)
    except ValueError:
        return ""
