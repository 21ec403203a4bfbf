"""Who a message concerns: the ids it bears, joined with the card that comes beside it (contract, 2.4 and 2.8)."""

from collections.abc import Sequence

from attrs import field, frozen

from hotel_agent.adapters.channels.whatsapp.fields import Json, identifier, phone, table, words
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact
from hotel_agent.ports.channel import Identity

BSUID = "wa_bsuid"
PHONE = "wa_phone"


@frozen(kw_only=True)
class Person:
    """Somebody on WhatsApp. A person who goes by a name there may be without a number."""

    bsuid: str = field(default="", repr=False)
    """The business-scoped id (contract, 2.8)."""
    number: str = field(default="", repr=False)
    profile_name: str = field(default="", repr=False)

    @property
    def identities(self) -> tuple[Identity, ...]:
        """How WhatsApp knows them, the surest first."""
        known = (Identity(BSUID, self.bsuid), Identity(PHONE, self.number))
        return tuple(each for each in known if each.value)

    @property
    def contacts(self) -> tuple[GuestContact, ...]:
        """The number WhatsApp vouches for."""
        return (GuestContact(ContactKind.PHONE, self.number),) if self.number else ()


def sender(message: Json, cards: Sequence[object]) -> Person:
    """Who sent a message."""
    return _joined(identifier(message, "from_user_id"), phone(message, "from"), cards)


def addressee(message: Json, cards: Sequence[object]) -> Person:
    """Whom a message of the hotel's people went to."""
    return _joined(identifier(message, "to_user_id"), phone(message, "to"), cards)


def recipient(status: Json) -> Person:
    """Whom a message of ours went to; nobody when it went to a group."""
    if words(status, "recipient_type") == "group":
        return Person()
    return Person(bsuid=identifier(status, "recipient_user_id"), number=phone(status, "recipient_id"))


def _joined(bsuid: str, number: str, cards: Sequence[object]) -> Person:
    """The person of these ids, with what their card adds. Cards are found by id: their places mean nothing."""
    card = _card(bsuid, number, cards)
    return Person(
        bsuid=bsuid or identifier(card, "user_id"),
        number=number or phone(card, "wa_id"),
        profile_name=words(table(card, "profile"), "name"),
    )


def _card(bsuid: str, number: str, cards: Sequence[object]) -> object:
    for card in cards:
        if bsuid and identifier(card, "user_id") == bsuid:
            return card
    for card in cards:
        another = bsuid and identifier(card, "user_id")
        if number and phone(card, "wa_id") == number and not another:
            return card
    return None
