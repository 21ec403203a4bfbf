"""Numbers in figures and words: "veintiuno", "treinta y uno", "two hundred", "1st", "3º"."""

from collections.abc import Sequence

from hotel_agent.adapters.nlu.embedded.terms import Term, at, joined


def with_numbers(terms: Sequence[Term]) -> list[Term]:
    """The terms with each number made one term."""
    made: list[Term] = []
    place = 0
    while place < len(terms):
        length, term = _number(terms, place)
        made.append(term)
        place += length
    return made


def _number(terms: Sequence[Term], place: int) -> tuple[int, Term]:
    term = terms[place]
    if "figures" in term:
        dotted = "stop" in at(terms, place + 1) and at(terms, place + 2).words in {"º", "ª", "°"}
        suffix = at(terms, place + 2 if dotted else place + 1)
        if suffix.glued and "nth" in suffix and term.number is not None:
            return 3 if dotted else 2, joined(terms[place : place + (3 if dotted else 2)], "nth", number=term.number)
        return 1, term
    if "number" not in term:
        return 1, term
    return _in_words(terms, place)


def _in_words(terms: Sequence[Term], place: int) -> tuple[int, Term]:
    whole, part, end = 0, terms[place].tags["number"], place + 1
    if part == 1000:
        whole, part = 1000, 0
    while True:
        linked = end + 1 if "and" in at(terms, end) and (part >= 20 or whole) else end
        following = at(terms, linked)
        number = 1 if "article" in following and linked > end else following.number
        if number is None or "figures" in following:
            break
        if number == 1000 and linked == end and 0 < part < 1000 and not whole:
            whole, part = part * 1000, 0
        elif number == 100 and linked == end and 0 < part < 10:
            part *= 100
        elif _fits(part, number) and not (part == 0 and whole == 0):
            part += number
        else:
            break
        end = linked + 1
    if end == place + 1:
        return 1, terms[place]
    return end - place, joined(terms[place:end], "spelled", number=whole + part)


def _fits(part: int, number: int) -> bool:
    """Whether a smaller number goes on from this one: twenty + five, two hundred + thirty."""
    if part % 100 == 0:
        return number < 100 or (part == 0 and number < 1000)
    return part % 100 >= 20 and part % 10 == 0 and 0 < number < 10
