"""What a guest's words mean: typed values, where they stood, and how sure the reader is. It decides nothing."""

from datetime import date, datetime
from enum import Enum

from attrs import field, frozen, validators

from hotel_agent.domain.conversations.said import Said
from hotel_agent.domain.ids import ConfirmationNumber, ExtraId, RatePlanId, RoomTypeId
from hotel_agent.domain.language import Language, LocalText


class Question(Enum):
    """What the house asked last, so that a bare answer ("el 14", "2", "sí") finds its role."""

    DATES = "dates"
    ARRIVAL = "arrival"
    DEPARTURE = "departure"
    WHICH_DATE = "which_date"
    PARTY = "party"
    CHILD_AGES = "child_ages"
    ROOMS = "rooms"
    WHICH_OFFER = "which_offer"
    ACCEPT_QUOTE = "accept_quote"
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    RESERVATION_NUMBER = "reservation_number"
    PROOF = "proof"
    WHICH_RESERVATION = "which_reservation"
    WHAT_TO_CHANGE = "what_to_change"
    CONFIRM_CANCELLATION = "confirm_cancellation"
    TALK_TO_PERSON = "talk_to_person"
    DETAILS = "details"
    """What our people need to know for what they were asked to do."""
    LINK_DOORS = "link_doors"
    LINK_CODE = "link_code"
    WISH = "wish"
    """What can we do for you? Any wish answers it."""


@frozen(kw_only=True)
class Reading:
    """What a reader must know of the conversation to understand a message."""

    at: datetime
    """Now, on the property's own clock: relative dates count from its date."""
    language: Language
    """The conversation's language so far."""
    languages: tuple[Language, ...]
    """All that are spoken here, the hotel's own first."""
    day_first: bool = True
    asked: Question | None = None
    room_types: tuple[tuple[RoomTypeId, LocalText], ...] = ()
    rate_plans: tuple[tuple[RatePlanId, LocalText], ...] = ()
    extras: tuple[tuple[ExtraId, LocalText], ...] = ()
    arrival: date | None = None
    """The arrival known so far: "hasta el 16" counts from it."""
    departure: date | None = None
    choices: tuple[date, ...] = ()
    """The dates shown when WHICH_DATE was asked, in their sequence: "la segunda", "la de marzo"."""
    options: int = field(default=0, validator=validators.ge(0))
    """How many things are shown to pick from; 0 where that is not known."""
    alone: bool = False
    """Nobody outside the house is asked what it means."""

    @property
    def today(self) -> date:
        """The date in the property's calendar."""
        return self.at.date()


@frozen
class IntentScore:
    """An intent the message shows, by its name in the INTENTS table, and how sure the reader is (0 to 1)."""

    name: str
    confidence: float = field(default=1.0, validator=[validators.ge(0), validators.le(1)])


class Answer(Enum):
    """How a message answers a yes-or-no question."""

    YES = "yes"
    NO = "no"
    LATER = "later"


class Aspect(Enum):
    """What of a reservation a guest wants otherwise."""

    DATES = "dates"
    PEOPLE = "people"
    ROOM = "room"
    EXTRAS = "extras"
    NAME = "name"


class PickBy(Enum):
    """By what a guest picks one of several."""

    SHOWN = "shown"
    PRICE = "price"


@frozen
class Pick:
    """One of several things shown: the second, the last (-1), the cheapest (1 by price), the dearest (-1 by price)."""

    rank: int = field()
    by: PickBy = PickBy.SHOWN

    @rank.validator
    def _is_a_rank(self, _attribute: object, rank: int) -> None:
        if rank == 0:
            raise ValueError("ranks count from 1, or from -1 backwards")


@frozen(kw_only=True)
class Slots:
    """The values a message gives. Absent is None: nothing is guessed, and values are as said, sensible or not.

    `guests` is a head count without ages ("somos 4"); `children` counts children whose ages were not all told.
    `room_types` names several types wanted together, one for each room; `more_rooms` is told relative to those there
    are ("one room less" is -1). `extras` are wanted beside the room, those of `without` are not wanted any more.
    `request` is a wish of how the stay should be, in the guest's own words. `name` is who the guest is, `in_name` whose
    name a reservation is to be given instead.
    """

    arrival: date | None = None
    departure: date | None = None
    nights: int | None = None
    guests: int | None = None
    adults: int | None = None
    children: int | None = None
    child_ages: tuple[int, ...] | None = None
    rooms: int | None = None
    room_type: RoomTypeId | None = None
    rate_plan: RatePlanId | None = None
    room_types: tuple[RoomTypeId, ...] | None = None
    more_rooms: int | None = None
    extras: tuple[ExtraId, ...] | None = None
    without: tuple[ExtraId, ...] | None = None
    request: str | None = field(default=None, repr=False)
    pick: Pick | None = None
    name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    number: ConfirmationNumber | None = None
    in_name: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class Mention:
    """Where a value stood in the text: `text[start:end]` of the message as it was read."""

    slot: str
    text: str
    start: int
    end: int


@frozen(kw_only=True)
class Doubt:
    """A date that can be read in more than one way, the likelier reading first: an arrival or a departure."""

    slot: str = field(validator=validators.in_(("arrival", "departure")))
    readings: tuple[date, ...] = field(validator=validators.min_len(2))

    @readings.validator
    def _differ(self, _attribute: object, readings: tuple[date, ...]) -> None:
        if len(set(readings)) != len(readings):
            raise ValueError("a date read twice in the same way is no doubt")


@frozen(kw_only=True)
class Understanding:
    """What one turn's words mean. `impossible` holds what looks like a date and is none ("30 de febrero")."""

    language: Language | None = None
    wished_language: Language | None = None
    """The language the guest asks to go on in, where they name one; it may be none of the house's."""
    intents: tuple[IntentScore, ...] = ()
    slots: Slots = Slots()
    aspect: Aspect | None = None
    """What of a reservation is to be changed, where it is named and not said how."""
    answer: Answer | None = None
    firm: bool = True
    """Whether a yes is said in so many words, and not a mere ok."""
    correction: bool = False
    """The guest takes something back ("no, mejor el 14")."""
    doubts: tuple[Doubt, ...] = ()
    impossible: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    said: tuple[Said, ...] = ()
    """Times, numbers and money as said, in the sequence of the text, whatever the stay makes of them."""
    reader: str = field(default="", eq=False)
    """Who read it, for whoever asks why: `embedded`, or the adviser's name where one was heard."""

    def shows(self, intent: str, *, at_least: float = 0.0) -> bool:
        """Whether the message shows this intent, as surely as that."""
        return any(score.name == intent and score.confidence >= at_least for score in self.intents)
