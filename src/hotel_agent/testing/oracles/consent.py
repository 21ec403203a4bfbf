"""What a guest's yes allows: exactly what was put before it, once, and only while it holds.

Read off what was said and what was sent, never off the state of the conversation: what the guest could not see, the
guest did not agree to.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from attrs import define, evolve, field, frozen

from hotel_agent.domain.conversations.effects import Book, Cancel, Command, Modify, Say
from hotel_agent.domain.conversations.replies import Count, Moment, Sayings, Value, Words
from hotel_agent.domain.ids import ChoiceToken
from hotel_agent.domain.money import Money

OLDEST_YES: Final = timedelta(minutes=15)

_ASKS_TO_BOOK: Final = {"quote.ask_yes", "quote.ask_yes_and_name"}
_ASKS_TO_MODIFY: Final = {"quote.ask_yes_to_change"}
_ASKS_TO_CANCEL: Final = {"cancel.free", "cancel.costs"}
_ASKS_AGAIN: Final = {"quote.remind", "quote.later", "quote.shall_i", "quote.shall_i_change"}
_YES_TITLES: Final = {"choice.accept", "choice.confirm_cancellation"}
_OF_SOMETHING_ELSE: Final = {"told.total_before", "told.dearer", "told.cheaper", "told.extra", "told.extra_free"}
_COUNTS_FOR_NOTHING: Final = "unclear.choice_gone"
_ENDS_IT: Final = {"quote.declined", "quote.expired", "told.offers", "told.offers_in_rooms", "cancel.kept"}


@frozen(kw_only=True)
class Put:
    """Something put to the guest for a yes, as it was said."""

    kind: type[Command]
    said: Mapping[str, object]
    at: datetime
    until: datetime


@frozen
class Consented:
    """A yes to something put."""

    to: Put
    spent: bool = field(default=False)


@define
class Consent:
    """Listens to both sides of one conversation."""

    valid_minutes: int
    put: Put | None = None
    """What the guest was asked about last."""
    given: Consented | None = None
    _given_before: Consented | None = None
    """What was agreed to before the guest was heard last."""
    _buttons: dict[ChoiceToken, Put] = field(factory=dict)

    def hears_us(self, say: Say, at: datetime) -> None:
        """Something is said to the guest."""
        lines = {part.line for part in say.reply.parts}
        if _COUNTS_FOR_NOTHING in lines:
            self.given = self._given_before
        if lines & _ENDS_IT:
            self.put = self.given = None
        for kind, asks in ((Book, _ASKS_TO_BOOK), (Modify, _ASKS_TO_MODIFY), (Cancel, _ASKS_TO_CANCEL)):
            if lines & asks:
                self.put, self.given = self._put(kind, say, at), None
        if self.put is not None and lines & (_ASKS_TO_BOOK | _ASKS_TO_MODIFY | _ASKS_TO_CANCEL | _ASKS_AGAIN):
            for choice in say.reply.choices:
                if choice.title.line in _YES_TITLES:
                    self._buttons[choice.token] = self.put

    def hears_the_guest(
        self,
        *,
        yes: bool,
        no: bool,
        pressed: Iterable[ChoiceToken],
        at: datetime,
        received_at: datetime,
        sent_at: datetime,
    ) -> None:
        """A guest says or presses something."""
        self._given_before = self.given
        meant = [self._buttons[token] for token in pressed if token in self._buttons]
        if yes and self.put is not None:
            meant.append(self.put)
        if no:
            self.given = None
        for put in meant:
            if not no and put.at <= received_at and at - sent_at <= OLDEST_YES and at < put.until:
                self.given = Consented(put)

    def hears_of_a_person(self) -> None:
        """A person has the conversation: whatever the machine asked before is asked no longer."""
        self.put = self.given = None

    def hears_of_a_missing_contact(self) -> None:
        """The book made nothing for want of a contact: the yes may be used once more."""
        if self.given is not None:
            self.given = Consented(self.given.to)

    def objection(self, command: Book | Modify | Cancel, at: datetime) -> str | None:
        """Why the guest has not agreed to this; None when they have. A yes that was used is used up."""
        given = self.given
        if given is None:
            return "nobody said yes"
        if given.spent:
            return "the yes was used before"
        if given.to.kind is not type(command):
            return f"the yes was to a {given.to.kind.__name__}"
        if at >= given.to.until:
            return f"what the yes was to has expired at {given.to.until}"
        differing = [name for name, value in _seen(command).items() if given.to.said.get(name) != value]
        if differing:
            return f"the guest was shown another {', '.join(differing)}"
        self.given = evolve(given, spent=True)
        return None

    def _put(self, kind: type[Command], say: Say, at: datetime) -> Put:
        said: dict[str, object] = {}
        for part in say.reply.parts:
            for name, value in part.values:
                # Of a change the total before is told too, under the same name: what counts is what would be paid.
                if part.line not in _OF_SOMETHING_ELSE:
                    said.setdefault(name, value)
        said["rooms"] = _rooms_told(say)
        said["extras"] = _extras_told(say)
        renamed = [part.named["name"] for part in say.reply.parts if part.line == "told.name"]
        said["in_name"] = renamed[0] if renamed else Words("")
        until = at + timedelta(minutes=self.valid_minutes)
        for part in say.reply.parts:
            told = part.named.get("until")
            if part.line == "told.valid_until" and isinstance(told, Moment):
                until = told.at
        return Put(kind=kind, said=said, at=at, until=until)


def _seen(command: Book | Modify | Cancel) -> dict[str, object]:
    """What a guest must have been shown to agree to this."""
    if isinstance(command, Cancel):
        seen: dict[str, object] = {"number": Words(command.number)}
        if command.penalty.minor != 0:
            seen["penalty"] = command.penalty
        return seen
    quote = command.quote
    offer = quote.offer
    return {
        "total": offer.price.total,
        "stay": offer.stay,
        "rooms": tuple(each.name for each in offer.room_stays),
        "extras": tuple((each.name, each.amount.minor) for each in offer.price.extras),
        "in_name": Words(quote.in_name or ""),
    }


def _rooms_told(say: Say) -> tuple[Value, ...]:
    """The name of every room a guest is told of, one by one."""
    for part in say.reply.parts:
        named = part.named
        if part.line == "told.room":
            return (named["room"],)
        if part.line == "told.rooms" and isinstance(named["rooms"], Count):
            return (named["room"],) * named["rooms"].number
        if part.line == "told.several_rooms" and isinstance(named["several"], Sayings):
            return tuple(each.named["room"] for each in named["several"].parts)
    return ()


def _extras_told(say: Say) -> tuple[tuple[Value, int], ...]:
    """What a guest is told to have beside the room, each with what it costs in minor units."""
    told = []
    for part in say.reply.parts:
        amount = part.named.get("amount")
        if part.line == "told.extra" and isinstance(amount, Money):
            told.append((part.named["name"], amount.minor))
        if part.line == "told.extra_free":
            told.append((part.named["name"], 0))
    return tuple(told)
