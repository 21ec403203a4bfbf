"""What an installation is told about itself: which adapter of each family, which doors, which hotels."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from ipaddress import IPv4Network, IPv6Network, ip_network

from attrs import field, frozen, validators

from hotel_agent.domain.ids import AccountId, TenantId
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.ports.dispatch import Track

DEVELOPMENT_SECRET_KEY = "for-development-only-never-in-production"  # noqa: S105 - known to everybody, on purpose
"""The secret of an installation that was given none. Production refuses it."""

LONGEST_QUIET_SECONDS = 8.0

LOOPBACK = (ip_network("127.0.0.1/32"), ip_network("::1/128"))
"""This machine itself."""


class Environment(Enum):
    """Where the installation runs. Only production insists on its secrets, only development may be debugged."""

    DEVELOPMENT = "development"
    STAGING = "staging"
    PRODUCTION = "production"


class LogLevel(Enum):
    """From which weight on something is logged."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"
    CRITICAL = "CRITICAL"


@frozen
class AdapterChoice:
    """An adapter of a family by its name, with its options as they were written: bootstrap gives them their shape.

    Options may hold secrets, so they are never shown.
    """

    name: str
    options: Mapping[str, object] = field(factory=dict, repr=False)


@frozen(kw_only=True)
class StaffChoice:
    """Some of a hotel's people: by which name, for which reasons (empty: all) and how they are told."""

    name: str
    reasons: frozenset[str] = frozenset()
    choice: AdapterChoice


@frozen(kw_only=True)
class WhatsAppApp:
    """One app at Meta, the door at which its posts arrive (`/webhooks/whatsapp`, or `/webhooks/whatsapp/{name}`).

    An empty secret or token proves nothing: whoever checks with it refuses. `accounts` are the phone number ids it
    speaks for; a post about another app's account is not to be believed.
    """

    name: str = ""
    app_secret: str = field(default="", repr=False)
    verify_token: str = field(default="", repr=False)
    accounts: frozenset[AccountId] = frozenset()
    previous_secret: str = field(default="", repr=False)
    """The secret before this one, while it is being changed at Meta ..."""
    previous_until: datetime | None = None
    """... until this moment, and no longer."""

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """What a post may be signed with at this moment."""
        counts = self.previous_until is not None and now < self.previous_until
        told = (self.app_secret, self.previous_secret if counts else "")
        return tuple(secret for secret in told if secret)


@frozen(kw_only=True)
class Config:
    """Everything an installation is told. Made by `load`, or by hand; secrets never show in its repr."""

    environment: Environment = Environment.DEVELOPMENT
    debug: bool = False
    secret_key: str = field(default=DEVELOPMENT_SECRET_KEY, repr=False)
    jwt_secret: str = field(default="", repr=False)
    """The secret shared with a system whose letters (JWT, HS256) are believed; empty: nobody's are."""
    secret_keys_before: tuple[str, ...] = field(default=(), repr=False)
    """Keys under which something may still be sealed; nothing is sealed under them any more."""
    backup_key: str = field(default="", repr=False)
    """What backups are sealed with; empty: none can be made."""
    lent: Mapping[str, str] = field(factory=dict, repr=False)
    """The installation's variables that hotels of the register may use: what Meta gave it for all its numbers."""
    log_level: LogLevel = LogLevel.INFO
    host: str = "127.0.0.1"
    port: int = field(default=8000, validator=[validators.ge(0), validators.le(65535)])
    metrics_port: int = field(default=0, validator=[validators.ge(0), validators.le(65535)])
    """Where `hotel-agent worker` shows what it counts; 0: nowhere. `serve` shows it at its own port."""
    track: Track = Track.STABLE
    """Whose work the workers of this process do: everybody's, or that of the guests who have the new version first."""
    metrics_allowed: tuple[IPv4Network | IPv6Network, ...] = LOOPBACK
    """From where `/metrics` may be read. Behind a proxy that is believed it is the address the proxy names."""
    traces_url: str = ""
    """The collector that is sent traces, over OTLP and HTTP; empty: nobody is. It needs the extra `traces`."""
    internal_hosts: frozenset[str] = frozenset()
    """Servers of the house, by name or address, that a hotel of the register may name beside those of the internet."""
    redis_decides: bool = False
    """Whether a process without its Redis counts as unable to work. Guests are answered without it."""
    pms_decides: bool = False
    """Whether a process counts as unable to work while no hotel's book answers. Guests get an honest answer."""
    public_url: str = ""
    """Where guests reach this service from outside, with https and without a slash at its end; empty: nowhere."""
    quiet_seconds: float = field(default=2.0, validator=[validators.ge(0), validators.le(LONGEST_QUIET_SECONDS)])
    """How long a guest must have been silent before what was written is answered as one turn."""
    database: str = field(default="", repr=False)
    """Where everything durable is kept: `sqlite:///path/to/file` or `postgresql://…`. Empty: in memory."""
    redis_url: str = field(default="", repr=False)
    """What processes share beside the database: switches, limits and breakers. Empty: each process has its own."""
    storage: AdapterChoice = AdapterChoice("memory")
    flags: AdapterChoice = AdapterChoice("memory")
    limits: AdapterChoice = AdapterChoice("memory")
    """How many turns a guest and a hotel may have: options `guest` and `tenant`, each as `20/minute`. Without: any."""
    visits: AdapterChoice = AdapterChoice("memory")
    """The same for what a visitor of the web chat opens and writes; those limits know as `guest` is one address."""
    advice: AdapterChoice = AdapterChoice("memory")
    """How often a reader outside the house is asked for visitors of the web chat: `guest` is one chat on a page."""
    tries: AdapterChoice = AdapterChoice("memory")
    """How often somebody may try to come behind the desk: the option `guest` counts for a name, and for an address."""
    breakers: AdapterChoice = AdapterChoice("memory")
    """Who knows which books are down. The option of those in Redis is `url`."""
    dispatch: AdapterChoice = AdapterChoice("inprocess")
    nlu: AdapterChoice = AdapterChoice("embedded")
    wording: AdapterChoice = AdapterChoice("templates")
    channels: tuple[AdapterChoice, ...] = (AdapterChoice("loopback"), AdapterChoice("webchat"))
    """The doors that are open. WhatsApp's options are `api_url`, `api_version` and `access_tokens` by account."""
    whatsapp_apps: tuple[WhatsAppApp, ...] = ()
    media_days: int = field(default=14, validator=[validators.ge(0), validators.le(365)])
    """How long pictures, documents and voice notes of guests are kept; 0: not at all."""
    scanner: AdapterChoice | None = None
    """Who looks for malware in what guests send; None: nobody."""
    speech: AdapterChoice | None = None
    """Who makes words of voice notes; None: nobody, and guests are asked to write."""
    tenants: Tenants
    pms: Mapping[TenantId, AdapterChoice]
    """The book of each tenant."""
    staff: Mapping[TenantId, tuple[StaffChoice, ...]] = field(factory=dict)
    """Who is told when a person is wanted. A hotel that names nobody finds it in the log."""
    tenants_file: str = ""
    """Where the hotels were read from; empty for the demo hotel of the package."""

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """What hotels' secrets are sealed under, the present key first. One that everybody knows is none."""
        return tuple(key for key in (self.secret_key, *self.secret_keys_before) if key != DEVELOPMENT_SECRET_KEY)

    @property
    def sealing_keys(self) -> tuple[str, ...]:
        """What everything else is sealed under, the present key first; those of before still open."""
        return (self.secret_key, *self.secret_keys_before)

    def whatsapp_app(self, name: str = "") -> WhatsAppApp | None:
        """The app that posts to this door, if there is one."""
        return next((app for app in self.whatsapp_apps if app.name == name), None)


@frozen(kw_only=True)
class Available:
    """What this version has: its adapters by family, and the languages in which every line can be said."""

    storage: frozenset[str]
    flags: frozenset[str]
    dispatch: frozenset[str]
    nlu: frozenset[str]
    wording: frozenset[str]
    channels: frozenset[str]
    pms: frozenset[str]
    staff: frozenset[str]
    languages: frozenset[str]
