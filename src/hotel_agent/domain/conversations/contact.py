"""Who reserves and how they are reached: what the house and its book insist on is asked for, and nothing invented."""

import re

from attrs import evolve

from hotel_agent.domain.conversations.conversation import KnownGuest
from hotel_agent.domain.conversations.replies import Line, Part, Words
from hotel_agent.domain.conversations.stays import ask
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.understanding import Question, Slots

ASK_NAME = Line("quote.ask_name")
ASK_EMAIL = Line("quote.ask_email")
ASK_PHONE = Line("quote.ask_phone")
ASK_CONTACT = Line("quote.ask_contact")
NO_EMAIL = Line("quote.no_email", ("text",))
NO_PHONE = Line("quote.no_phone", ("text",))
LINES = (ASK_NAME, ASK_EMAIL, ASK_PHONE, ASK_CONTACT, NO_EMAIL, NO_PHONE)

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)*\.[^@\s.\d]{2,}")
_LONGEST_EMAIL = 254
_PHONE = re.compile(r"\d{7,15}")
"""E.164 allows 15 digits, the country's included."""


def take_in(known: KnownGuest, told: Slots) -> KnownGuest:
    """Who the guest is after these words. What can be no address and no telephone number is not taken."""
    return evolve(
        known,
        name=told.name or known.name,
        email=_email(told.email) or known.email,
        phone=_phone(told.phone) or known.phone,
    )


def lacks(talk: Talk) -> Question | None:
    """What the guest of a new reservation has yet to tell; None when nothing is missing. Whoever has a name and either
    an address or a number is reached; a house or a book may insist on one of them, or on both.
    """
    known, catalogue = talk.state.known, talk.house.catalogue
    if known.name is None:
        return Question.NAME
    if known.email is None and (_email_required(talk) or (known.phone is None and not catalogue.phone_required)):
        return Question.EMAIL
    return Question.PHONE if known.phone is None and catalogue.phone_required else None


def is_told(talk: Talk) -> bool:
    """Whether the guest tells what they were asked for."""
    told = talk.heard.slots
    answers = {
        Question.NAME: told.name,
        Question.EMAIL: _email(told.email) or _phone(told.phone),
        Question.PHONE: _phone(told.phone),
    }
    return talk.state.asked is not None and answers.get(talk.state.asked) is not None


def objection(talk: Talk) -> Part | None:
    """What is wrong with the address or the number the guest gave when asked for it; None when nothing is."""
    told = talk.heard.slots
    if talk.state.asked not in {Question.EMAIL, Question.PHONE} or is_told(talk):
        return None
    if told.email is not None and _email(told.email) is None:
        return NO_EMAIL(text=Words(told.email))
    if told.phone is not None and _phone(told.phone) is None:
        return NO_PHONE(text=Words(told.phone))
    return None


def ask_name(talk: Talk) -> Decision:
    """Ask in whose name the reservation is made."""
    return ask(talk, Question.NAME, ASK_NAME())


def ask_email(talk: Talk) -> Decision:
    """Ask how the guest is reached: by e-mail where the house or its book insists, else also by telephone."""
    insists = _email_required(talk) or talk.state.known.phone is not None
    return ask(talk, Question.EMAIL, ASK_EMAIL() if insists else ASK_CONTACT())


def ask_phone(talk: Talk) -> Decision:
    """Ask for the telephone number the book insists on."""
    return ask(talk, Question.PHONE, ASK_PHONE())


ASKS = {Question.NAME: ask_name, Question.EMAIL: ask_email, Question.PHONE: ask_phone}
"""How each of these is asked for."""


def _email_required(talk: Talk) -> bool:
    return talk.house.rules.email_required or talk.house.catalogue.email_required


def _email(told: str | None) -> str | None:
    """The address in small letters, if it can be one."""
    fits = told is not None and len(told) <= _LONGEST_EMAIL and _EMAIL.fullmatch(told)
    return told.lower() if told is not None and fits else None


def _phone(told: str | None) -> str | None:
    """The number in digits, with its country if that was said, if it can be one."""
    digits = "".join(each for each in told or "" if each in "0123456789").removeprefix("00")
    return digits if _PHONE.fullmatch(digits) else None
