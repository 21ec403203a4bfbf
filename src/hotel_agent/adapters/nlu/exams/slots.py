"""Slots as NLU++ notes them, told from what a reader understood: the one table between its names and ours."""

import re
from collections.abc import Iterator

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
_NONE = frozenset({"sin", "no", "without"})
_LEADS = frozenset({"for", "para", "party", "of", "somos", "we", "are", "son", "con", "with"})
_ARTICLES = frozenset({"a", "an", "un", "una", "um", "uma", "my", "mi", "our", "the", "el", "la"})
_ARRIVING = re.compile(
    r"\b(?:arriv|check in|check-in|get there|lleg|ingres|entrada|voy|vamos|quedar|stay|room|habitaci|hotel|suite"
    r"|reserv|book)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:mesa|table|restaurant|spa|masaje|massage|cena|dinner|almuerzo|lunch|piscina|pool|gimnasio|gym|"
    r"estacionar|aparcar|park|acupuntura|acupuncture|peluquer|hair|desayuno|breakfast)",
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
_ONLY_COUNT = re.compile(rf"\W*(?P<count>{_COUNT_WORD}|none|zero|ninguno|ninguna|cero)\W*", re.IGNORECASE)
_ROOM = re.compile(
    r"(?:\b(?:an?|one|una?|dos|two|three|tres|\d+) |^)"
    r"(?:[\w-]+ ){0,2}?(?:rooms?|suites?|bedrooms?|habitaci[oó]n(?:es)?)"
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
        if said.kind is Kind.DURATION:
            hours = bool(said.readings) and getattr(said.readings[0], "total_seconds", float)() < _SHORT
            yield _words(text, "time_period" if hours else "date_period", said)
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


def _day_slot(said: Said, ends: dict[str, Mention], number: int, count: int, text: str, *, stays: bool) -> str:
    """Whether a day is the arrival, the departure or any day."""
    if count == 2:
        return ("date_from", "date_to")[number]
    before = text[max(0, said.start - 24) : said.start].lower().split()[-3:]
    if {"until", "till", "til", "hasta", "through"} & set(before):
        return "date_to"
    if {"from", "starting", "desde", "partir", "since"} & set(before):
        return "date_from"
    for slot, name in (("departure", "date_to"), ("arrival", "date_from")):
        mention = ends.get(slot)
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
    article = re.search(r"\bel$|partir del$", before, re.IGNORECASE)
    if slot.startswith("date") and article and (words[:1].isdigit() or len(before) == len("el") or _NEXT.match(words)):
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
    rooms = False
    if not any(mention.slot in {"adults", "guests"} for mention in understanding.mentions):
        for found in _PEOPLE.finditer(text):
            group = "counted" if found["counted"] else "bare"
            yield SlotSaid("people", found[group], found.start(group))
    for mention in understanding.mentions:
        slot = COUNTS.get(mention.slot) or NAMES.get(mention.slot)
        if slot is None:
            continue
        rooms = rooms or slot == "rooms"
        yield _counted(slot, mention) if slot in COUNTS.values() else SlotSaid(slot, mention.text, mention.start)
    if not rooms:
        for found in _ROOM.finditer(text):
            yield SlotSaid("rooms", found[0], found.start())


def _counted(slot: str, mention: Mention) -> SlotSaid:
    """The number alone where one is said, else all the words: "2", but "a couple"."""
    words = [(word[0], word.start()) for word in _COUNT.finditer(mention.text)]
    skipped = [each for each in words if each[0].lower() not in _LEADS]
    if not skipped:
        return SlotSaid(slot, mention.text, mention.start)
    if slot == "people":
        skipped = [each for each in skipped if re.fullmatch(_COUNT_WORD, each[0], re.IGNORECASE)][:1] or skipped
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
