"""Times of day: "8:30pm", "half past seven", "las 6 menos cuarto de la tarde", "15h"."""

from datetime import time

from attrs import evolve, frozen

from hotel_agent.adapters.nlu.embedded.moments.names import AFTER_NOON, AFTERNOON, DAWN, MORNING, NIGHT
from hotel_agent.adapters.nlu.embedded.moments.words import Words, once

NOON = 12


@frozen(slots=True)
class Clock:
    """A time of day as said. `half` is 0 before noon, 12 after it, None where that was not said."""

    hour: int
    minute: int = 0
    second: int = 0
    half: int | None = None
    bare: bool = False
    """Only a number: nothing but the words around tells that it is a time."""
    night: bool = False
    around: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it can be before noon or after."""
        return self.half is None and self.hour <= NOON

    def readings(self) -> tuple[time, ...]:
        """The times it can be: as said and, where that is open, half a day later."""
        if self.hour > 24 or self.minute > 59 or self.second > 59:
            return ()
        if self.half is None:
            first = time(self.hour % 24, self.minute, self.second)
            if not 0 < self.hour <= NOON:
                return (first,)
            return (first, time((self.hour + NOON) % 24, self.minute, self.second))
        hour = self.hour
        if hour <= NOON:
            small = self.night and (hour < 6 or hour == NOON)
            hour = hour % NOON + (0 if small else self.half)
        return (time(hour % 24, self.minute, self.second),)

    def in_part(self, part: int) -> "Clock":
        """The time in a part of the day: seven in the evening."""
        if self.half is not None:
            return evolve(self, bare=False)
        if part == AFTERNOON and self.hour == NOON - 1:
            return evolve(self, half=0, bare=False)
        if part in AFTER_NOON:
            return evolve(self, half=NOON, night=part == NIGHT, bare=False)
        return evolve(self, half=0, bare=False) if part in {MORNING, DAWN} and self.hour <= NOON else self


BOUNDING = ("before", "after", "since", "until", "up_to")
HOURLY = (" las", " das", " as", " la")
"""What ends a phrase behind which a bare number is an hour: "antes das 7"."""
Found = tuple[int, Clock] | None
"""The place behind a time, and the time."""


@once
def clock(words: Words, place: int) -> Found:
    """A time of day from here on, with the part of the day said before it or behind."""
    if words.term(place - 1).words in {".", ","} and words.glued(place) and words.has(place - 2, "figures"):
        return None
    around = words.has(place, "around")
    here = words.past(place, "around", "at", "the", "early", "late") if not words.term(place).number else place
    led = any(words.has(each, "at") for each in range(place, here)) or words.has(place - 1, "at", "to_hour")
    bound = words.has(place - 1, *BOUNDING) and words.term(place - 1).words.endswith(HOURLY)
    article = words.term(here - 1).words in {"las", "as"} and here > place
    closed = here + 1 == len(words) or words.has(here + 1, "sign", "comma", "stop")
    led = led or bound or (article and closed) or (around and words.term(place).words.endswith("as"))
    found = _plain(words, here)
    if found is None:
        return _parted(words, place)
    end, told = _with_half(words, *found, led=led)
    if around:
        told = evolve(told, around=True)
    if led and told.bare and not _counts(words, end):
        told = evolve(told, bare=False)
    return end, told


def _parted(words: Words, place: int) -> Found:
    """In the afternoon at 7: a time behind the part of the day it is in."""
    before = _part_before(words, place)
    if before is None:
        return None
    end, part = before
    told = _plain(words, words.past(end, "at", "the", "comma"))
    if told is None or words.has(told[0], "unit", "month", "slash"):
        return None
    return told[0], told[1].in_part(part)


def _counts(words: Words, end: int) -> bool:
    return words.has(end, "thing", "unit", "month", "slash", "percent", "currency") or words.is_nth(end)


def _part_before(words: Words, place: int) -> tuple[int, int] | None:
    """Past "in the afternoon" before a time, and which part of the day it is."""
    here = words.past(place, "in", "the", "at")
    part = words.value(here, "day_part")
    if part is None or here == place or (words.has(here, "offset") and not words.has(here - 1, "the", "in")):
        return None
    return here + 1, part


def _with_half(words: Words, end: int, told: Clock, *, led: bool) -> tuple[int, Clock]:
    """The time with "am", "de la tarde", "o'clock" or "in the morning" behind it."""
    for _ in range(3):
        if words.has(end, "oclock"):
            if told.bare and words.term(end).words in {"h", "hour", "hours", "hrs", "hs", "horas", "hora", "hr"}:
                there = end + 1
                if not (led or words.has(there, "am", "pm") or _part_behind(words, there)):
                    break
            told, end = evolve(told, bare=False), end + 1
        elif words.has(end, "ampm"):
            told, end = evolve(told, bare=False), end + 1
        elif words.has(end, "am", "pm") and (told.half is None or words.has(end, "pm") == (told.half == NOON)):
            if words.term(end).words == "p" and not words.glued(end):
                break
            told, end = evolve(told, half=NOON if words.has(end, "pm") else 0, bare=False), end + 1
            quarter = _spoken_minutes(words, end)
            if quarter is not None and not told.minute:
                end, minute = quarter
                told = _moved(told, minute)
        else:
            part = _part_behind(words, end)
            if part is None:
                break
            end, told = part[0], told.in_part(part[1])
    return end, told


def _part_behind(words: Words, end: int) -> tuple[int, int] | None:
    """Past "in the morning" or "de la tarde" behind a time, and which part of the day it is."""
    here = words.past(end, "of", "in", "the", "at", "early", "comma")
    if here > end and words.has(here - 1, "comma"):
        return None
    part = words.value(here, "day_part")
    if part is None or (words.has(here, "offset") and here == end):
        return None
    figures = words.has(end - 1, "figures", "am", "pm", "oclock") or words.has(end - 2, "colon")
    if here == end and not figures:
        return None
    if (
        here == end
        and words.has(here, "unit")
        and words.has(end - 1, "number")
        and not words.has(end - 2, "colon", "at")
    ):
        return None
    if words.has(here, "unit") and words.has(here - 1, "number") and not figures:
        return None
    return here + 1, part


@once
def _plain(words: Words, place: int) -> Found:
    for reader in (_named, _colon, _past_or_to, _spoken):
        found = reader(words, place)
        if found is not None:
            return found
    return None


def _named(words: Words, place: int) -> Found:
    """Noon and midnight."""
    if words.has(place, "noon"):
        return place + 1, Clock(12, half=NOON)
    if words.has(place, "midnight"):
        return place + 1, Clock(0, half=0)
    if words.value(place, "number") == NOON and words.has(place + 1, "noon", "midnight"):
        return place + 2, Clock(12, half=NOON) if words.has(place + 1, "noon") else Clock(0, half=0)
    return None


def _colon(words: Words, place: int) -> Found:
    """8:30, 8:30:15, 8.30pm, 15h30, 0730."""
    first, sign, minutes = words.term(place), words.term(place + 1), words.term(place + 2)
    figures = first.tags.get("figures")
    if figures == 4 and first.number is not None and first.number // 100 < 25 and first.number % 100 < 60:
        if first.words[0] == "0" or words.has(place + 1, "am", "pm") or words.has(place - 1, "at"):
            return place + 1, Clock(first.number // 100, first.number % 100)
        return None
    if figures not in {1, 2} or first.number is None or first.number > 24:
        return None
    if not (sign.glued and minutes.glued and minutes.tags.get("figures") == 2 and (minutes.number or 0) < 60):
        return None
    end = place + 3
    if sign.words in {":", "h"}:
        third = words.term(end + 1)
        if words.term(end).words == ":" and words.glued(end) and third.tags.get("figures") == 2:
            return end + 2, Clock(first.number, minutes.number or 0, third.number or 0)
        return end, Clock(first.number, minutes.number or 0)
    if sign.words != "." or (words.term(end).words == "." and words.glued(end) and words.has(end + 1, "figures")):
        return None
    announced = words.has(place - 1, "at") or words.has(place - 2, "at") or words.has(end, "am", "pm")
    return (end, Clock(first.number, minutes.number or 0)) if announced or _part_behind(words, end) else None


def _past_or_to(words: Words, place: int) -> Found:
    """Half past seven, quarter to 8, 25 past 17, twenty minutes to nine, quinze para as oito."""
    said = _minutes_first(words, place)
    if said is None:
        return None
    here, minute = said
    if words.has(here, "missing_to"):
        hour = words.term(here + 1).number
        return (here + 2, _moved(Clock(hour), -minute)) if hour is not None and hour <= 24 else None
    if not words.has(here, "past", "short_of") or words.has(place, "article") or words.has(here, "and"):
        return None
    hour = words.term(here + 1).number
    counting = words.has(here + 2, "unit") and not words.has(here + 2, "day_part")
    if hour is None or hour > 24 or counting or words.has(here + 2, "month", "thing"):
        return None
    behind = words.has(here + 2, "am", "pm", "day_part", "oclock") or words.has(here + 2, "in")
    plain = words.has(place, "half", "quarter") or words.has(here - 1, "minutes_word", "quarter")
    if not (plain or behind or words.has(here, "past") or minute % 5 == 0):
        return None
    if words.has(here, "short_of") and not (plain or behind or words.has(place - 1, "at")):
        return None
    told = Clock(hour, half=None)
    return here + 2, _moved(told, minute if words.has(here, "past") else -minute)


def _minutes_first(words: Words, place: int) -> tuple[int, int] | None:
    """Past "half", "a quarter" or "twenty minutes" that an hour follows, and the minutes."""
    if words.has(place, "half"):
        return place + 1, 30
    if words.has(place, "quarter") and not words.value(place, "number"):
        return place + 1, 15
    if words.has(place, "article") and words.has(place + 1, "quarter"):
        return place + 2, 15
    number = words.term(place).number
    if number is None or not 0 < number < 60 or words.has(place, "nth"):
        return None
    return (place + 2 if words.has(place + 1, "minutes_word") else place + 1), number


def _spoken(words: Words, place: int) -> Found:
    """Siete y media, ocho menos cuarto, two thirty, 6 20, and a bare hour."""
    term = words.term(place)
    number = term.number
    if number is None and words.has(place, "hour_one"):
        led = words.has(place - 1, "at", "to_hour", "the", "between")
        number = 1 if led or words.has(place + 1, "and", "and_half", "and_quarter") else None
    if number is None or not 0 <= number <= 24 or "nth" in term.tags or term.tags.get("figures", 1) > 2:
        return None
    told = Clock(number, bare=True)
    minutes = _spoken_minutes(words, place + 1)
    if minutes is not None:
        end, minute = minutes
        return end, _moved(evolve(told, bare=False), minute)
    following = words.term(place + 1)
    if following.number is not None and 0 <= following.number < 60 and not following.tags.keys() & {"nth", "ordinal"}:
        alike = ("figures" in term.tags) == ("figures" in following.tags)
        two = following.tags.get("figures", 2) == 2 and (following.number >= 10 or "figures" in following.tags)
        counting = words.has(place + 2, "unit") and not words.has(place + 2, "day_part")
        if alike and two and not counting and not words.has(place + 2, "month", "slash", "dash", "colon", "thing"):
            return place + 2, Clock(number, following.number, bare="figures" in term.tags)
    return place + 1, told


def _spoken_minutes(words: Words, place: int) -> tuple[int, int] | None:
    """Past "y media", "menos cuarto", "e quarenta e cinco", and the minutes to add."""
    if words.has(place, "and_half"):
        return (place + 1, 30) if not words.has(place + 1, "unit") else None
    if words.has(place, "and_quarter"):
        return place + 1, 15
    sign = -1 if words.has(place, "minus") else 1
    if sign == 1 and not (words.has(place, "past") and words.has(place, "and")):
        return None
    here = words.past(place + 1, "article") if words.has(place + 1, "article") else place + 1
    if words.has(here, "half"):
        return here + 1, 30 * sign
    if words.has(here, "quarter"):
        return here + 1, 15 * sign
    minute = words.term(here).number
    if minute is None or not 0 < minute < 60 or words.has(here + 1, "month", "slash", "unit", "at"):
        return None
    parted = words.has(here + 1, "of", "in", "am", "pm") and _part_behind(words, here + 1) is not None
    plain = "figures" in words.term(place - 1).tags and (minute < 10 or words.has(place - 2, "between")) and not parted
    if (sign == 1 and (minute < 5 or plain)) or (words.has(here + 1, "of") and words.has(here + 2, "month")):
        return None
    return here + 1, minute * sign


def _moved(told: Clock, minutes: int) -> Clock:
    """The time so many minutes later or earlier: a quarter to one is 12:45."""
    count = told.hour * 60 + told.minute + minutes
    if told.half is not None and told.hour == NOON and count < NOON * 60:
        return evolve(told, hour=11, minute=count % 60, half=NOON - told.half)
    if count < 60 and minutes < 0:
        count += NOON * 60
    return evolve(told, hour=count // 60, minute=count % 60)
