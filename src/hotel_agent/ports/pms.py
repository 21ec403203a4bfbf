"""The hotel's own book of rooms, rates and reservations."""

from collections.abc import Sequence
from typing import Protocol

from hotel_agent.domain.ids import ConfirmationNumber, EffectKey, PropertyId
from hotel_agent.domain.money import Money
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.reservations.catalogue import Catalogue
from hotel_agent.domain.reservations.offer import Ask, Offer
from hotel_agent.domain.reservations.quote import Quote
from hotel_agent.domain.reservations.reservation import Booker, Cancellation, GuestContact, Reservation
from hotel_agent.domain.stay import Stay


class Pms(Protocol):
    """One tenant's book. A business no is returned as a `Refusal`.

    Any method may raise `Unavailable`: the world does not answer and nothing was changed. The three that change
    something may raise `OutcomeUnknown` instead: it may have been done. Repeating the same call under the same key is
    safe in every case, at any time, from any process.
    """

    async def catalogue(self, property_id: PropertyId) -> Catalogue:
        """What the property sells, in the sequence in which it is shown. Raises Unavailable."""
        ...

    async def search(self, ask: Ask) -> Sequence[Offer] | Refusal:
        """Rooms free on every night for these parties, priced as a guest pays them, in the catalogue's sequence.

        Every offer has one room per party, in their sequence, each within its capacity: of one type, or of the types
        of `ask.room_types`. Of `ask.extras` those sold are in its price, each with a line of its own. An empty
        answer is never given: a `Refusal` says why nothing is offered: NO_ROOM_FITS, or where some would fit, the one
        a guest gets round most easily (MINIMUM_STAY, ..., SOLD_OUT; a closed house is sold out). The rooms of
        `ask.instead_of` count as free. Changes nothing and holds nothing back.
        """
        ...

    async def book(self, quote: Quote, booker: Booker, *, key: EffectKey) -> Reservation | Refusal:
        """Make the contract, at exactly the quoted price. `quote.requests` are noted where staff read them.

        Under a key at most one reservation is ever made, also after a crash or an unknown outcome: a repetition
        returns the one that was made, also when it was cancelled since. A refusal (SOLD_OUT, PRICE_CHANGED,
        NO_ROOM_FITS; MISSING_CONTACT for a booker with neither e-mail nor telephone, or without one that the catalogue
        says is required) made nothing and may be asked again. No night is ever oversold.
        """
        ...

    async def modify(self, number: ConfirmationNumber, quote: Quote, *, key: EffectKey) -> Reservation | Refusal:
        """Turn the reservation into what the quote describes, at exactly its price. Repeating converges on that state.

        `quote.requests` join what was noted; under `quote.in_name` it goes by that name, or staff read it.

        Refused (NOT_FOUND, NOT_CHANGEABLE, ALREADY_CANCELLED, SOLD_OUT, PRICE_CHANGED), it stays exactly as it was.
        """
        ...

    async def cancel(self, number: ConfirmationNumber, *, penalty: Money, key: EffectKey) -> Cancellation | Refusal:
        """Cancel the reservation at the penalty the guest agreed to, and free its rooms.

        Under the same key a repetition returns the same cancellation; under another key it is refused with
        ALREADY_CANCELLED. Other refusals: NOT_FOUND, NOT_CHANGEABLE (a guest in the house).
        """
        ...

    async def find(
        self, property_id: PropertyId, by: ConfirmationNumber | EffectKey | GuestContact
    ) -> Sequence[Reservation]:
        """The property's reservations that match, cancelled ones too, the earliest arrival first; empty when none does.

        A number or key is matched whole and without regard to case, a contact as `Booker.reached_by` does.
        """
        ...

    async def staying(self, property_id: PropertyId, nights: Stay) -> Sequence[Reservation]:
        """The property's reservations that hold a room on one of these nights, the earliest arrival first.

        Wherever they were made. Cancelled ones hold none. Whoever arrives on a day sleeps its night, and whoever leaves
        on it slept the one before.
        """
        ...
