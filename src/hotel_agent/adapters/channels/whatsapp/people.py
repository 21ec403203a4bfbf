"""Who a message concerns: the ids it bears, joined with the card that comes beside it (contract, 2.4 and 2.8)."""

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from hotel_agent.adapters.channels.whatsapp.fields import Json, identifier, phone, table, words
from hotel_agent.adapters.channels.whatsapp.numbers import other_forms
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact
from hotel_agent.ports.channel import Identity

BSUID = "wa_bsuid"
PARENT_BSUID = "wa_parent_bsuid"
PHONE = "wa_phone"


@frozen(kw_only=True)
class Person:
    """Somebody on WhatsApp. A person who goes by a name there may be without a number."""

    bsuid: str = field(default="", repr=False)
    """The business-scoped id (contract, 2.8)."""
    parent_bsuid: str = field(default="", repr=False)
    """The id that the portfolios of one company share."""
    number: str = field(default="", repr=False)
    profile_name: str = field(default="", repr=False)

    @property
    def identities(self) -> tuple[Identity, ...]:
        """How WhatsApp knows them, the surest first."""
        known = (
            Identity(BSUID, self.bsuid),
            Identity(PARENT_BSUID, self.parent_bsuid),
            Identity(PHONE, self.number),
        )
        return tuple(each for each in known if each.value)

    @property
    def also(self) -> tuple[Identity, ...]:
        """Other forms of the number, under which they may be known."""
        return tuple(Identity(PHONE, form) for form in other_forms(self.number))

    @property
    def contacts(self) -> tuple[GuestContact, ...]:
        """The number WhatsApp vouches for, in every form a hotel's book may hold it in."""
        forms = (self.number, *other_forms(self.number))
        return tuple(GuestContact(ContactKind.PHONE, form) for form in forms if form)


@frozen
class Cards:
    """The cards beside a batch of messages, found by their ids: their places mean nothing."""

    by_bsuid: Mapping[str, Json]
    by_number: Mapping[str, Json]

    @classmethod
    def among(cls, contacts: Sequence[object]) -> "Cards":
        """The cards that say whose they are. Of two for one id the first counts."""
        cards = [card for card in reversed(contacts) if isinstance(card, dict)]
        return cls(
            {identifier(card, "user_id"): card for card in cards}, {phone(card, "wa_id"): card for card in cards}
        )

    def person(self, bsuid: str, number: str, parent_bsuid: str = "") -> Person:
        """The person of these ids, with what their card adds."""
        card = self._of(bsuid, number)
        return Person(
            bsuid=bsuid or identifier(card, "user_id"),
            parent_bsuid=parent_bsuid or identifier(card, "parent_user_id"),
            number=number or phone(card, "wa_id"),
            profile_name=words(table(card, "profile"), "name"),
        )

    def _of(self, bsuid: str, number: str) -> Json:
        if bsuid and bsuid in self.by_bsuid:
            return self.by_bsuid[bsuid]
        card = self.by_number.get(number, {}) if number else {}
        is_anothers = bool(bsuid and identifier(card, "user_id"))
        return {} if is_anothers else card


def sender(message: Json, cards: Cards) -> Person:
    """Who sent a message."""
    parent = identifier(message, "from_parent_user_id")
    return cards.person(identifier(message, "from_user_id"), phone(message, "from"), parent)


def addressee(message: Json, cards: Cards) -> Person:
    """Whom a message of the hotel's people went to."""
    parent = identifier(message, "to_parent_user_id")
    return cards.person(identifier(message, "to_user_id"), phone(message, "to"), parent)


def recipient(status: Json) -> Person:
    """Whom a message of ours went to; nobody when it went to a group."""
    if words(status, "recipient_type") == "group":
        return Person()
    return Person(bsuid=identifier(status, "recipient_user_id"), number=phone(status, "recipient_id"))
