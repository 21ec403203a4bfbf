"""What WhatsApp needs to be told: where the Graph API is, and a token for each number."""

from collections.abc import Mapping

from attrs import Factory, field, fields_dict, frozen
from attrs.validators import deep_mapping, gt, instance_of, matches_re

from hotel_agent.domain.errors import BadConfig

API_URL = "https://graph.facebook.com"
API_VERSION = "v26.0"
"""The version of Meta's own examples, June to August 2026 (contract, 3)."""


@frozen(kw_only=True)
class WhatsAppOptions:
    """The Graph API's address and version, and the access token of each phone number id. Tokens never show."""

    api_url: str = field(default=API_URL, validator=matches_re(r"https?://\S+"))
    api_version: str = field(default=API_VERSION, validator=matches_re(r"v\d+\.\d+"))
    access_tokens: Mapping[str, str] = field(
        default=Factory(dict), repr=False, validator=deep_mapping(instance_of(str), instance_of(str))
    )
    timeout_seconds: float = field(default=10.0, validator=[instance_of((int, float)), gt(0)])
    """How long Meta may take to connect, and to answer one post."""

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
    "timeout_seconds": "a number of seconds above 0",
}


def _fits(key: str, written: Mapping[str, object]) -> bool:
    """Whether the options' own validators take this one."""
    try:
        WhatsAppOptions(**{key: written[key]})  # type: ignore[arg-type]  # what it is, the validators say
    except (TypeError, ValueError):
        return False
    return True
