"""What nobody may do to a guest, and what must hold in the end: each a small function over a story as it went."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from attrs import frozen

from hotel_agent.domain.reservations.reservation import Reservation, ReservationState
from hotel_agent.testing.guests.play import Played
from hotel_agent.testing.guests.prices import PriceList
from hotel_agent.testing.guests.scenario import Facts, laid_over
from hotel_agent.testing.guests.transcript import REFUSALS, Agreed, By, Line, asked_in, told_in
from hotel_agent.testing.guests.words import NUMBER, Words, all_words, amounts_in, words_of

LONGEST_REPLY: Final = 600
_ISO_DATE: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_A_MOMENT: Final = timedelta(minutes=1)
"""A line is read a little later than it was sent."""
_STAFF_SILENCE: Final = 720
"""Minutes. After so long without a word of the hotel's people the desk goes on by itself."""
_ASKED_FOR: Final[Mapping[str, str]] = {
    "dates": "dates",
    "party": "party",
    "ages": "ages",
    "name": "name",
    "email": "email",
    "phone": "phone",
    "number": "number",
}


@frozen
class Violation:
    """Something that must never happen, and where it did."""

    kind: str
    said: str


Judge = Callable[[Played, PriceList], Iterator[Violation]]


def invented_prices(played: Played, prices: PriceList) -> Iterator[Violation]:
    """Every amount said is one that the hotel's tables give for something this guest wanted."""
    given = [laid_over(laid_over(Facts(), played.scenario.facts), each.facts) for each in played.scenario.given]
    shift = played.arrivals[0] - timedelta(days=played.versions[0].arrival)
    wishes = list(zip(played.versions, played.arrivals, strict=True))
    wishes += [(each, shift + timedelta(days=each.arrival)) for each in given]
    held = {each.total.minor for each in played.own} | {each.total for each in played.written}
    allowed = prices.may_say(wishes, held=held if played.scenario.changes else ())
    for line in _replies(played):
        for amount in amounts_in(line.text):
            if amount not in allowed:
                yield Violation("invented price", f"{amount / 100:.2f} in: {_head(line)}")


def writes_without_a_yes(played: Played, _prices: PriceList) -> Iterator[Violation]:
    """What stands in the book was agreed to before, to the very price, each yes once."""
    agreements = [line for line in played.lines if line.agreed is not None]
    for written in played.written:
        about = [each for each in agreements if each.agreed is written.what and each.at <= written.at]
        free = written.what is Agreed.CANCEL and not written.total
        match = next((each for each in about if free or written.total in amounts_in(each.to)), None)
        if match is not None:
            agreements.remove(match)
        elif about:
            yield Violation("write without a yes", f"{written.number} for {written.total / 100:.2f}, which was not put")
        else:
            yield Violation("write without a yes", f"{written.what.value} {written.number}")


def strangers_shown(played: Played, _prices: PriceList) -> Iterator[Violation]:
    """No number of somebody else's reservation, and nothing by which they can be reached, is ever said."""
    own_words = " ".join(line.text for line in played.lines if line.by is By.GUEST)
    for line in _replies(played):
        shown = {each for each in played.strangers if len(each) > 5 and each in line.text and each not in own_words}
        shown |= {each for each in NUMBER.findall(line.text) if each not in played.numbers and each not in own_words}
        if shown:
            yield Violation("another guest's reservation shown", f"{', '.join(sorted(shown))} in: {_head(line)}")


def talks_after_handover(played: Played, _prices: PriceList) -> Iterator[Violation]:
    """Once a person has it, the desk is silent, but for the outcome of what was agreed before."""
    handed_over: datetime | None = None
    agreed = False
    silence = timedelta(minutes=float(str(played.scenario.house.get("staff_silence_minutes", _STAFF_SILENCE))))
    for line in played.lines:
        words = words_of(line.language) if line.language else words_of(played.scenario.language)
        if line.by is By.GUEST:
            agreed = agreed or (line.agreed is not None and handed_over is None)
        elif line.step in {"take_over", "answer", "assign"}:
            handed_over = line.at
        elif line.step == "release":
            handed_over = None
        elif line.by is By.DESK:
            tells = told_in(line, words)
            if handed_over is not None and line.at + _A_MOMENT < handed_over + silence:
                if not (agreed and tells & {"reserved", "changed", "cancelled", "room_gone", "handed_over"}):
                    yield Violation("message after handover", _head(line))
            elif "handed_over" in tells:
                handed_over = line.at


def iso_dates(played: Played, _prices: PriceList) -> Iterator[Violation]:
    """Nobody is told 2027-02-04."""
    yield from (Violation("ISO date", _head(line)) for line in _replies(played) if _ISO_DATE.search(line.text))


def too_long_replies(played: Played, _prices: PriceList) -> Iterator[Violation]:
    """A reply fits on a telephone."""
    for line in _replies(played):
        if len(line.text) > LONGEST_REPLY:
            yield Violation("reply over 600 characters", f"{len(line.text)}: {_head(line)}")


def asked_again(played: Played, _prices: PriceList) -> Iterator[Violation]:
    """What the guest said is not asked again, unless it is refused or no longer what the guest wants."""
    told: set[str] = set()
    for line in played.lines:
        if line.by is By.GUEST:
            told |= line.told
        elif line.by is By.DESK:
            words = words_of(line.language)
            tells = told_in(line, words)
            if tells & (REFUSALS | {"declined", "sorry", "waits", "away"}):
                told -= {"dates", "party", "ages", "room", "number", "name"} if tells & REFUSALS else set()
                continue
            again = {kind for kind in asked_in(line, words) & _ASKED_FOR.keys() if _ASKED_FOR[kind] in told}
            if "proof" in asked_in(line, words):
                again -= {"name", "email"}
            if again:
                yield Violation("asked again", f"{', '.join(sorted(again))} in: {_head(line)}")


def other_languages(played: Played, _prices: PriceList) -> Iterator[Violation]:
    """A reply is in the language the guest wrote last."""
    for line in _replies(played):
        scores = {each.language: each.likeness(line.text) for each in all_words()}
        # One word more is no language yet: an address has its own in any.
        if scores[line.language] + 1 < max(scores.values()):
            yield Violation("another language", _head(line))


INVARIANTS: Final[Sequence[Judge]] = (
    invented_prices,
    writes_without_a_yes,
    strangers_shown,
    talks_after_handover,
    iso_dates,
    too_long_replies,
    asked_again,
    other_languages,
)
"""What holds for every guest, whatever they want."""


def goal_missed(played: Played, prices: PriceList) -> Iterator[Violation]:
    """What the scenario says must hold in the end: in the book, and in what was said."""
    ends = played.scenario.ends
    confirmed = [each for each in played.own if each.state is ReservationState.CONFIRMED]
    cancelled = [each for each in played.own if each.state is ReservationState.CANCELLED]
    if len(confirmed) != ends.confirmed:
        yield Violation("goal", f"{len(confirmed)} reservations stand, not {ends.confirmed}")
    if len(cancelled) != ends.cancelled:
        yield Violation("goal", f"{len(cancelled)} reservations are cancelled, not {ends.cancelled}")
    made = {each.number for each in played.written if each.what is not Agreed.CANCEL}
    if len(confirmed) == ends.confirmed == 1 and confirmed[0].number in made:
        yield from (Violation("goal", each) for each in _wrong(confirmed[0], played, prices))
    if played.with_person != ends.person:
        yield Violation("goal", "a person has it" if played.with_person else "no person has it")
    if not played.contented:
        yield Violation("goal", "the guest gave up")
    yield from (Violation("goal", said) for said in _unsaid(played))


def _unsaid(played: Played) -> Iterator[str]:
    """What was to be said and was not, and the other way round."""
    ends, language = played.scenario.ends, played.scenario.language
    arrived = [line for line in played.lines if line.by in {By.DESK, By.STAFF}]
    for what in ends.said:
        if not any(_words(line, language).tells(what, line.text) for line in arrived):
            yield f"never said: {what}"
    for what in ends.never:
        for line in _replies(played):
            if _words(line, language).tells(what, line.text):
                yield f"said, and should not be: {what} in: {_head(line)}"


def _wrong(reservation: Reservation, played: Played, prices: PriceList) -> Iterator[str]:
    """What in the book is not as the guest wanted it in the end."""
    facts, arrival = played.versions[-1], played.arrivals[-1]
    departure = arrival + timedelta(days=facts.nights)
    if (reservation.stay.arrival, reservation.stay.departure) != (arrival, departure):
        yield f"the stay is {reservation.stay.arrival} to {reservation.stay.departure}, not {arrival} to {departure}"
    parties = [each.occupancy for each in reservation.room_stays]
    adults, ages = sum(each.adults for each in parties), sorted(age for each in parties for age in each.child_ages)
    if (adults, ages) != (facts.adults, sorted(facts.children)):
        yield f"the party is {adults} adults and children of {ages}, not {facts.adults} and {sorted(facts.children)}"
    if len(reservation.room_stays) != facts.rooms:
        yield f"{len(reservation.room_stays)} rooms, not {facts.rooms}"
    types = {str(each.room_type) for each in reservation.room_stays}
    if facts.room and types != {facts.room}:
        yield f"the room is {', '.join(types)}, not {facts.room}"
    if facts.plan and reservation.rate_plan != facts.plan:
        yield f"the rate is {reservation.rate_plan}, not {facts.plan}"
    if len(reservation.price.extras) != len(facts.extras):
        yield f"{len(reservation.price.extras)} extras, not {len(facts.extras)}"
    if reservation.booker.name != played.person.name:
        yield f"it is in the name of {reservation.booker.name}, not {played.person.name}"
    kind, plan = min(types), str(reservation.rate_plan)
    if len(types) == 1 and reservation.total.minor not in prices.totals(facts, arrival, kind, plan):
        yield f"the price is {reservation.total.minor / 100:.2f}, which is not that of the hotel's tables"


def verdict(played: Played, prices: PriceList) -> list[Violation]:
    """Everything that is wrong with this story."""
    return [said for judge in (*INVARIANTS, goal_missed) for said in judge(played, prices)]


def _replies(played: Played) -> list[Line]:
    return [line for line in played.lines if line.by is By.DESK]


def _words(line: Line, language: str) -> Words:
    return words_of(line.language or language)


def _head(line: Line) -> str:
    text = " ".join(line.text.split())
    return text if len(text) <= 120 else f"{text[:117]}..."
