"""Eras: quarters and halves of a year, decades and centuries."""

from datetime import date

from hotel_agent.adapters.nlu.embedded.moments.named import year_at
from hotel_agent.adapters.nlu.embedded.moments.names import CENTURY, HALF_YEAR, QUARTER
from hotel_agent.adapters.nlu.embedded.moments.period import Found, Period, nth_at, one_period, year_of
from hotel_agent.adapters.nlu.embedded.moments.words import Words
from hotel_agent.adapters.nlu.embedded.points import months_on

ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii",
         "xviii", "xix", "xx", "xxi", "xxii")  # fmt: skip
"""Centuries as they are written."""


def quarter(words: Words, place: int) -> Found:
    """Q1 2019, 2016 third quarter, primer trimestre de 2017, 2017-t1, first half... of a year."""
    leading = year_at(words, place)
    here = words.past(leading[0], "comma", "dash", "in", "the", "of", "from") if leading is not None else place
    here = words.past(here, "the")
    unit, end, nth = QUARTER, here, None
    if words.has(here, "quarter_name") and words.glued(here + 1) and words.term(here + 1).tags.get("figures") == 1:
        end, nth = here + 2, words.term(here + 1).number
    elif (counted := nth_at(words, here)) is not None and words.value(counted[0], "unit") in {QUARTER, HALF_YEAR}:
        end, nth, unit = counted[0] + 1, counted[1], words.value(counted[0], "unit") or QUARTER
    elif counted is not None and words.has(counted[0], "quarter") and year_of(words, counted[0] + 1) is not None:
        end, nth = counted[0] + 1, counted[1]
    elif words.value(here, "unit") == QUARTER and words.term(here + 1).number is not None:
        end, nth = here + 2, words.term(here + 1).number
    length = 3 if unit == QUARTER else 6
    most = 12 // length
    if nth is not None and nth < 0:
        trailing = year_of(words, end)
        if trailing is None:
            return None
        nth = most
    if nth is None or not 1 <= nth <= most:
        return None
    trailing = year_of(words, end) if leading is None else None
    number = leading[1] if leading is not None else trailing[1] if trailing is not None else None
    if number is None:
        number = words.today.year
    begin = date(number, length * (nth - 1) + 1, 1)
    return trailing[0] if trailing is not None else end, one_period(begin, months_on(begin, length), unit)


def decade(words: Words, place: int) -> Found:
    """The 1970s, 70's, los años 40, the nineteen seventies."""
    here = words.past(place, "the", "in")
    led = words.has(here, "decade_lead")
    if led:
        here = words.past(here + 1, "the", "of", "decade_lead")
    spoken = words.term(here).number or 0
    named = words.value(here + 1, "decade") if 10 < spoken <= 20 else words.value(here, "decade")
    if named is not None:
        century = spoken * 100 if 10 < spoken < 20 else 2000 if spoken == 20 else 0
        return here + (2 if century else 1), _decades(named, century)
    term = words.term(here)
    plural = words.term(here - 1).words in {"los", "os", "nos", "en los", "dos", "de los"}
    led = led or (plural and term.tags.get("figures") == 4)
    told = year_at(words, here)
    number = told[1] if told is not None else term.number
    end = told[0] if told is not None else here + 1
    if number is None or number % 10 or (number > 99 and not 1000 <= number < 2200):
        return None
    suffix = words.has(end, "cent_ends") and "figures" in term.tags and (words.glued(end) or number > 20)
    apostrophe = words.term(end).words == "'" and words.term(end + 1).words == "s"
    if not (led or suffix or apostrophe):
        return None
    end += 2 if apostrophe else 1 if suffix else 0
    return end, _decades(number % 100, number - number % 100)


def _decades(number: int, century: int) -> Period:
    years = (century + number,) if century else (1900 + number, 2000 + number)
    return Period(tuple((date(each, 1, 1), date(each + 10, 1, 1)) for each in years))


def century(words: Words, place: int) -> Found:
    """The 21st century, siglo XV."""
    here = words.past(place, "the", "in")
    counted = nth_at(words, here)
    if counted is not None and words.value(counted[0], "unit") == CENTURY:
        end, number = counted[0] + 1, counted[1]
    elif words.value(here, "unit") == CENTURY and words.term(here + 1).words in ROMAN:
        end, number = here + 2, ROMAN.index(words.term(here + 1).words) + 1
    else:
        return None
    if not 1 < number <= 30:
        return None
    return end, one_period(date(100 * (number - 1), 1, 1), date(100 * number, 1, 1))
