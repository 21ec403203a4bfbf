"""Slots as NLU++ notes them, told from what a reader understood: the one table between its names and ours."""

import re
from collections.abc import Iterator, Sequence

from attrs import frozen

from hotel_agent.domain.conversations.said import Kind, Said
from hotel_agent.domain.conversations.understanding import Mention, Understanding

COUNTS = {"adults": "adults", "children": "kids", "child_ages": "kids", "guests": "people", "rooms": "rooms"}
"""Our slots that count, and what NLU++ calls them."""
NAMES = {"name": "person_name"}
_DATES = frozenset({Kind.DATE})
_HOURS = frozenset({Kind.TIME, Kind.TIME_RANGE})
_PERIODS = frozenset({Kind.DATE_RANGE})
_WHOLE = frozenset({Kind.DATE_TIME, Kind.DATE_RANGE, Kind.DATE_TIME_RANGE, Kind.TIME_RANGE})
_SHORT = 86_400
"""Seconds. A shorter length is one of time, a longer one of days."""
_COUNT = re.compile(r"\d+|[^\W\d_]+")
_AROUND = ("alrededor de las ", "cerca de las ", "a eso de las ", "sobre las ", "around ", "about ")
_NEXT = re.compile(r"pr[oó]xim[oa] ", re.IGNORECASE)
_PAST = re.compile(r"\b(?:ago|hace|yesterday|ayer|anteayer)\b", re.IGNORECASE)
_WHOLE_DAY = re.compile(r"(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo) \d", re.IGNORECASE)
"""A weekday with its day of the month: its article is noted, that of a weekday alone is not."""
_NONE = frozenset({"sin", "no", "without"})
_LEADS = frozenset({"for", "para", "party", "of", "somos", "we", "are", "son", "con", "with", "and", "y"})
_ARTICLES = frozenset({"a", "an", "un", "una", "um", "uma", "my", "mi", "our", "the", "el", "la"})
_ARRIVING = re.compile(
    r"\b(?:arriv|check in|check-in|get there|lleg|ingres|entrada|voy|vamos|quedar|stay|room|habitaci|hotel|suite"
    r"|reserv|book)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:mesa|table|restaurant|spa|masaje|massage|cena|dinner|almuerzo|lunch|piscina|pool|gimnasio|gym|"
    r"estacionar|aparcar|park|acupuntura|acupuncture|peluquer|hair|desayuno|breakfast|sesi[oó]n|session|din+ing|turno)",
    re.IGNORECASE,
)
_COUNT_WORD = (
    r"\d+|one|two|three|four|five|six|seven|eight|nine|ten|un[ao]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez"
)
_PEOPLE = re.compile(
    rf"\b(?:(?P<counted>{_COUNT_WORD}) (?:people|persons?|guests|pax|of us|personas?|hu[eé]spedes)\b"
    rf"|(?:for|para|somos|we are|we're) (?P<bare>{_COUNT_WORD})\b"
    r"(?= *(?:$|[.,;?!]| (?:at|on|for|from|in|a las|el|en|por|desde)\b)))",
    re.IGNORECASE,
)
_ONLY_COUNT = re.compile(
    r"\W*(?:(?:it will be|it's|just|only|for|van a ser|entonces son|son|solo|para) )?"
    rf"(?P<count>{_COUNT_WORD}|none|zero|ninguno|ninguna|cero)\W*",
    re.IGNORECASE,
)
_COUNTED_THINGS = re.compile(
    r"\b(?P<count>\d+) (?:dogs?|cats?|pets?|cars?|perros?|gatos?|mascotas?|autos?|coches?)\b", re.IGNORECASE
)
_OVERNIGHT = re.compile(r"\bovernight\b", re.IGNORECASE)
_FROM_DAY = re.compile(r"(?P<length>\d+ \w+) (?:a partir (?:del? )?|from (?:the )?)(?P<day>.+)", re.IGNORECASE)
_SINCE = re.compile(r"hace ", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_NUMBERED = re.compile(r"\b(?:room|habitaci[oó]n) $", re.IGNORECASE)
_MYSELF = re.compile(r"\b(?:yo|me|m[ií])$", re.IGNORECASE)
_OWNER = re.compile(r"\b(?:my|our|mi|nuestr[oa]|the|el|la) $", re.IGNORECASE)
_VERBS = (
    "steam|la|las|el|the|una?|otra|de|del|book|reserva|necesit\\w+|busc\\w+|need|for|confirm|speak|to|dejar|are|does|do"
)
_NO_ROOM = re.compile(r" ?(?:service|steam|\d)", re.IGNORECASE)
_ROOM = re.compile(
    r"(?:\b(?:an?|one|una?|dos|two|three|tres|\d+) |^)"
    rf"(?:(?!(?:{_VERBS}) )[\w-]+ ){{0,2}}?(?:rooms?|suites?|bedrooms?|habitaci[oó]n(?:es)?)"
    r"(?: (?:dobles?|simples?|familiar(?:es)?|individual(?:es)?|premium|prémium|libres?|nupcial))?\b",
    re.IGNORECASE,
)


@frozen(order=True)
class SlotSaid:
    """Words of a message that fill a slot, and where they begin."""

    slot: str
    text: str
    start: int


def slots_said(text: str, understanding: Understanding) -> tuple[SlotSaid, ...]:
    """What a message says of each slot of NLU++, in sequence; words of one slot are in no other."""
    found = [*_times(text, understanding), *_counts(text, understanding)]
    taken: list[SlotSaid] = []
    for each in sorted(found, key=lambda each: (each.start, -len(each.text))):
        if not taken or each.start >= taken[-1].start + len(taken[-1].text):
            taken.append(each)
    return tuple(taken)


def _times(text: str, understanding: Understanding) -> Iterator[SlotSaid]:
    ends = {mention.slot: mention for mention in understanding.mentions}
    stays = bool(ends.keys() & {"adults", "guests", "nights", "rooms", "children", "room_type", "departure"})
    for said in understanding.said:
        whole = _undivided(text, said)
        if whole is not None:
            yield from whole
            continue
        atoms = said.parts or (said,)
        days = [each for each in atoms if each.kind in _DATES]
        clocks = [each for each in atoms if each.kind is Kind.TIME]
        for number, each in enumerate(days):
            yield _words(text, _day_slot(each, ends, number, len(days), text, stays=stays), each)
        for number, each in enumerate(clocks):
            yield _words(text, ("time_from", "time_to")[number] if len(clocks) == 2 else "time", each)
        for each in atoms:
            if each.kind is Kind.DATE_RANGE and not each.parts:
                yield _words(text, "date_period", each)
            elif each.kind in {Kind.TIME_RANGE, Kind.DATE_TIME_RANGE} and not each.parts:
                yield _words(text, "time_period", each)


def _undivided(text: str, said: Said) -> Sequence[SlotSaid] | None:
    """What is no day and no hour by itself: a length of time, one counted from now, a room's number read as a year."""
    if said.kind is Kind.DATE_RANGE and _YEAR.fullmatch(said.text) and _NUMBERED.search(text[: said.start]):
        return ()
    split = _FROM_DAY.fullmatch(said.text)
    if split is not None:
        day = SlotSaid("date_from", split["day"], said.start + split.start("day"))
        return SlotSaid("date_period", split["length"], said.start), day
    if said.kind is Kind.DATE_TIME and not said.parts:
        since = _SINCE.match(said.text)
        if since is not None:
            return (SlotSaid("time_period", said.text[since.end() :], said.start + since.end()),)
        return (_words(text, "time", said),) if any(sign.isdigit() for sign in said.text) else ()
    if said.kind is Kind.DURATION:
        hours = bool(said.readings) and getattr(said.readings[0], "total_seconds", float)() < _SHORT
        return (_words(text, "time_period" if hours else "date_period", said),)
    return None


def _day_slot(said: Said, ends: dict[str, Mention], number: int, count: int, text: str, *, stays: bool) -> str:
    """Whether a day is the arrival, the departure or any day."""
    if count == 2:
        return ("date_from", "date_to")[number]
    if _PAST.search(said.text):
        return "date"
    before = text[max(0, said.start - 24) : said.start].lower().split()[-3:]
    if {"until", "till", "til", "hasta", "through"} & set(before):
        return "date_to"
    if {"from", "starting", "desde", "partir", "since"} & set(before):
        return "date_from"
    if _ASIDE.search(text) and not ends.keys() & {"departure", "nights"}:
        return "date"
    alone = "departure" in ends and "arrival" in ends and ends["departure"].start == ends["arrival"].start
    for slot, name in (("departure", "date_to"), ("arrival", "date_from")):
        mention = None if alone and slot == "departure" else ends.get(slot)
        if mention is not None and mention.start < said.end and said.start < mention.end:
            return name if slot == "departure" or stays or _is_arrival(text) else "date"
    return "date_from" if _is_arrival(text) and not ends.keys() & {"arrival", "departure"} else "date"


def _is_arrival(text: str) -> bool:
    """Whether a day said here is the arrival: of a room it speaks, not of a table or a massage."""
    return bool(_ARRIVING.search(text)) and not _ASIDE.search(text)


def _words(text: str, slot: str, said: Said) -> SlotSaid:
    """The words of a value as NLU++ cuts them: with "el" before a day in figures, without other articles."""
    start = said.start
    words = said.text
    for lead in (
        "del ",
        "al ",
        "de la ",
        "el día ",
        "el dia ",
        "día ",
        "dia ",
        "the ",
        "el ",
        "la ",
        "las ",
        "los ",
        "desde ",
        "from ",
        "at ",
        "de ",
        *_AROUND,
    ):
        if words.lower().startswith(lead) and not words.lower().startswith(("de la m", "la pr")):
            start, words = start + len(lead), words[len(lead) :]
    before = text[:start].rstrip()
    article = re.search(r"\bel$" if _WHOLE_DAY.match(words) else r"\bel$|partir del$", before, re.IGNORECASE)
    led = words[:1].isdigit() or len(before) == len("el") or _NEXT.match(words) or _WHOLE_DAY.match(words)
    if slot.startswith("date") and article and led:
        start = len(before) - 2
    hourly = re.search(r"\b(?:las|la)$", before, re.IGNORECASE)
    if slot.startswith("time") and hourly and re.search(r" (?:y|menos) ", words):
        start = hourly.start()
    return SlotSaid(slot, text[start : said.end], start)


def _counts(text: str, understanding: Understanding) -> Iterator[SlotSaid]:
    only = _ONLY_COUNT.fullmatch(text)
    if only is not None:
        yield SlotSaid("number", only["count"], only.start("count"))
        return
    told = {mention.slot for mention in understanding.mentions}
    if not told & {"adults", "guests"}:
        for found in _PEOPLE.finditer(text):
            group = "counted" if found["counted"] else "bare"
            yield SlotSaid("people", found[group], found.start(group))
    for mention in understanding.mentions:
        slot = COUNTS.get(mention.slot) or NAMES.get(mention.slot)
        if slot is not None:
            yield _mentioned(slot, mention, text)
    if "rooms" not in told:
        yield from _rooms(text)
    for found in _COUNTED_THINGS.finditer(text):
        yield SlotSaid("number", found["count"], found.start("count"))
    for found in _OVERNIGHT.finditer(text):
        yield SlotSaid("time_period", found[0], found.start())


def _mentioned(slot: str, mention: Mention, text: str) -> SlotSaid:
    """The words of a value of the stay; of children with whose they are: "my teenager"."""
    if slot not in COUNTS.values():
        return SlotSaid(slot, mention.text, mention.start)
    owner = _OWNER.search(text[: mention.start]) if slot == "kids" and not mention.text[:1].isdigit() else None
    if owner is not None:
        return SlotSaid(slot, owner[0] + mention.text, owner.start())
    return _counted(slot, mention)


def _rooms(text: str) -> Iterator[SlotSaid]:
    """Rooms spoken of that are neither a service nor called by their number."""
    for found in _ROOM.finditer(text):
        if not _NO_ROOM.match(text[found.end() :]):
            yield SlotSaid("rooms", found[0], found.start())


def _counted(slot: str, mention: Mention) -> SlotSaid:
    """The number alone where one is said, else all the words: "2", but "a couple"."""
    words = [(word[0], word.start()) for word in _COUNT.finditer(mention.text)]
    skipped = [each for each in words if each[0].lower() not in _LEADS]
    if not skipped:
        return SlotSaid(slot, mention.text, mention.start)
    myself = _MYSELF.search(mention.text)
    if slot == "adults" and myself is not None and len(words) <= len("yo"):
        return SlotSaid(slot, myself[0], mention.start + myself.start())
    if slot == "people":
        numbers = [each for each in skipped if re.fullmatch(_COUNT_WORD, each[0], re.IGNORECASE)]
        skipped = sorted(numbers, key=lambda each: each[0].lower() in _ARTICLES)[:1] or skipped
    first, at = skipped[0]
    if first.lower() in _NONE:
        return SlotSaid(slot, mention.text[at:], mention.start + at)
    if (
        first.isdigit()
        or slot == "people"
        or (len(skipped) > 1 and first.lower() not in _ARTICLES and len(skipped) == 2)
    ):
        return SlotSaid(slot, first, mention.start + at)
    return SlotSaid(slot, mention.text[at:], mention.start + at)
