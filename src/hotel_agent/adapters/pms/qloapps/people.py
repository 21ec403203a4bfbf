"""Guests as QloApps wants them: two names, an e-mail address and a telephone number, each of a certain shape. Pure."""

import re

from hotel_agent.adapters.pms.qloapps.records import Account
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import Booker

NO_NAME = "-"
"""Stands for a name somebody does not have: QloApps demands two."""

_NOT_IN_NAMES = re.compile(r"[0-9!<>,;?=+()@#\"°{}_$%:\\\x00-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u202a-\u202e]+")
_LONGEST_NAME = 32
_EMAIL = re.compile(r"[a-z0-9#$&'*+/=?^`{}~_-][a-z0-9.#$&'*+/=?^`{}~_-]*@[a-z0-9]+([.-][a-z0-9]+)*\.[a-z0-9]{2,}")
_LONGEST_EMAIL = 128
_PHONE = re.compile(r"[0-9]{5,20}")


def missing(booker: Booker) -> Refusal | None:
    """What QloApps demands of a guest and this one has not told; None when it is all there (contract, 5.1)."""
    wanted = []
    if not is_email(booker.email or ""):
        wanted.append("email")
    if not _PHONE.fullmatch(_digits(booker.phone or "")):
        wanted.append("phone")
    if first_and_last(booker.name)[0] == NO_NAME:
        wanted.append("name")
    return Refusal(Reason.MISSING_CONTACT, detail=f"QloApps demands: {', '.join(wanted)}") if wanted else None


def is_email(text: str) -> bool:
    """Whether QloApps takes this address, and finds it again: `%`, `!` and `|` mean something else to its filters.

    One it does not take is answered 200 and makes nothing (contract, fact 2).
    """
    return len(text) <= _LONGEST_EMAIL and _EMAIL.fullmatch(text.lower()) is not None


def as_phone(digits: str) -> str:
    """The telephone number as QloApps keeps it, with its plus."""
    return f"+{_digits(digits)}"


def first_and_last(name: str) -> tuple[str, str]:
    """The two names QloApps wants, without what it does not take in a name."""
    first, _, last = " ".join(_NOT_IN_NAMES.sub(" ", name).split()).partition(" ")
    return _cut(first) or NO_NAME, _cut(last) or NO_NAME


def name_of(account: Account) -> str:
    """What an account's holder is called."""
    return " ".join(part for part in (account.first, account.last) if part and part != NO_NAME)


def email_of(account: Account) -> str:
    """The account's address, in small letters."""
    return account.email.lower()


def phone_of(account: Account) -> str:
    """The account's telephone number, in digits with country as far as it was written so."""
    return _digits(account.phone).removeprefix("00")


def _digits(text: str) -> str:
    return "".join(each for each in text if each in "0123456789")


def _cut(name: str) -> str:
    return name[:_LONGEST_NAME].strip()
