"""What WhatsApp needs to be told: where the Graph API is, and a token for each number."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from attrs import Factory, field, fields_dict, frozen
from attrs.validators import deep_iterable, deep_mapping, gt, instance_of, matches_re

from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.ids import digest

API_URL = "https://graph.facebook.com"
MEDIA_HOSTS = ("fbsbx.com", "fbcdn.net", "whatsapp.net", "facebook.com")
"""Under these lie the pictures and voice notes of guests."""
API_VERSION = "v26.0"
"""The version of Meta's own examples, June to August 2026 (contract, 3)."""

_SHOWN_IN = datetime(2026, 6, 1, tzinfo=UTC)
_BETWEEN = timedelta(days=122)
"""Meta shows about three versions a year."""
_OLD = timedelta(days=730)


def is_old(version: str, now: datetime) -> bool:
    """Whether this version is about two years old: Meta lets a version end after that."""
    behind = int(API_VERSION[1:].partition(".")[0]) - int(version[1:].partition(".")[0])
    return now - (_SHOWN_IN - behind * _BETWEEN) > _OLD


@frozen(kw_only=True)
class WhatsAppOptions:
    """The Graph API's address and version, and the access token of each phone number id. Tokens never show."""

    api_url: str = field(default=API_URL, validator=matches_re(r"https?://\S+"))
    api_version: str = field(default=API_VERSION, validator=matches_re(r"v\d+\.\d+"))
    access_tokens: Mapping[str, str] = field(
        default=Factory(dict), repr=False, validator=deep_mapping(instance_of(str), instance_of(str))
    )
    business_accounts: Mapping[str, str] = field(
        default=Factory(dict), validator=deep_mapping(instance_of(str), matches_re(r"\d+"))
    )
    """The WhatsApp Business Account of each phone number id: where its templates are."""
    answer_templates: Mapping[str, str] = field(
        default=Factory(dict), validator=deep_mapping(instance_of(str), matches_re(r"[a-z0-9_]{1,512}"))
    )
    """The template of each phone number id in which an answer goes out once the 24 hours are over."""
    messages_per_second: float = field(default=80.0, validator=[instance_of((int, float)), gt(0)])
    """What one number may send: 80, or 20 where it is also used in the phone's app (contract, 3.3)."""
    media_hosts: Sequence[str] = field(default=MEDIA_HOSTS, validator=deep_iterable(matches_re(r"[a-z0-9.-]+")))
    """Where Meta keeps what guests send. Our token is shown to no other host."""
    largest_media: int = field(default=16 * 1024 * 1024, validator=[instance_of(int), gt(0)])
    """Bytes: larger things are not fetched."""
    timeout_seconds: float = field(default=10.0, validator=[instance_of((int, float)), gt(0)])
    """How long Meta may take to connect, and to answer one post."""

    def holder(self, number: str) -> str:
        """Under which its limit and its templates are known: its business account, as whoever has its token sees it.

        Anybody may name a business account; only who has a token of it is told anything of it, and shares that.
        """
        business = self.business_accounts.get(number) or f"number {number}"
        return digest(business, self.access_tokens.get(number, ""))

    @classmethod
    def read(cls, written: Mapping[str, object]) -> "WhatsAppOptions":
        """The options as they were written. Raises BadConfig with all their problems, none of which tells a token."""
        known = fields_dict(cls).keys()
        problems = [f"{key}: unknown; expected one of {', '.join(known)}" for key in sorted(written.keys() - known)]
        problems += [f"{key}: expected {_EXPECTED[key]}" for key in known if key in written and not _fits(key, written)]
        if problems:
            raise BadConfig(problems)
        return cls(**written)  # type: ignore[arg-type]  # each was tried alone


_EXPECTED = {
    "api_url": f"an address such as {API_URL}",
    "api_version": f"a version such as {API_VERSION}",
    "access_tokens": "a table with a token for each phone number id",
    "business_accounts": "a table with the id of the business account of each phone number id",
    "answer_templates": "a table with the name of a template, as answer_from_hotel, for each phone number id",
    "messages_per_second": "a number above 0, such as 80 or 20",
    "media_hosts": "a list of hosts such as lookaside.fbsbx.com",
    "largest_media": "a whole number of bytes above 0",
    "timeout_seconds": "a number of seconds above 0",
}


def _fits(key: str, written: Mapping[str, object]) -> bool:
    """Whether the options' own validators take this one."""
    try:
        WhatsAppOptions(**{key: written[key]})  # type: ignore[arg-type]  # what it is, the validators say
    except (TypeError, ValueError):
        return False
    return True
