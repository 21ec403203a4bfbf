"""A hotel of the register: the same table as in a tenants file, in what JSON has, with its secrets kept apart."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time

from attrs import evolve, field, frozen

from hotel_agent.config.books import BookCheck, books
from hotel_agent.config.choosers import OWN_BOOK, usual_book
from hotel_agent.config.doors import whatsapp_numbers
from hotel_agent.config.mail_door import USUAL_PASSWORD, mail_door, with_names
from hotel_agent.config.problems import element, names_a_secret
from hotel_agent.config.relations import broken_relations, variables_named_in
from hotel_agent.config.settings import AdapterChoice, Available, Config, Environment, StaffChoice
from hotel_agent.config.staffing import staff_told
from hotel_agent.config.tenancy import tenants_of
from hotel_agent.config.tenants_file import TenantsFile, structured, tables_in
from hotel_agent.config.variables import Variables
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import AccountId, digest
from hotel_agent.domain.tenants.directory import Account, Tenants
from hotel_agent.domain.tenants.tenant import Tenant

Table = Mapping[str, object]

_NAMES_A_VARIABLE = "_env"
_ELEMENTS = ("id", "phone_number_id", "address", "name")
"""By which of its keys an element of a list is known."""


@frozen(kw_only=True)
class Hotel:
    """All that a hotel's table tells, in the shapes in which a configuration has it."""

    tenant: Tenant
    book: AdapterChoice
    staff: tuple[StaffChoice, ...] = ()
    whatsapp: Mapping[str, Mapping[str, str]] = field(factory=dict, repr=False)
    """Options of that channel by account: `access_tokens`, `business_accounts`, `answer_templates`."""
    apps: Mapping[str, frozenset[AccountId]] = field(factory=dict)
    """Its WhatsApp numbers, by the installation's app that posts for them."""
    mailboxes: Mapping[str, Mapping[str, object]] = field(factory=dict, repr=False)


def hotel_of(
    table: Table,
    *,
    secrets: Mapping[str, str],
    config: Config,
    available: Available,
    check_book: BookCheck | None = None,
) -> Hotel:
    """The hotel this table describes. Raises BadConfig with every problem.

    Of the installation's own variables it may use those of `config.lent` only: a hotel names its servers itself, and
    must not be shown what other hotels keep secret.
    """
    table = _with_days(table)
    written: Table = {"tenants": [table]}
    careful = config.environment is Environment.PRODUCTION
    variables = Variables({**config.lent, **secrets}, careful=careful)
    for name in sorted(variables_named_in(written)):
        if name in config.lent:
            variables.wrong(name, "is the installation's; a hotel names secrets of its own, and leaves this one out")
    apps = [{"id": app.name} for app in config.whatsapp_apps if app.name]
    file = structured(written, TenantsFile, variables.problems)
    variables.problems.extend(broken_relations({**written, "whatsapp_apps": apps}, available))
    numbers = whatsapp_numbers(written, variables)
    mail = mail_door(written, variables, available)
    staff = staff_told(written, variables)
    kept = list(books(written, variables, AdapterChoice(OWN_BOOK)))
    for book in kept:
        if check_book is not None and book.choice.name in available.pms:
            variables.problems.extend(f"{book.key}.{said}" for said in check_book(book.choice, book.tenant))
    if file is None or variables.problems:
        raise BadConfig(list(dict.fromkeys(variables.problems)))
    (tenant,) = tenants_of(file).tenants
    mailboxes = {} if mail is None else mail.options.get("mailboxes", {})
    return Hotel(
        tenant=tenant,
        book=kept[0].choice,
        staff=staff.get(tenant.id, ()),
        whatsapp=numbers.options,
        apps=numbers.by_app,
        mailboxes=mailboxes if isinstance(mailboxes, Mapping) else {},
    )


def in_force(
    config: Config,
    hotels: Sequence[Hotel],
    *,
    closed: Sequence[Hotel] = (),
    asleep: Sequence[Hotel] = (),
    withheld: frozenset[Account] = frozenset(),
) -> Config:
    """The configuration with the hotels of the register beside those of the file, and before them.

    A hotel of the register stands in place of the file's of the same id. The demo hotel takes no guests any more once
    the register holds a hotel. Those `closed` take none either; those `asleep` do not count, so that the file's of the
    same id does. What was begun with any of them is finished. Accounts `withheld` are nobody's.
    """
    registered = [*hotels, *closed]
    ids = frozenset(each.tenant.id for each in registered)
    left = [each for each in config.tenants.tenants if each.id not in ids]
    resting = [each.tenant for each in asleep if each.tenant.id not in {known.id for known in left}]
    is_demo = not config.tenants_file and bool(ids)
    tenants = Tenants(
        tenants=[*(each.tenant for each in hotels), *(() if is_demo else left)],
        default=config.tenants.default,
        registered=ids,
        closed=(*(each.tenant for each in closed), *resting, *(left if is_demo else ())),
        withheld=withheld,
    )
    registered += [each for each in asleep if each.tenant in resting]
    return evolve(
        config,
        tenants=tenants,
        pms={**config.pms, **{each.tenant.id: each.book for each in registered}},
        staff={
            **{tenant: told for tenant, told in config.staff.items() if tenant not in ids},
            **{each.tenant.id: each.staff for each in registered if each.staff},
        },
        channels=tuple(with_names(each, tenants) for each in _channels(config, registered)),
        whatsapp_apps=tuple(
            evolve(app, accounts=app.accounts.union(*(each.apps.get(app.name, ()) for each in registered)))
            for app in config.whatsapp_apps
        ),
    )


def parted(table: Table) -> tuple[dict[str, object], dict[str, str]]:
    """The table as anybody may see it, and the secrets that stood in it by the names under which it now speaks of them.

    `api_key = "…"` becomes `api_key_env = "API_KEY_…"`; the same place has the same name whenever it is written.
    """
    secrets: dict[str, str] = {}
    whole = _parted(table, "", secrets)
    return (whole if isinstance(whole, dict) else {}), secrets


def secrets_named_in(table: Table) -> frozenset[str]:
    """The names of the secrets this table speaks of."""
    return frozenset(variables_named_in(table))


def tables_to_enter(path: str, environ: Mapping[str, str], *, available: Available) -> Sequence[Table]:
    """The hotels of a tenants file as they are entered in the register: whole, and in what JSON has.

    What a file leaves to the installation's variables is written out, with the secrets themselves in their places.
    Raises BadConfig where the file cannot be read, or a variable it names is not set.
    """
    variables = Variables(environ)
    usual = usual_book(variables, available)
    tables = tables_in(path).get("tenants")
    found: list[Table] = []
    for table in tables if isinstance(tables, list) else ():
        if isinstance(table, Mapping):
            filled = _filled(_whole(table, usual, variables), variables, str(table.get("id", "")))
            found.append(filled if isinstance(filled, dict) else {})
    if variables.problems or not found:
        raise BadConfig(variables.problems or [f"{path}: expected at least one hotel, as [[tenants]]"])
    return found


def _whole(table: Table, usual: AdapterChoice, variables: Variables) -> Table:
    """The table with what it leaves to the variables of the installation."""
    pms = _table(table.get("pms"))
    adapter = pms.get("adapter", usual.name)
    told = {"adapter": adapter, **(usual.options if adapter == usual.name else {}), **pms}
    parts = table.get("properties")
    password = variables.text(USUAL_PASSWORD)
    if password and isinstance(parts, list):
        parts = [_with_password(part, password) if isinstance(part, Mapping) else part for part in parts]
    return {**table, "pms": told, **({} if parts is None else {"properties": parts})}


def _with_password(part: Table, password: str) -> Table:
    """The property, its mailboxes with the password that is usual here where they name none."""
    boxes = part.get("mailbox")
    if not isinstance(boxes, list):
        return part
    own = "password_env"
    filled = [{**box, "password": password} if isinstance(box, Mapping) and own not in box else box for box in boxes]
    return {**part, "mailbox": filled}


def _filled(written: object, variables: Variables, key: str) -> object:
    """What was written, with the secrets that variables hold, in what JSON has."""
    match written:
        case Mapping():
            filled: dict[str, object] = {}
            for name, part in written.items():
                if name.endswith(_NAMES_A_VARIABLE) and isinstance(part, str):
                    needed = f"{key}.{name} names it".lstrip(".")
                    filled[name.removesuffix(_NAMES_A_VARIABLE)] = variables.secret(
                        part, needed_for=needed, always=True
                    )
                else:
                    filled[name] = _filled(part, variables, f"{key}.{name}")
            return filled
        case list():
            return [_filled(part, variables, element(key, part, at)) for at, part in enumerate(written)]
        case time():
            return written.strftime("%H:%M")
        case date() | datetime():
            return written.isoformat()
        case _:
            return written


def _parted(written: object, place: str, secrets: dict[str, str]) -> object:
    if isinstance(written, Mapping):
        seen: dict[str, object] = {}
        for name, part in written.items():
            if names_a_secret(name) and isinstance(part, str):
                known = f"{name.upper()}_{digest(place, name)[:12].upper()}"
                seen[f"{name}{_NAMES_A_VARIABLE}"] = known
                secrets[known] = part
            else:
                seen[name] = _parted(part, f"{place}.{name}", secrets)
        return seen
    if isinstance(written, list):
        return [_parted(part, f"{place}.{_known_as(part, at)}", secrets) for at, part in enumerate(written)]
    return written


def _known_as(part: object, at: int) -> str:
    names = (part.get(key) for key in _ELEMENTS) if isinstance(part, Mapping) else ()
    return next((name for name in names if isinstance(name, str)), str(at))


def _with_days(table: Table) -> Table:
    """The days of knowledge as days: JSON has none, and the rest of a table is read as it stands."""
    told = table.get("knowledge")
    if not isinstance(told, list):
        return table
    return {**table, "knowledge": [_dated(each) if isinstance(each, Mapping) else each for each in told]}


def _dated(entry: Table) -> Table:
    return {name: _day(part) if name in {"since", "until"} else part for name, part in entry.items()}


def _day(written: object) -> object:
    try:
        return date.fromisoformat(written) if isinstance(written, str) else written
    except ValueError:
        return written


def _channels(config: Config, hotels: Sequence[Hotel]) -> Iterator[AdapterChoice]:
    """The doors with the accounts of these hotels; one nobody needed before is open from now on."""
    whatsapp = [each.whatsapp for each in hotels if each.apps]
    mailboxes = {address: told for each in hotels for address, told in each.mailboxes.items()}
    names = [each.name for each in config.channels]
    missing = [
        AdapterChoice(name)
        for name, needed in (("whatsapp", whatsapp), ("email", mailboxes))
        if needed and name not in names
    ]
    for choice in (*config.channels, *missing):
        options = dict(choice.options)
        if choice.name == "whatsapp":
            for hotel in whatsapp:
                for name, told in hotel.items():
                    options[name] = {**_table(options.get(name)), **told}
        elif choice.name == "email" and mailboxes:
            options["mailboxes"] = {**_table(options.get("mailboxes")), **mailboxes}
        yield AdapterChoice(choice.name, options)


def _table(written: object) -> Table:
    return written if isinstance(written, Mapping) else {}
