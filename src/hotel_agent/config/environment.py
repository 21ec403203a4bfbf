"""From variables, and the tenants file they name, to a configuration, or to every problem at once."""

import re
from collections.abc import Iterable, Mapping

from attrs import evolve

from hotel_agent.config.beside_words import beside_words
from hotel_agent.config.books import Book, BookCheck, books
from hotel_agent.config.choosers import OWN_BOOK, usual_book
from hotel_agent.config.doors import whatsapp_door
from hotel_agent.config.keeping import kept
from hotel_agent.config.mail_door import mail_door, usual_address, with_names
from hotel_agent.config.reading import reader_told
from hotel_agent.config.relations import Tables, broken_relations, variables_named_in
from hotel_agent.config.settings import (
    LONGEST_QUIET_SECONDS,
    AdapterChoice,
    Available,
    Config,
    Environment,
    LogLevel,
)
from hotel_agent.config.staffing import staff_told
from hotel_agent.config.tenancy import tenants_of, with_account
from hotel_agent.config.tenants_file import TenantsFile, demo_tables, structured, tables_in
from hotel_agent.config.variables import Variables
from hotel_agent.domain.errors import BadConfig, Bug
from hotel_agent.domain.ids import TenantId
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.ports.dispatch import Track

VARIABLES = (
    "ENVIRONMENT",
    "DEBUG",
    "SECRET_KEY",
    "SECRET_KEY_PREVIOUS",
    "JWT_SECRET",
    "LOG_LEVEL",
    "HOTEL_HOST",
    "HOTEL_PORT",
    "HOTEL_PUBLIC_URL",
    "HOTEL_METRICS_PORT",
    "HOTEL_TRACK",
    "METRICS_ALLOWED_IPS",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "HOTEL_INTERNAL_HOSTS",
    "CHECK_REDIS_IN_READINESS",
    "CHECK_PMS_IN_READINESS",
    "HOTEL_QUIET_SECONDS",
    "HOTEL_NLU",
    "HOTEL_NLU_WEIGHTS",
    "HOTEL_NLU_WORDS",
    "HOTEL_TENANTS_FILE",
    "HOTEL_DATA_DIR",
    "HOTEL_BACKUP_KEY",
    "POSTGRES_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "RATE_LIMIT_GUEST",
    "RATE_LIMIT_TENANT",
    "RATE_LIMIT_VISITOR",
    "RATE_LIMIT_ADVICE_WIDGET",
    "RATE_LIMIT_ADVICE_TENANT",
    "RATE_LIMIT_SIGN_IN",
    "WHATSAPP_PHONE_NUMBER_ID",
    "WHATSAPP_ACCESS_TOKEN",
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_APP_SECRET_PREVIOUS",
    "WHATSAPP_APP_SECRET_PREVIOUS_UNTIL",
    "WHATSAPP_VERIFY_TOKEN",
    "WHATSAPP_BUSINESS_ACCOUNT_ID",
    "WHATSAPP_ANSWER_TEMPLATE",
    "WHATSAPP_MESSAGES_PER_SECOND",
    "WHATSAPP_API_URL",
    "WHATSAPP_API_VERSION",
    "PMS_TYPE",
    "PMS_BASE_URL",
    "PMS_API_KEY",
    "PMS_HOTEL_ID",
    "GMAIL_USERNAME",
    "GMAIL_APP_PASSWORD",
    "GMAIL_REFRESH_TOKEN",
    "GMAIL_CLIENT_ID",
    "GMAIL_CLIENT_SECRET",
    "GMAIL_IMAP_HOST",
    "GMAIL_IMAP_PORT",
    "GMAIL_SMTP_HOST",
    "GMAIL_SMTP_PORT",
    "GMAIL_AUTHSERV_ID",
    "GMAIL_PUSH_AUDIENCE",
    "GMAIL_PUSH_ACCOUNT",
    "HOTEL_MEDIA_DAYS",
    "CLAMAV_URL",
    "SPEECH_BASE_URL",
    "SPEECH_API_KEY",
    "SPEECH_MODEL",
    "LLM_API",
    "LLM_BASE_URL",
    "LLM_API_KEY",
    "LLM_MODEL",
    "LLM_TIMEOUT_SECONDS",
    "LLM_BODY",
    "LLM_PRICE",
    "RASA_URL",
    "RASA_TOKEN",
    "RASA_NAMES",
    "RASA_TIMEOUT_SECONDS",
)
"""Every variable that is read, besides those a tenants file names."""

_LENT = ("WHATSAPP_ACCESS_TOKEN", "WHATSAPP_BUSINESS_ACCOUNT_ID", "WHATSAPP_ANSWER_TEMPLATE")

_PUBLIC_URL = re.compile(r"https://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+){0,9}/?")

SHORTEST_SECRET_KEY = 32
_PURE_CHANCE = (
    f"expected at least {SHORTEST_SECRET_KEY} characters of pure chance, as `openssl rand -hex 32` prints them"
)


def in_memory() -> Config:
    """The demo hotel, with everything kept in memory: what an installation is that was told nothing."""
    variables = Variables({})
    written = demo_tables()
    file = structured(written, TenantsFile, variables.problems)
    if file is None:
        raise Bug("\n".join(variables.problems))
    return Config(tenants=tenants_of(file), pms=_by_tenant(books(written, variables, AdapterChoice(OWN_BOOK))))


def load(environ: Mapping[str, str], *, available: Available, check_book: BookCheck | None = None) -> Config:
    """What these variables and their tenants file tell. Raises BadConfig with every problem, each with its key.

    `check_book` asks the adapter that is to keep a book whether it can: config knows no adapters, bootstrap does.
    """
    variables = Variables(environ)
    environment = variables.choice("ENVIRONMENT", Environment, Environment.DEVELOPMENT)
    variables = evolve(variables, careful=environment is Environment.PRODUCTION)
    config = beside_words(kept(_house(in_memory(), environment, variables, available), variables), variables)
    path = variables.text("HOTEL_TENANTS_FILE")
    written = _tables(path, variables)
    door = whatsapp_door(written, variables, available)
    if door is not None:
        config = evolve(config, whatsapp_apps=door.apps, channels=(*config.channels, door.choice))
    mail = mail_door(written, variables, available)
    if mail is not None:
        config = evolve(config, channels=(*config.channels, mail))
    people = staff_told(written, variables)
    opened = list(books(written, variables, usual_book(variables, available)))
    for book in opened:
        if check_book is not None and book.choice.name in available.pms:
            variables.problems.extend(f"{book.key}.{said}" for said in check_book(book.choice, book.tenant))
    tenants = None if written is None else _tenants(written, variables, available)
    variables.misspelled(VARIABLES, named=variables_named_in(written))
    if tenants is None or variables.problems:
        raise BadConfig(list(dict.fromkeys(variables.problems)))
    doors = tuple(with_names(choice, tenants) for choice in config.channels)
    pms = _by_tenant(opened)
    return evolve(config, tenants=tenants, channels=doors, pms=pms, staff=people, tenants_file=path)


def _house(base: Config, environment: Environment, variables: Variables, available: Available) -> Config:
    """Everything but the hotels, their doors, and what is kept where."""
    debug = variables.truth("DEBUG", default=False)
    if debug and environment is not Environment.DEVELOPMENT:
        variables.wrong("DEBUG", f"expected false in {environment.value}, found true")
    secret_key = variables.secret("SECRET_KEY", needed_for=_PURE_CHANCE, shortest=SHORTEST_SECRET_KEY)
    return evolve(
        base,
        environment=environment,
        debug=debug,
        secret_key=secret_key or base.secret_key,
        secret_keys_before=_keys_before(variables),
        lent={name: text for name in _LENT if (text := variables.text(name))},
        jwt_secret=_jwt_secret(variables),
        backup_key=variables.secret("HOTEL_BACKUP_KEY"),
        log_level=variables.choice("LOG_LEVEL", LogLevel, base.log_level),
        host=variables.text("HOTEL_HOST") or base.host,
        port=int(variables.number("HOTEL_PORT", base.port, most=65535, whole=True)),
        metrics_port=int(variables.number("HOTEL_METRICS_PORT", base.metrics_port, most=65535, whole=True)),
        track=variables.choice("HOTEL_TRACK", Track, base.track),
        metrics_allowed=variables.networks("METRICS_ALLOWED_IPS", base.metrics_allowed),
        traces_url=variables.address("OTEL_EXPORTER_OTLP_ENDPOINT", example="http://127.0.0.1:4318"),
        internal_hosts=variables.hosts("HOTEL_INTERNAL_HOSTS"),
        redis_decides=variables.truth("CHECK_REDIS_IN_READINESS", default=base.redis_decides),
        pms_decides=variables.truth("CHECK_PMS_IN_READINESS", default=base.pms_decides),
        public_url=_public_url(variables),
        quiet_seconds=variables.number("HOTEL_QUIET_SECONDS", base.quiet_seconds, most=LONGEST_QUIET_SECONDS),
        nlu=reader_told(base.nlu, variables, available),
    )


def _public_url(variables: Variables) -> str:
    """Where the service is reached from outside. Never shown: it may hold a secret by mistake."""
    text = variables.text("HOTEL_PUBLIC_URL")
    if text and not _PUBLIC_URL.fullmatch(text):
        words = "expected where guests reach this service from outside, such as https://desk.hotel.example"
        variables.wrong("HOTEL_PUBLIC_URL", words)
    return text.rstrip("/")


def _jwt_secret(variables: Variables) -> str:
    """The secret of letters; in every environment long enough that nobody guesses it (RFC 7518, 3.2)."""
    text = variables.secret("JWT_SECRET", shortest=SHORTEST_SECRET_KEY)
    if text and not variables.careful and len(text.encode()) < SHORTEST_SECRET_KEY:
        variables.wrong("JWT_SECRET", f"too short; {_PURE_CHANCE}")
    return text


def _keys_before(variables: Variables) -> tuple[str, ...]:
    """The keys listed in SECRET_KEY_PREVIOUS, with commas between them."""
    return tuple(key for each in variables.text("SECRET_KEY_PREVIOUS").split(",") if (key := each.strip()))


def _tenants(written: Tables, variables: Variables, available: Available) -> Tenants | None:
    file = structured(written, TenantsFile, variables.problems)
    variables.problems.extend(broken_relations(written, available))
    if file is None or variables.problems:
        return None
    tenants = with_account(tenants_of(file), "whatsapp", variables.text("WHATSAPP_PHONE_NUMBER_ID"))
    return with_account(tenants, "email", usual_address(variables))


def _by_tenant(kept: Iterable[Book]) -> dict[TenantId, AdapterChoice]:
    return {book.tenant.id: book.choice for book in kept}


def _tables(path: str, variables: Variables) -> Tables | None:
    try:
        return tables_in(path) if path else demo_tables()
    except BadConfig as error:
        variables.problems.extend(error.problems)
        return None
