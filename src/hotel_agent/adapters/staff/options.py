"""What a way to staff needs to be told; and saying what is wrong with it without showing a secret."""

from collections.abc import Mapping
from typing import TypeVar

from attrs import NOTHING, field, fields, frozen
from attrs.validators import ge, gt, instance_of, le, matches_re

from hotel_agent.domain.errors import BadConfig

_ADDRESS = r"[^@\s<>\"',;]+@[^@\s<>\"',;]+"


def _unspaced(told: object) -> object:
    # Google shows app passwords in groups of four.
    return told.replace(" ", "") if isinstance(told, str) else told


Options = TypeVar("Options", bound="MailOptions | WebhookOptions")


@frozen(kw_only=True)
class MailOptions:
    """To whom mail goes, and the server that takes it. Without a password nobody logs in."""

    address: str = field(repr=False, validator=matches_re(_ADDRESS))
    sender: str = field(repr=False, validator=matches_re(_ADDRESS))
    smtp_host: str = field(default="smtp.gmail.com", validator=matches_re(r"\S+"))
    smtp_port: int = field(default=465, validator=[instance_of(int), ge(1), le(65535)])
    login: str = field(default="", repr=False, validator=instance_of(str))
    """Under which name to log in; empty: the sender."""
    password: str = field(default="", repr=False, converter=_unspaced, validator=instance_of(str))
    timeout_seconds: float = field(default=30.0, validator=[instance_of((int, float)), gt(0)])


@frozen(kw_only=True)
class WebhookOptions:
    """Where it is posted, and the secret both sides know."""

    url: str = field(repr=False, validator=matches_re(r"https?://\S+"))
    secret: str = field(repr=False, validator=matches_re(r"(?s).+"))
    timeout_seconds: float = field(default=15.0, validator=[instance_of((int, float)), gt(0)])


_EXPECTED = {
    "address": "an e-mail address",
    "sender": "the e-mail address it comes from",
    "smtp_host": "the name of a server such as smtp.gmail.com",
    "smtp_port": "a port such as 465",
    "login": "the name to log in with",
    "password": "a text",
    "timeout_seconds": "a number of seconds above 0",
    "url": "a web address such as https://hotel.example/told",
    "secret": "a text that both sides know",
}


def read_options(kind: type[Options], written: Mapping[str, object]) -> Options:
    """The options as they were written. Raises BadConfig with every problem."""
    known = {each.name: each for each in fields(kind)}
    problems = [f"{name}: unknown; expected one of {', '.join(known)}" for name in sorted(written.keys() - known)]
    for name, each in known.items():
        try:
            if name not in written and each.default is NOTHING:
                raise ValueError(name)
            if name in written and each.validator is not None:
                each.validator(None, each, written[name])
        except (TypeError, ValueError):
            problems.append(f"{name}: expected {_EXPECTED[name]}")
    if problems:
        raise BadConfig(problems)
    return kind(**written)  # type: ignore[arg-type]  # each was held to its own validator
