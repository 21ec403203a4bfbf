"""Contacts: e-mail addresses, phone numbers and confirmation numbers, as written."""

import re
from collections.abc import Sequence

from hotel_agent.adapters.nlu.embedded.terms import Term, Value
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.ids import ConfirmationNumber

_CHUNK = re.compile(r"\S+")
_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+")
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_CODE = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
LONGEST_ADDRESS = 254
LONGEST_CODE = 20
SHORTEST_CODE = 3
PHONE_DIGITS = range(7, 16)
"""E.164 allows 15."""
_PHONE_SIGNS = frozenset("+-().")
_FIGURES_ALONE = re.compile(r"\s*([+(]?\d[\d\s().-]*\d)\s*")
SHORTEST_TRY = 4
"""Fewer figures in answer to "which telephone number?" are no try at one."""


def emails(text: str, asked: Question | None = None) -> list[Value]:
    """The e-mail addresses in a text; where one was asked for, also what was meant for one: "ana@example"."""
    values: list[Value] = []
    for chunk in _CHUNK.finditer(text):
        word = chunk[0].strip("<>()[]{},;:!?\"'«»¡¿*").rstrip(".").removeprefix("mailto:")
        local, sign, domain = word.partition("@")
        if sign and len(word) <= LONGEST_ADDRESS and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain):
            start = chunk.start() + chunk[0].index(word)
            values.append(Value("email", word, start, start + len(word)))
    if not values and asked is Question.EMAIL:
        values += [
            Value("email", each[0], each.start(), each.end()) for each in _CHUNK.finditer(text) if "@" in each[0]
        ]
    return values


def phones(terms: Sequence[Term], text: str, asked: Question | None) -> list[Value]:
    """The phone numbers: runs of figures long enough, told as a phone or too long for anything else.

    Where one was asked for, figures alone are meant for one at any length.
    """
    values: list[Value] = []
    place = 0
    while place < len(terms):
        end, digits, groups = _run(terms, place)
        if digits in PHONE_DIGITS:
            told = asked is Question.PHONE or text[terms[place].start] == "+" or _told(terms, place, "phone_cue")
            if (told or (digits >= 9 and max(groups) >= 4)) and not _is_date(groups):
                start = terms[place].start
                values.append(Value("phone", text[start : terms[end - 1].end], start, terms[end - 1].end))
        place = max(end, place + 1)
    if not values and asked is Question.PHONE and (alone := _FIGURES_ALONE.fullmatch(text)) is not None:
        groups = [len(each) for each in re.findall(r"\d+", alone[1])]
        if sum(groups) >= SHORTEST_TRY and not _is_date(groups):
            values.append(Value("phone", alone[1], alone.start(1), alone.end(1)))
    return values


def _run(terms: Sequence[Term], place: int) -> tuple[int, int, list[int]]:
    """The place behind a run of figures and phone signs from here, its digits and the lengths of its groups."""
    groups: list[int] = []
    end = here = place
    if "figures" not in terms[place] and terms[place].words not in {"+", "("}:
        return place, 0, groups
    while here < len(terms) and ("figures" in terms[here] or terms[here].words in _PHONE_SIGNS):
        if "figures" in terms[here]:
            groups.append(terms[here].tags["figures"])
            end = here + 1
        here += 1
    return max(end, here if not groups else end), sum(groups), groups


def _is_date(groups: Sequence[int]) -> bool:
    return list(groups) in ([4, 2, 2], [2, 2, 4], [1, 2, 4], [2, 1, 4], [1, 1, 4])


def _told(terms: Sequence[Term], place: int, tag: str) -> bool:
    return any(tag in term for term in terms[max(0, place - 3) : place])


def numbers(text: str, terms: Sequence[Term], asked: Question | None) -> list[Value]:
    """The confirmation numbers: codes where one was asked for, or right behind a word that announces one."""
    by_start = {term.start: place for place, term in enumerate(terms)}
    values: list[Value] = []
    for found in _CODE.finditer(text):
        code = found[0]
        place = by_start.get(found.start())
        announced = None if place is not None else _swallowed(terms, found.start())
        if announced is not None:  # "reserva N2Q26R" begins as "reserva n 2426" does
            place = announced
        if (
            place is None
            or not SHORTEST_CODE <= len(code) <= LONGEST_CODE
            or text[found.start() - 1 : found.start()] == "@"
        ):
            continue
        told = announced is not None or _told_number(terms, place)
        if not _is_code(code, terms[place], asked=asked is Question.RESERVATION_NUMBER, told=told):
            continue
        values.append(Value("number", ConfirmationNumber(code.upper()), found.start(), found.end()))
    return values


def _swallowed(terms: Sequence[Term], start: int) -> int | None:
    """The word announcing a number that took the first letter of the code behind it for its own."""
    found = (place for place, term in enumerate(terms) if term.start < start < term.end and "number_cue" in term)
    return next(found, None)


def _told_number(terms: Sequence[Term], place: int) -> bool:
    """Whether a word such as "localizador" stands before, with only filling between."""
    for before in range(place - 1, max(-1, place - 5), -1):
        term = terms[before]
        if term.tags.keys() & {"number_cue", "my_reservation", "reservation"}:
            return True
        if not term.tags.keys() & {"of", "the", "the_f", "hash", "colon", "stop", "sign", "article", "be"}:
            return False
    return False


def _is_code(code: str, term: Term, *, asked: bool, told: bool) -> bool:
    letters = any(sign.isalpha() for sign in code)
    digits = any(sign.isdigit() for sign in code)
    if letters and digits:
        plain = len(code) >= 5 and code.upper() == code and sum(sign.isdigit() for sign in code) >= 1
        return (told or asked or (plain and len(code) == 6)) and len(code) >= 5
    if digits:
        return (told or asked) and "-" not in code
    return len(code) == 6 and code.isupper() and (asked or told) and not term.tags
