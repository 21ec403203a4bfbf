"""The file in which an installation describes its hotels: its shape, and everything that can be wrong with it.

What a property's table holds beyond its own keys is the hotel's book; it goes to the PMS adapter as it was written.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from importlib import resources
from pathlib import Path
from typing import TypeVar

from attrs import field, fields_dict, frozen
from cattrs import BaseValidationError, ClassValidationError, Converter

from hotel_agent.config.origin import Origin, origin
from hotel_agent.config.problems import closest, not_as_expected
from hotel_agent.config.structuring import problems_in, strict_converter
from hotel_agent.config.template_name import TemplateName, template_name
from hotel_agent.config.variables import VariableName, variable_name
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import PropertyId, TenantId
from hotel_agent.domain.language import Language, LocalText, Tone
from hotel_agent.domain.tenants.house_rules import HouseRules
from hotel_agent.domain.tenants.tenant import Property

Kind = TypeVar("Kind")


@frozen(kw_only=True)
class WhatsAppTable:
    """A WhatsApp number of a property. Unless it names its own, its token is WHATSAPP_ACCESS_TOKEN, its app the one of
    the WHATSAPP_ variables, and its business account WHATSAPP_BUSINESS_ACCOUNT_ID."""

    phone_number_id: str
    token_env: VariableName | None = None
    app: str = ""
    business_account: str = ""
    answer_template: TemplateName = TemplateName("")


@frozen(kw_only=True)
class WebchatTable:
    """A web chat of a property, known to its page by this key. A key is no secret.

    It stands on our own page, and on those of these origins.
    """

    key: str
    origins: list[Origin] = field(factory=list)


@frozen(kw_only=True)
class MailboxTable:
    """A mailbox of a property. Unless it says otherwise it is at Gmail, and its password is GMAIL_APP_PASSWORD."""

    address: str
    password_env: VariableName | None = None
    refresh_token_env: VariableName | None = None
    client_id: str = ""
    client_secret_env: VariableName | None = None
    token_url: str = ""
    login: str = ""
    aliases: list[str] = field(factory=list)
    imap_host: str = ""
    imap_port: int = 0
    smtp_host: str = ""
    smtp_port: int = 0
    folder: str = ""
    sent_folder: str = ""
    files_sent: bool = False
    authserv_id: str = ""
    plus_addresses: bool = False
    daily_limit: int = 0
    marks_answers: bool = True
    look_back_hours: int = 0


@frozen(kw_only=True)
class DoorsTable:
    """The doors of a property."""

    whatsapp: list[WhatsAppTable] = field(factory=list)
    webchat: list[WebchatTable] = field(factory=list)
    mailbox: list[MailboxTable] = field(factory=list)


@frozen
class PropertyTable:
    """A property, its doors, and its part of the hotel's book."""

    property: Property
    doors: DoorsTable
    book: Mapping[str, object]


@frozen
class PmsTable:
    """Which adapter keeps the book, and its options. Without a name, the one PMS_TYPE names."""

    adapter: str = ""
    options: Mapping[str, object] = field(factory=dict)


@frozen(kw_only=True)
class StaffTable:
    """Some of the hotel's people who are told when a person is wanted: by mail to an address, or by a signed post.

    Unless it says otherwise mail goes out from the mailbox of the GMAIL_ variables.
    """

    name: str
    kind: str
    reasons: list[str] = field(factory=list)
    address: str = ""
    sender: str = ""
    smtp_host: str = ""
    smtp_port: int = 0
    login: str = ""
    password_env: VariableName | None = None
    url: str = ""
    secret_env: VariableName | None = None


@frozen(kw_only=True)
class KnowledgeTable:
    """One answer the hotel stands for. Without an id it goes by its topic, without properties it holds for all."""

    topic: str
    answer: LocalText
    owner: str
    since: date
    until: date | None = None
    id: str = ""
    properties: list[PropertyId] = field(factory=list)
    questions: Mapping[Language, list[str]] = field(factory=dict)


@frozen(kw_only=True)
class TenantTable:
    """A hotel or group."""

    id: TenantId
    name: str
    languages: list[Language]
    properties: list[PropertyTable]
    tone: Tone = Tone.USTED
    pms: PmsTable = PmsTable()
    rules: HouseRules = HouseRules()
    knowledge: list[KnowledgeTable] = field(factory=list)
    staff: list[StaffTable] = field(factory=list)


@frozen(kw_only=True)
class WhatsAppAppTable:
    """An app at Meta besides the one of the WHATSAPP_ variables, and the variables that hold its secrets."""

    id: TenantId
    app_secret_env: VariableName
    verify_token_env: VariableName
    previous_secret_env: VariableName | None = None
    previous_secret_until: str = ""


@frozen(kw_only=True)
class TenantsFile:
    """The whole file."""

    tenants: list[TenantTable]
    default: TenantId | None = None
    whatsapp_apps: list[WhatsAppAppTable] = field(factory=list)


DOOR_KEYS = frozenset(fields_dict(DoorsTable))
PROPERTY_KEYS = frozenset(fields_dict(Property))
_SURELY_MEANT = 0.85
"""How like one of our own keys another must be to be taken for it misspelled, and not for one of the book's."""


def demo_tables() -> Mapping[str, object]:
    """The demo hotel of the package: what the house runs when it is told nothing."""
    return tomllib.loads(resources.files("hotel_agent.config").joinpath("demo.toml").read_text(encoding="utf-8"))


def tables_in(path: str) -> Mapping[str, object]:
    """What is written in a file. Raises BadConfig when there is none, or when it is not TOML, with line and column."""
    try:
        # Some editors put a byte order mark first; it is no part of the text.
        return tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as cause:
        raise BadConfig(f"HOTEL_TENANTS_FILE: {path!r} cannot be read: {cause.strerror}") from cause
    except UnicodeDecodeError as cause:
        raise BadConfig(f"HOTEL_TENANTS_FILE: {path!r} is not a text in UTF-8") from cause
    except tomllib.TOMLDecodeError as cause:
        raise BadConfig(f"HOTEL_TENANTS_FILE: {path!r} is not TOML: {cause}") from cause
    except ValueError as cause:
        raise BadConfig(f"HOTEL_TENANTS_FILE: {path!r} is no path") from cause


def rules_in(path: str) -> HouseRules:
    """The house rules written alone in a file. Raises BadConfig with every problem."""
    problems: list[str] = []
    rules = structured(tables_in(path), HouseRules, problems)
    if rules is None:
        raise BadConfig(problems)
    return rules


def structured(written: object, kind: type[Kind], problems: list[str], key: str = "") -> Kind | None:
    """The tables as values, or None and every problem with its key."""
    try:
        return _CONVERTER.structure(written, kind)
    except (BaseValidationError, ValueError) as error:
        problems.extend(problems_in(error, key, written))
        return None


def split_property(written: Mapping[str, object]) -> tuple[Mapping[str, object], Mapping[str, object]]:
    """A property's own keys, and those of its book. A key that is almost one of our own is taken for it."""
    own = {
        key: value
        for key, value in written.items()
        if key in PROPERTY_KEYS | DOOR_KEYS or closest(key, PROPERTY_KEYS | DOOR_KEYS, likeness=_SURELY_MEANT)
    }
    return own, {key: value for key, value in written.items() if key not in own}


def _property_table(written: object, _kind: object) -> PropertyTable:
    if not isinstance(written, Mapping):
        raise not_as_expected("a table", written)
    own, book = split_property(written)
    doors = {key: value for key, value in own.items() if closest(key, DOOR_KEYS, likeness=_SURELY_MEANT)}
    errors: list[Exception] = []
    house = _attempt({key: own[key] for key in own if key not in doors}, Property, errors)
    opened = _attempt(doors, DoorsTable, errors)
    if house is None or opened is None:
        raise ClassValidationError("a property", errors, Property)
    return PropertyTable(house, opened, book)


def _attempt(written: object, kind: type[Kind], errors: list[Exception]) -> Kind | None:
    try:
        return _CONVERTER.structure(written, kind)
    except BaseValidationError as error:
        errors.append(error)
        return None


def _pms_table(written: object, _kind: object) -> PmsTable:
    if not isinstance(written, Mapping):
        raise not_as_expected("a table", written)
    adapter = written.get("adapter", "")
    if not isinstance(adapter, str):
        raise not_as_expected("adapter to be a text in quotes", adapter)
    return PmsTable(adapter, {key: value for key, value in written.items() if key != "adapter"})


def _converter() -> Converter:
    converter = strict_converter()
    converter.register_structure_hook(PropertyTable, _property_table)
    converter.register_structure_hook(PmsTable, _pms_table)
    converter.register_structure_hook(VariableName, variable_name)
    converter.register_structure_hook(TemplateName, template_name)
    converter.register_structure_hook(Origin, origin)
    return converter


_CONVERTER = _converter()
