"""What WhatsApp needs to be told: where the Graph API is, and a token for each number."""

from collections.abc import Mapping

from attrs import field, frozen, validators
from cattrs import BaseValidationError, Converter, transform_error

from hotel_agent.domain.errors import BadConfig

API_URL = "https://graph.facebook.com"
API_VERSION = "v26.0"
"""The version of Meta's own examples, June to August 2026 (contract, 3)."""


def _without_slash(url: str) -> str:
    return url.rstrip("/")


@frozen(kw_only=True)
class WhatsAppOptions:
    """The Graph API's address and version, and the access token of each phone number id. Tokens never show."""

    api_url: str = field(default=API_URL, converter=_without_slash, validator=validators.matches_re(r"https?://[^\s]+"))
    api_version: str = field(default=API_VERSION, validator=validators.matches_re(r"v\d+\.\d+"))
    access_tokens: Mapping[str, str] = field(factory=dict, repr=False)
    timeout_seconds: float = field(default=10.0, validator=validators.gt(0))
    """How long Meta may take to connect, and to answer one post."""

    @classmethod
    def read(cls, written: Mapping[str, object]) -> "WhatsAppOptions":
        """The options as they were written. Raises BadConfig with all their problems, none of which shows a token."""
        try:
            return _CONVERTER.structure(written, cls)
        except BaseValidationError as error:
            problems = transform_error(error, path="whatsapp", format_exception=_expected)
            raise BadConfig(problems) from error


def _expected(error: BaseException, kind: type | None) -> str:
    match error:
        case KeyError():
            return "missing"
        case _ if kind is None:
            return str(error)
        case _:
            return f"expected {getattr(kind, '__name__', kind)}"


def _text(value: object, _kind: type[str]) -> str:
    if not isinstance(value, str):
        raise TypeError("expected a text")
    return value


_CONVERTER = Converter(forbid_extra_keys=True)
_CONVERTER.register_structure_hook(str, _text)
