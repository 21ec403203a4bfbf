"""What the e-mail door needs to be told: its mailboxes, their servers and secrets, and who may knock."""

from collections.abc import Mapping

from attrs import Factory, field, fields_dict, frozen
from attrs.validators import deep_iterable, ge, gt, instance_of, le, matches_re, optional

from hotel_agent.adapters.channels.email.head import bare
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import AccountId
from hotel_agent.ports.channel import Purpose

GOOGLE = ("gmail.com", "googlemail.com")
CERTIFICATES = "https://www.googleapis.com/oauth2/v3/certs"
"""Where Google shows the keys its tokens are signed with."""

TOKENS = "https://oauth2.googleapis.com/token"
"""Where Google gives tokens to log in with."""

_PRIVATE_LIMIT, _WORKSPACE_LIMIT = 500, 2000
"""What Gmail sends for a mailbox in a day (contract, 1)."""
_ADDRESS = r"[^@\s<>\"',;]+@[^@\s<>\"',;]+"
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})


def _in_a_tuple(told: object) -> object:
    return tuple(told) if isinstance(told, list) else told


def _lower(told: object) -> object:
    return told.strip().lower() if isinstance(told, str) else told


def _unspaced(told: object) -> object:
    # Google shows app passwords in groups of four.
    return told.replace(" ", "") if isinstance(told, str) else told


@frozen(kw_only=True)
class Mailbox:
    """A mailbox at which guests write to a hotel. Without being told otherwise, one at Gmail."""

    address: str = field(converter=_lower, validator=matches_re(_ADDRESS))
    password: str = field(repr=False, converter=_unspaced, validator=instance_of(str))
    """At Gmail an app password. Empty, and without a refresh token: the mailbox is neither read nor answered from."""
    refresh_token: str = field(default="", repr=False, validator=instance_of(str))
    """Lets tokens be fetched that log in instead of a password (XOAUTH2), as the provider gave it to `client_id`."""
    client_id: str = field(default="", validator=instance_of(str))
    client_secret: str = field(default="", repr=False, validator=instance_of(str))
    token_url: str = field(default=TOKENS, validator=matches_re(r"https?://\S+"))
    """Where such tokens are fetched; without being told otherwise, at Google."""
    login: str = field(default="", repr=False, validator=instance_of(str))
    """Under which name to log in; empty: the address."""
    name: str = field(default="", validator=instance_of(str))
    """Whom guests see their answers come from: the hotel's name."""
    aliases: tuple[str, ...] = field(
        default=(), converter=_in_a_tuple, validator=deep_iterable(matches_re(_ADDRESS), instance_of(tuple))
    )
    """Other addresses whose mail arrives here."""
    imap_host: str = field(default="imap.gmail.com", validator=matches_re(r"\S+"))
    imap_port: int = field(default=993, validator=[instance_of(int), ge(1), le(65535)])
    smtp_host: str = field(default="smtp.gmail.com", validator=matches_re(r"\S+"))
    smtp_port: int = field(default=465, validator=[instance_of(int), ge(1), le(65535)])
    folder: str = field(default="INBOX", validator=matches_re(r"\S.*"))
    sent_folder: str = field(default="", validator=instance_of(str))
    """Where what was sent lies; empty: the one the server marks as such."""
    files_sent: bool | None = field(default=None, validator=optional(instance_of(bool)))
    """Whether the server itself files what is sent through it; None: Gmail does, others do not."""
    authserv_id: str = field(default="", validator=instance_of(str))
    """As whom the hotel's own mail server signs its Authentication-Results; empty: nobody is believed, but Gmail."""
    plus_addresses: bool | None = field(default=None, validator=optional(instance_of(bool)))
    """Whether mail to `name+anything@` reaches the mailbox too; None: at Gmail it does, elsewhere nobody knows."""
    daily_limit: int | None = field(default=None, validator=optional([instance_of(int), ge(0)]))
    """How many mails the provider lets out in 24 hours; 0: as many as come; None: Gmail's limit, and none elsewhere."""
    marks_answers: bool = field(default=True, validator=instance_of(bool))
    """Whether our answers say that a machine wrote them (RFC 3834); some providers treat such mail badly."""
    look_back_hours: int = field(default=0, validator=[instance_of(int), ge(0), le(24 * 14)])
    """How far back the very first look goes. Nobody answers last year's mail by starting."""

    @property
    def account(self) -> AccountId:
        """What the mailbox is called in the house."""
        return AccountId(self.address)

    @property
    def login_name(self) -> str:
        """Under which name to log in."""
        return self.login or self.address

    @property
    def opens(self) -> bool:
        """Whether there is anything to log in with."""
        return bool(self.password or self.refresh_token)

    @property
    def own(self) -> frozenset[str]:
        """All its addresses, without what stands behind a plus."""
        return frozenset(bare(each) for each in (self.address, *self.aliases))

    @property
    def sent_is_filed(self) -> bool:
        """Whether what is sent appears among what was sent by itself."""
        return _is_google(self.smtp_host) if self.files_sent is None else self.files_sent

    @property
    def has_plus_addresses(self) -> bool:
        """Whether an answer may be sent to an address made for its thread."""
        return _is_google(self.imap_host) if self.plus_addresses is None else self.plus_addresses

    @property
    def most_a_day(self) -> int:
        """How many mails may leave in 24 hours; 0: as many as come."""
        if self.daily_limit is not None:
            return self.daily_limit
        if not _is_google(self.smtp_host):
            return 0
        return _PRIVATE_LIMIT if self.address.rpartition("@")[2] in GOOGLE else _WORKSPACE_LIMIT

    def room_for(self, purpose: Purpose) -> int:
        """How many mails may have left in 24 hours when one for this leaves, itself among them.

        The last tenth is kept for what confirms a reservation, and what is written of our own accord leaves half.
        """
        match purpose:
            case Purpose.CONFIRMATION:
                return self.most_a_day
            case Purpose.UNASKED:
                return self.most_a_day // 2
            case _:
                return self.most_a_day - self.most_a_day // 10

    @property
    def believed(self) -> str:
        """Whose word on a sender counts; empty: nobody's."""
        return self.authserv_id or ("mx.google.com" if _is_google(self.imap_host) else "")


@frozen(kw_only=True)
class EmailOptions:
    """The mailboxes of all hotels here, and the service that tells of new mail at Gmail, if there is one."""

    mailboxes: Mapping[AccountId, Mailbox] = field(default=Factory(dict), repr=False)
    secret_key: str = field(default="", repr=False, validator=instance_of(str))
    """By which the addresses for answers are signed, and the links of mail sealed; empty: there are none of either."""
    public_url: str = field(default="", validator=matches_re(r"(https://[!-~]+)?"))
    """Where guests reach this service from outside; empty: mail bears no link to it."""
    push_audience: str = field(default="", validator=instance_of(str))
    """The audience of Google's tokens, as it was entered with the subscription. Empty: nobody may knock."""
    push_account: str = field(default="", validator=instance_of(str))
    """The service account that may knock."""
    certificates: str = field(default=CERTIFICATES, validator=matches_re(r"https?://\S+"))
    timeout_seconds: float = field(default=30.0, validator=[instance_of((int, float)), gt(0)])
    """How long a mail server may take to connect, and to answer one command."""

    @property
    def ours(self) -> frozenset[str]:
        """Every address of every hotel here: mail from them is our own."""
        return frozenset(address for each in self.mailboxes.values() for address in each.own)

    @classmethod
    def read(cls, written: Mapping[str, object]) -> "EmailOptions":
        """The options as they were written: `mailboxes` is a table of tables by address. Raises BadConfig with every
        problem, none of which tells a secret."""
        problems: list[str] = []
        plain = _checked(cls, {name: told for name, told in written.items() if name != "mailboxes"}, "", problems)
        told = written.get("mailboxes", {})
        if not isinstance(told, Mapping):
            problems.append("mailboxes: expected a table with a table for each address")
            told = {}
        mailboxes = []
        for address, table in told.items():
            key = f"mailboxes.{address}."
            if not isinstance(table, Mapping):
                problems.append(f"mailboxes.{address}: expected a table")
                continue
            mailboxes.append(_checked(Mailbox, {"password": "", **table, "address": address}, key, problems))
        if problems:
            raise BadConfig(problems)
        opened = [Mailbox(**each) for each in mailboxes]  # type: ignore[arg-type]  # each was tried alone
        return cls(**plain, mailboxes={each.account: each for each in opened})  # type: ignore[arg-type]  # as above


_EXPECTED = {
    "address": "an e-mail address",
    "password": "a text, at Gmail an app password",
    "login": "the name to log in with",
    "name": "the hotel's name, as a text",
    "aliases": "a list of e-mail addresses",
    "imap_host": "the name of a server such as imap.gmail.com",
    "imap_port": "a port such as 993",
    "smtp_host": "the name of a server such as smtp.gmail.com",
    "smtp_port": "a port such as 465",
    "folder": "the name of a folder such as INBOX",
    "sent_folder": "the name of a folder",
    "files_sent": "true or false",
    "authserv_id": "the name of a mail server, as its Authentication-Results begin",
    "refresh_token": "a text, as the provider gave it",
    "client_id": "the name of the client it was given to",
    "client_secret": "that client's secret",
    "token_url": "a web address",
    "plus_addresses": "true or false",
    "daily_limit": "a whole number of mails from 0 on",
    "marks_answers": "true or false",
    "secret_key": "a text",
    "look_back_hours": "a whole number of hours, at most two weeks",
    "public_url": "a web address that begins with https://",
    "push_audience": "the audience of the subscription, as a text",
    "push_account": "the address of a service account",
    "certificates": "a web address",
    "timeout_seconds": "a number of seconds above 0",
}


def is_here(host: str) -> bool:
    """Whether a server is on this very machine: nobody stands between, so it is spoken to in the clear."""
    return host in _HERE


def _is_google(host: str) -> bool:
    return any(host == each or host.endswith(f".{each}") for each in GOOGLE)


def _checked(
    kind: type[Mailbox] | type[EmailOptions], written: Mapping[str, object], key: str, problems: list[str]
) -> dict[str, object]:
    """What was written, each value tried alone by its own validator."""
    known = fields_dict(kind)
    problems += [
        f"{key}{name}: unknown; expected one of {', '.join(known)}" for name in sorted(written.keys() - known.keys())
    ]
    problems += [
        f"{key}{name}: expected {_EXPECTED[name]}"
        for name in known
        if name in written and not _fits(kind, name, written[name])
    ]
    return {name: value for name, value in written.items() if name in known}


def _fits(kind: type[Mailbox] | type[EmailOptions], name: str, value: object) -> bool:
    needed: dict[str, object] = {"address": "desk@hotel.example", "password": ""} if kind is Mailbox else {}
    try:
        kind(**{**needed, name: value})  # type: ignore[arg-type]  # what it is, the validators say
    except (TypeError, ValueError):
        return False
    return True
