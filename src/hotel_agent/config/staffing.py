"""Who of each hotel's people is told when a person is wanted, how, and what is wrong with it."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from hotel_agent.config.mail_door import USUAL_PASSWORD, is_an_address, usual_address
from hotel_agent.config.relations import Tables, each
from hotel_agent.config.settings import AdapterChoice, StaffChoice
from hotel_agent.config.variables import Variables, variable_name
from hotel_agent.domain.ids import TenantId

_USUAL_SERVER = {"smtp_host": "GMAIL_SMTP_HOST", "smtp_port": "GMAIL_SMTP_PORT"}
_ADDRESS = "expected the whole address of a mailbox, such as reception@hotel.example"


def staff_told(written: Tables | None, variables: Variables) -> Mapping[TenantId, tuple[StaffChoice, ...]]:
    """By tenant, in the sequence they stand in the file. What is no table is said where the file is structured."""
    told: dict[TenantId, tuple[StaffChoice, ...]] = {}
    for key, tenant in each(written, "tenants.*"):
        name = tenant.get("id") if isinstance(tenant, Mapping) else None
        tables = [(place, table) for place, table in each(tenant, "staff.*", key=key) if isinstance(table, Mapping)]
        people = tuple(_one(place, table, variables) for place, table in tables)
        if isinstance(name, str) and people:
            told[TenantId(name)] = people
    return told


def _one(key: str, table: Tables, variables: Variables) -> StaffChoice:
    kind, reasons = _text(table, "kind"), table.get("reasons")
    options = _mail(key, table, variables) if kind == "email" else {}
    if kind == "webhook":
        options = _post(key, table, variables)
    told = frozenset(each for each in reasons if isinstance(each, str)) if isinstance(reasons, list) else frozenset()
    return StaffChoice(name=_text(table, "name"), reasons=told, choice=AdapterChoice(kind, options))


def _mail(key: str, table: Tables, variables: Variables) -> dict[str, object]:
    usual = usual_address(variables)
    address, sender = _text(table, "address"), _text(table, "sender") or usual
    if not is_an_address(address):
        variables.wrong(f"{key}.address", _ADDRESS)
    if not sender:
        variables.wrong(
            f"{key}.sender", "missing; expected from which mailbox of yours it comes, or set GMAIL_USERNAME"
        )
    elif not is_an_address(sender):
        variables.wrong(f"{key}.sender", _ADDRESS)
    told: dict[str, object] = {"address": address, "sender": sender}
    for name, variable in _USUAL_SERVER.items():
        own, told_usually = table.get(name), variables.text(variable)
        if own:
            told[name] = own
        elif told_usually and usual and sender == usual:
            # That the port is none is said where the mailbox itself is read.
            told[name] = int(told_usually) if name == "smtp_port" and told_usually.isdecimal() else told_usually
    if login := _text(table, "login"):
        told["login"] = login
    named = table.get("password_env")
    if named is not None:
        told["password"] = _secret(f"{key}.password_env", named, variables)
    elif usual and sender == usual:
        told["password"] = variables.secret(USUAL_PASSWORD, needed_for=f"{key} is sent from there")
    return told


def _post(key: str, table: Tables, variables: Variables) -> dict[str, object]:
    url = _text(table, "url")
    try:
        parts = urlsplit(url)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        fits = False
    if not fits:
        variables.wrong(f"{key}.url", "expected a web address such as https://hotel.example/told, without a password")
    named = table.get("secret_env")
    if named is None:
        variables.wrong(f"{key}.secret_env", "missing; expected the variable with the secret its posts are signed with")
    return {"url": url, "secret": "" if named is None else _secret(f"{key}.secret_env", named, variables)}


def _secret(key: str, named: object, variables: Variables) -> str:
    """What this variable holds. That it is no name is said where the file is structured."""
    try:
        name = variable_name(named)
    except ValueError:
        return ""
    return variables.secret(name, needed_for=f"{key} names it", always=True)


def _text(table: Tables, name: str) -> str:
    text = table.get(name)
    return text.strip() if isinstance(text, str) else ""
