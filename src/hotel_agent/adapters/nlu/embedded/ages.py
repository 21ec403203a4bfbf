"""Ages of children, in whole years: "de 5 y 8 años", "aged 5 and 8", "18 meses"."""

from collections.abc import Sequence

from hotel_agent.adapters.nlu.embedded.terms import Term, Value, at, counts, skip

_LEADS = ("age_of", "of", "bracket", "colon", "the", "dash", "each")
_LINKS = ("and", "comma", "slash", "age_of", "of", "the", "article", "or", "with", "bracket", "break")
OLDEST = 120


def ages_after(terms: Sequence[Term], place: int, count: int | None) -> tuple[int, list[int]]:
    """The ages that follow the children named just before this place, and the place behind them."""
    here = skip(terms, place, *_LEADS)
    led = any(term.tags.keys() & {"age_of", "of", "bracket", "colon", "each"} for term in terms[place:here])
    if not led and "comma" in at(terms, here) and at(terms, here + 1).tags.keys() & {"age_of", "of"}:
        here, led = skip(terms, here + 1, *_LEADS), True
    if not led and "comma" in at(terms, here):
        here += 1
        end, ages, united = _ages(terms, here, count)
        return (end, ages) if ages and (united or len(ages) == count) else (place, [])
    end, ages, united = _ages(terms, here, count)
    if not ages:
        return place, []
    alike = united or any(term.tags.keys() & {"age_of", "of", "each"} for term in terms[place:here])
    if len(ages) == 1 and count is not None and count > 1 and alike:
        ages = ages * count
    return end, ages


def _ages(terms: Sequence[Term], place: int, count: int | None) -> tuple[int, list[int], bool]:
    """Numbers read as ages from here on, the place behind them, and whether years or months were named."""
    ages: list[int] = []
    here, end, united = place, place, False
    while count is None or len(ages) < max(count, 1):
        age = _age(terms, here)
        if age is None:
            break
        years, length, unit = age
        ages.append(years)
        united = united or unit
        end = here + length
        here = skip(terms, end, *_LINKS)
        if here == end:
            break
    end = skip(terms, end, "each") if ages else end
    return end, ages, united


def _age(terms: Sequence[Term], place: int) -> tuple[int, int, bool] | None:
    """The age here in whole years, how many terms it takes, and whether its unit was named."""
    term = at(terms, place)
    number = 1 if "article" in term and term.number is None else term.number
    if number is None or number > OLDEST or "nth" in term:
        return None
    unit = at(terms, place + 1)
    if "old" in unit or "year_unit" in unit:
        return number, 2, True
    if unit.tags.keys() & {"month_unit", "old_months"}:
        return number // 12, 2, True
    if counts(terms, place) or "article" in term or unit.tags.keys() & {"dash", "to", "slash", "month", "date"}:
        return None
    return number, 1, False


def ages_told(terms: Sequence[Term]) -> list[Value]:
    """The ages in an answer to "how old are the children?"."""
    ages: list[int] = []
    spots: list[Term] = []
    place = 0
    while place < len(terms):
        age = _age(terms, place)
        if age is not None:
            ages.append(age[0])
        unaged = age is None and "baby" in terms[place] and not ages_after(terms, place + 1, 1)[1]
        if unaged:
            ages.append(0)
        if age is not None or unaged:
            spots.extend((terms[place], at(terms, place + age[1] - 1) if age is not None else terms[place]))
        place += age[1] if age is not None else 1
    if len(ages) == 1 and any("each" in term for term in terms):
        ages = ages * 2
    return [Value("child_ages", tuple(ages), spots[0].start, spots[-1].end)] if ages else []
