"""The switches there are, each with its default and what it means; what one may be set to, and what counts where."""

import re
from collections.abc import Mapping
from enum import Enum

from attrs import field, frozen

from hotel_agent.domain.errors import Bug
from hotel_agent.domain.ids import GuestId, TenantId, digest


@frozen
class Flag:
    """A switch: its name, whether it is on when nobody touched it, and what it does."""

    name: str
    default: bool
    meaning: str


FLAGS: tuple[Flag, ...] = (
    Flag("nlp.fallback.enhanced", True, "an unclear message is answered with what can be done, to press or to write"),
    Flag(
        "tenancy.dynamic.enabled",
        True,
        "hotels are looked up in the database before the tenants file",
    ),
    Flag(
        "canary.enabled",
        False,
        "these hotels or guests are answered by the workers of the new version, while one of them lives",
    ),
    Flag(
        "shadow.enabled",
        False,
        "the machine only drafts for these hotels or guests: people send, change or write the answers",
    ),
    Flag(
        "multi_tenant.experimental",
        False,
        "what is tried out for many hotels under one roof; no effect while nothing is being tried out",
    ),
)


@frozen
class Share:
    """On for so many of a hundred guests. They are always the same, and stay in when the share grows."""

    percent: int = field()

    @percent.validator
    def _is_neither_nobody_nor_everybody(self, _attribute: object, percent: int) -> None:
        if not 1 <= percent <= 99:
            raise Bug(f"a share of {percent} of a hundred is none: from 1 to 99 is; otherwise set the switch on or off")


Setting = bool | Share
"""What a switch may be set to: on, off, or on for a share of the guests."""

Thrown = Mapping[tuple[str, TenantId | None], Setting]
"""What was set, by flag and hotel; None for everybody."""


class Origin(Enum):
    """Why a switch stands as it does: nobody touched it, it was set for everybody, or for this hotel."""

    DEFAULT = "default"
    EVERYBODY = "everybody"
    HOTEL = "this hotel"


@frozen
class Standing:
    """How a switch stands at a hotel, and why."""

    setting: Setting
    origin: Origin


def declared(name: str) -> Flag | None:
    """The flag of this name, if there is one."""
    return next((flag for flag in FLAGS if flag.name == name), None)


def named(name: str) -> Flag:
    """The flag of this name. Raises Bug where nobody declared it."""
    flag = declared(name)
    if flag is None:
        raise Bug(
            f"nobody declared a flag {name!r}; declare it in domain/tenants/flags.py with its default and meaning"
        )
    return flag


def standing(flag: Flag, thrown: Thrown, tenant: TenantId | None) -> Standing:
    """How this switch stands for this hotel, or for everybody: by its own word, else everybody's, else the default."""
    for whose, origin in ((tenant, Origin.HOTEL), (None, Origin.EVERYBODY)):
        if (flag.name, whose) in thrown:
            return Standing(thrown[flag.name, whose], Origin.EVERYBODY if whose is None else origin)
    return Standing(flag.default, Origin.DEFAULT)


def is_on(flag: Flag, thrown: Thrown, *, tenant: TenantId, guest: GuestId | None = None) -> bool:
    """Whether this switch is on for this guest; of a share without a guest, for this hotel as a whole.

    The same guest is always told the same. Each switch draws its own share, so that no guest is in all of them.
    """
    match standing(flag, thrown, tenant).setting:
        case Share(percent):
            drawn = digest("flag", flag.name, tenant, *([] if guest is None else [guest]))
            return int(drawn, 16) % 100 < percent
        case setting:
            return setting


def read_setting(text: str) -> Setting | None:
    """What an operator wrote: 1, true, on or yes; 0, false, off or no; or a share, `25%`. None where it is unclear."""
    word = text.strip().lower()
    if word in {"1", "true", "on", "yes"}:
        return True
    if word in {"0", "false", "off", "no"}:
        return False
    share = re.fullmatch(r"(\d{1,3}) ?%", word, re.ASCII)
    percent = int(share[1]) if share else 101
    if percent in {0, 100}:
        return percent == 100
    return Share(percent) if percent < 100 else None


def write_setting(setting: Setting) -> str:
    """A setting in words that `read_setting` reads: on, off, or `25%`."""
    return f"{setting.percent}%" if isinstance(setting, Share) else "on" if setting else "off"
