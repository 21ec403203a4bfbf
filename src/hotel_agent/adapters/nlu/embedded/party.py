"""The party: adults, children and their ages, or a head count, as said."""

from collections.abc import Sequence

from hotel_agent.adapters.nlu.embedded.ages import ages_after, ages_told
from hotel_agent.adapters.nlu.embedded.heads import Heads
from hotel_agent.adapters.nlu.embedded.terms import Term, Value, at, counts, skip
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.party import OLDEST_CHILD

_YOUNG = frozenset({"child", "baby", "twins"})
_JOINTS = frozenset({"and", "comma", "plus", "with"})
BRIEF = 3
"""Words. So short an answer to how many rooms counts no guests: "una sola"."""
MONTHS = 24
"""So old a child's age is told in months, and it is a baby."""
MOST = 999
"""A larger number is no head count."""


def party(terms: Sequence[Term], asked: Question | None) -> list[Value]:
    """What these terms say of the party. What comes after a correction or in a later message counts anew."""
    values: list[Value] = []
    heads = Heads()
    place = 0
    while place < len(terms):
        if terms[place].tags.keys() & {"break", "correction"}:
            values.extend(heads.values())
            heads = Heads()
        place += _take(terms, place, heads) or 1
    values.extend(heads.values())
    if asked is Question.ROOMS and len(terms) <= BRIEF:
        values = [
            value for value in values if value.slot != "guests" or not isinstance(value.value, int) or value.value > 1
        ]
    given = {value.slot for value in values}
    if asked is Question.CHILD_AGES:
        values = _with_ages(values, ages_told(terms))
    if asked is Question.PARTY and not given & {"guests", "adults"}:
        values.extend(_bare_count(terms, "adults" if given else "guests"))
    return values


def _with_ages(values: Sequence[Value], told: Sequence[Value]) -> list[Value]:
    """The values with the ages that answer a question, where those are more than the ages named with children."""
    known = [value.value for value in values if value.slot == "child_ages" and isinstance(value.value, tuple)]
    if not told:
        return list(values) if known else [value for value in values if value.slot != "guests"]
    more = not known or (isinstance(told[0].value, tuple) and len(told[0].value) > len(known[-1]))
    if not more:
        return list(values)
    return [value for value in values if value.slot not in {"guests", "child_ages"}] + list(told)


def _take(terms: Sequence[Term], place: int, heads: Heads) -> int:
    """Count what stands here; how many terms it took, 0 if it says nothing of the party."""
    for reader in (_alone, _none, _counted, _head_count, _unnumbered):
        before = heads.counts()
        length = reader(terms, place, heads)
        if length:
            heads.saw(terms[place], terms[min(place + length, len(terms)) - 1], before)
            return length
    return 0


def _alone(terms: Sequence[Term], place: int, heads: Heads) -> int:
    if "alone" not in terms[place]:
        return 0
    if "and" in at(terms, place + 1):
        heads.speaker = True
        return 1
    heads.adults = heads.adults or 1
    return 1


def _none(terms: Sequence[Term], place: int, heads: Heads) -> int:
    """Sin niños, no kids."""
    here = skip(terms, place + 1, "article", "the")
    if "without" not in terms[place] or not {"child", "baby"} & at(terms, here).tags.keys():
        return 0
    heads.children = heads.children or 0
    return here + 1 - place


def _counted(terms: Sequence[Term], place: int, heads: Heads) -> int:
    """2 adultos, a baby, dos niños de 5 y 8, four people, a 5 year old girl."""
    term = terms[place]
    number = 1 if "article" in term and term.number is None else term.number
    if number is None or number > MOST or "nth" in term:
        return 0
    before = at(terms, place - 1).tags.keys()
    if before & {"fewer", "instead_of"} or "shifted" in at(terms, place + 2):
        return 2 if at(terms, place + 1).tags.keys() & (_YOUNG | {"adult", "person"}) else 0
    if "adding" in before and at(terms, place + 1).tags.keys() & {"adult", "person"}:
        return 2
    added = _one_more(terms, place, number, heads)
    if added or ("more" in at(terms, place - 1) and heads.adults is None and heads.guests is None):
        return added
    aged = _aged(terms, place, number, heads)
    if aged:
        return aged
    here = place + 1
    described = at(terms, here).tags.keys()
    if (described <= {"kind_family"} or "adjective" in described) and _is_one(at(terms, here + 1)):
        here += 1
    noun = at(terms, here)
    if "adjective" in noun and "article" in term:
        return 0
    if _YOUNG & noun.tags.keys():
        beside = at(terms, place - 2)
        if (
            "plus" in at(terms, place - 1)
            and beside.number is not None
            and heads.adults is None
            and heads.guests is None
        ):
            heads.add_adults(beside.number)
        return _children(terms, here, number, heads) - place
    return _grown(terms, here, number, heads) - place if noun.tags else 0


def _one_more(terms: Sequence[Term], place: int, number: int, heads: Heads) -> int:
    """Mais uma criança de 6 anos, one more child aged 6, un niño más: children beside those known, by their ages."""
    noun = place + 2 if "more" in at(terms, place + 1) else place + 1
    if not _YOUNG & at(terms, noun).tags.keys() or heads.adults is not None or heads.guests is not None:
        return 0
    behind = noun + 1
    if "more" in at(terms, behind) and not {"number", "article"} & at(terms, behind + 1).tags.keys():
        behind += 1
    if "more" not in at(terms, place - 1) and noun == place + 1 and behind == noun + 1:
        return 0
    end, ages = ages_after(terms, behind, number)
    if "baby" in terms[noun] and not ages:
        ages = [0] * number
    heads.ages.extend(age for age in ages if age <= OLDEST_CHILD)
    return max(end, behind) - place


def _is_one(term: Term) -> bool:
    """Whether the term names a kind of guest."""
    return bool(term.tags.keys() & {"child", "baby", "adult"})


def _aged(terms: Sequence[Term], place: int, number: int, heads: Heads) -> int:
    """A 5 year old girl, an 8-year-old, a 9-month-old."""
    unit = skip(terms, place + 1, "dash")
    child = "child" in at(terms, unit + 1)
    months = "old_months" in at(terms, unit) and number < MONTHS
    if not months and ("old" not in at(terms, unit) or number > OLDEST_CHILD):
        return 0
    if not child and "article" not in at(terms, place - 1):
        return 0
    heads.add_children(1, [number // 12 if months else number])
    return unit + (2 if child else 1) - place


def _grown(terms: Sequence[Term], noun: int, number: int, heads: Heads) -> int:
    """Count adults, couples, friends or people; the place behind them, or the number's own where it counts none."""
    tags, counted = terms[noun].tags.keys(), at(terms, noun - 1)
    if "adult" in tags:
        heads.add_adults(number)
    elif "couple" in tags:
        heads.add_adults(2 * number)
    elif "friends" in tags and "with" in at(terms, noun - 2):
        heads.relatives += number
    elif {"person", "friends"} & tags and counted.number is not None:
        heads.guests = number
        return _perhaps_adults(terms, noun + 1, number, heads)
    else:
        return noun - 1
    return noun + 1


def _children(terms: Sequence[Term], noun: int, number: int, heads: Heads) -> int:
    """Count so many children with the ages that follow; the place behind them."""
    term = terms[noun]
    count = 2 * number if "twins" in term else number
    end, ages = ages_after(terms, noun + 1, count)
    if "baby" in term and not ages:
        ages = [0] * min(count, MOST)
    heads.add_children(count, ages)
    while number == 1 and "another_child" in at(terms, other := skip(terms, end, "and", "comma")):
        end, ages = ages_after(terms, other + 1, 1)
        if not ages:
            return other + 1
        heads.add_children(1, ages)
    return end


def _head_count(terms: Sequence[Term], place: int, heads: Heads) -> int:
    """Somos 4, para dos, party of five: people counted without naming them."""
    term = terms[place]
    if "one_person" in term and "human" not in term:
        heads.guests = heads.guests if heads.guests is not None else 1
        return 1
    if "couple" in term and not at(terms, place - 1).tags.keys() & {"room", "of", "possessive"}:
        heads.add_adults(2)
        return 1
    if not {"we_are", "for"} & term.tags.keys():
        return 0
    here = skip(terms, place + 1, "slash", "in", "the")
    number = at(terms, here).number
    couple = at(terms, here)
    if "couple" in couple and "room" not in at(terms, here - 1):
        heads.add_adults(2)
        return here + 1 - place
    if number is None or number > MOST or counts(terms, here) or "nth" in at(terms, here):
        return 0
    if at(terms, here + 1).tags.keys() & {
        "slash",
        "colon",
        "month",
        "relative",
        "to",
        "until",
        "dash",
    } or _is_qualified(terms, here + 1):
        return 0
    heads.guests = number
    return _perhaps_adults(terms, here + 1, number, heads) - place


def _is_qualified(terms: Sequence[Term], place: int) -> bool:
    """Whether an unknown word and then a counted thing follow: "para 2 lindas noches"."""
    return at(terms, place).tags.keys() <= {"family"} and bool(at(terms, place).words) and counts(terms, place)


def _perhaps_adults(terms: Sequence[Term], place: int, number: int, heads: Heads) -> int:
    """ "Somos 2 y un bebé": the two are adults. The place to read on from."""
    joint, following = at(terms, place), at(terms, place + 1)
    if joint.tags.keys() & {"and", "plus"} or "with" in joint:
        young = at(terms, place + 2).tags.keys() & _YOUNG
        counted = following.tags.keys() & {"article", "the", "number"}
        if counted and young and ("and" in joint or "plus" in joint or "baby" in young):
            heads.guests = None
            heads.add_adults(number)
    return place


def _unnumbered(terms: Sequence[Term], place: int, heads: Heads) -> int:
    """My wife and I, mi hijo de 5, our kids aged 5 and 8, um casal."""
    term = terms[place]
    if {"relative", "relatives"} & term.tags.keys() and _in_company(terms, place, heads):
        before = at(terms, place - 1)
        heads.others_only = heads.others_only or ("for" in before and not heads.relatives)
        heads.relatives += 2 if "relatives" in term else 1
        return 1
    if "self" in term:
        around = term.tags.keys() | at(terms, place - 1).tags.keys() | at(terms, place + 1).tags.keys()
        heads.speaker = heads.speaker or bool(around & _JOINTS)
        return 1 if heads.speaker else 0
    if "one_child" in term:
        end, ages = ages_after(terms, place + 1, 1)
        return _children(terms, place, 1, heads) - place if ages and "old" in at(terms, end - 1) else 0
    if not _YOUNG & term.tags.keys():
        return 0
    before = at(terms, place - 1)
    if "more" in before and "the" not in before:
        return 0
    beside = {"possessive", "the", "and"} & before.tags.keys() and _in_company(terms, place, heads)
    owned = {"with", "plus"} & before.tags.keys() or beside
    many = term.words.endswith("s") or term.words in {"children", "grandchildren"}
    if many and "twins" not in term:
        end, ages = ages_after(terms, place + 1, None)
        if ages:
            heads.add_children(len(ages), ages)
        return end - place if ages else 0
    return _children(terms, place, 1, heads) - place if owned or "twins" in term else 0


def _in_company(terms: Sequence[Term], place: int, heads: Heads) -> bool:
    """Whether someone is named as one of the party: beside others, with or for someone, or with their age."""
    near = at(terms, place - 1).tags.keys() | at(terms, place - 2).tags.keys() | at(terms, place + 1).tags.keys()
    counting = heads.speaker or heads.relatives or heads.adults is not None
    return bool(near & {"and", "plus", "with", "for", "we_are", "age_of", "bracket"}) or bool(
        counting and "comma" in near
    )


def _bare_count(terms: Sequence[Term], slot: str) -> list[Value]:
    """The number in an answer to "how many are you?"."""
    for place, term in enumerate(terms):
        beside = at(terms, place - 1).tags.keys() | at(terms, place + 1).tags.keys()
        if beside & {"from", "to", "until", "dash"}:
            continue
        if term.number is not None and not counts(terms, place) and "nth" not in term and term.number <= MOST:
            return [Value(slot, term.number, term.start, term.end)]
    return []
