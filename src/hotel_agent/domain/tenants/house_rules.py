"""The limits a hotel sets for what may be agreed in writing."""

import re
import unicodedata
from datetime import time
from decimal import Decimal

from attrs import field, frozen, validators

from hotel_agent.domain.language import LocalText
from hotel_agent.domain.money import Money, total
from hotel_agent.domain.party import OLDEST_CHILD
from hotel_agent.domain.tenants.keeping import Keeping

_INVOICE_FACTS = ("name", "tax_number", "address", "email")


@frozen(kw_only=True)
class Deposit:
    """What is paid ahead of a stay: a share of its price, or its first nights. One of the two, never both."""

    percent: int = field(default=0, validator=[validators.ge(0), validators.le(100)])
    nights: int = field(default=0, validator=validators.ge(0))

    def __attrs_post_init__(self) -> None:
        if bool(self.percent) == bool(self.nights):
            raise ValueError("a deposit is either a percent of the price or a number of nights")

    def of(self, price: Money, night_prices: tuple[Money, ...]) -> Money:
        """What is paid ahead for a stay of this price, never more than that price."""
        if self.percent:
            return price.percent(Decimal(self.percent))
        return min(total(night_prices[: self.nights], price.currency), price)


@frozen(kw_only=True)
class OffHours:
    """How early or how late a room may be had beside the usual hours, and what the hotel asks for it, in its words."""

    hour: time
    fee: LocalText | None = None


KINDS_OF_PETS = ("dog", "cat")


@frozen(kw_only=True)
class Pets:
    """Whether guests bring pets, which ones, and what the hotel asks for them: an extra of its book, or its own words.

    Assistance animals are no pets.
    """

    welcome: bool = True
    kinds: tuple[str, ...] = field(default=())
    """`dog`, `cat`; none named: any."""
    most: int = field(default=0, validator=validators.ge(0))
    """So many in one room; 0: nothing is said of it."""
    heaviest_kg: int = field(default=0, validator=validators.ge(0))
    """So heavy one may be; 0: nothing is said of it."""
    extra: str = ""
    """What is reserved and paid for one, by its id in the hotel's book."""
    fee: LocalText | None = None
    """What is paid for one, in the hotel's words, where the book sells nothing for it."""
    assistance_animals: bool = True
    """Whether these are welcome, pets or not."""

    @kinds.validator
    def _are_known(self, _attribute: object, kinds: tuple[str, ...]) -> None:
        for kind in kinds:
            if kind not in KINDS_OF_PETS:
                raise ValueError(f"{kind!r} is no kind of pet told apart here; {', '.join(KINDS_OF_PETS)} are")

    def __attrs_post_init__(self) -> None:
        """Raises ValueError for what contradicts itself."""
        if not self.welcome and (self.kinds or self.most or self.heaviest_kg or self.extra or self.fee):
            raise ValueError("a house without pets has nothing more to say of them")
        if self.extra and self.fee:
            raise ValueError("a pet is paid as an extra of the book, or as the fee says: one of the two")


@frozen(kw_only=True)
class QuietHours:
    """From when to when guests are asked to be quiet, on the property's clock."""

    begin: time
    end: time

    def __attrs_post_init__(self) -> None:
        """Raises ValueError for hours that never begin."""
        if self.begin == self.end:
            raise ValueError("quiet hours end at another hour than they begin")


@frozen(kw_only=True)
class HouseRules:
    """What this hotel allows in a conversation. Each number is a limit, in the unit its name says."""

    quote_valid_minutes: int = field(default=120, validator=validators.ge(1))
    longest_stay_nights: int = field(default=30, validator=validators.ge(1))
    days_ahead: int = field(default=540, validator=validators.ge(1))
    largest_party: int = field(default=8, validator=validators.ge(1))
    """A larger party is a group, and a group is talked to by a person."""
    email_required: bool = False
    unclear_turns: int = field(default=2, validator=validators.ge(1))
    """So many turns in a row may stay unclear; the next one goes to a person."""
    staff_silence_minutes: int = field(default=720, validator=validators.ge(1))
    """After a handover in which nobody answers for so long, the machine takes the conversation back."""
    paid_messages_a_month: int = field(default=0, validator=validators.ge(0))
    """After so many messages a channel charges for in one calendar month, an alarm is raised; 0: never."""
    child_until_age: int = field(default=12, validator=[validators.ge(0), validators.le(17)])
    """The oldest age at which a guest is a child of this house; older ones are adults in every price."""
    youngest_guest: int = field(default=0, validator=[validators.ge(0), validators.le(OLDEST_CHILD + 1)])
    """Nobody younger stays here; 18 is a house for adults only."""
    shortest_stay_nights: int = field(default=1, validator=validators.ge(1))
    """Whatever the book's own restrictions are, nobody reserves fewer nights in writing."""
    deposit: Deposit | None = None
    """What is paid ahead, where the rate does not say otherwise."""
    changes_in_chat: bool = True
    cancellations_in_chat: bool = True
    change_hours_before: int = field(default=0, validator=validators.ge(0))
    """From so many hours before arrival on, a reservation is changed by a person only."""
    cancel_hours_before: int = field(default=0, validator=validators.ge(0))
    """From so many hours before arrival on, a reservation is cancelled by a person only."""
    names_in_chat: bool = True
    """Whether a reservation gets another name in writing."""
    name_hours_before: int = field(default=0, validator=validators.ge(0))
    """From so many hours before arrival on, it gets one from a person only."""
    pets: Pets | None = None
    """Nothing is said of pets where the house says nothing."""
    quiet_hours: QuietHours | None = None
    early_check_in: OffHours | None = None
    late_check_out: OffHours | None = None
    invoice_asks: tuple[str, ...] = field(default=_INVOICE_FACTS)
    """What an invoice needs: `name`, `tax_number`, `address`, `email`."""
    handover_words: tuple[str, ...] = ()
    """Words and phrases that always go to a person, however they are written."""
    handover_intents: tuple[str, ...] = ()
    """Wishes that always go to a person, by the name of their intent."""
    keeping: Keeping = Keeping()
    """How long what is known of guests is kept."""
    shadow: bool = False
    """The machine only drafts for every guest of this hotel, whatever the switches say, and whether or not they do."""

    @invoice_asks.validator
    def _are_facts(self, _attribute: object, names: tuple[str, ...]) -> None:
        for name in names:
            if name not in _INVOICE_FACTS:
                raise ValueError(f"{name!r} is nothing an invoice needs; {', '.join(_INVOICE_FACTS)} are")

    def __attrs_post_init__(self) -> None:
        """Raises ValueError for stays that cannot be."""
        if self.shortest_stay_nights > self.longest_stay_nights:
            raise ValueError("shortest_stay_nights is more than longest_stay_nights: nobody could reserve")

    def wants_a_person(self, text: str) -> bool:
        """Whether these words hold one that always goes to a person. Case and accents do not count, whole words do."""
        said = _folded(text)
        return any(re.search(rf"(?<!\w){re.escape(_folded(each))}(?!\w)", said) for each in self.handover_words)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(each for each in plain if not unicodedata.combining(each)).split())
