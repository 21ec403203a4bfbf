"""Who may be known as one guest, and what a door learns of the others."""

import pytest

from hotel_agent.domain.conversations.doors import Whereabouts, objection, told_by
from hotel_agent.domain.ids import AccountId
from hotel_agent.domain.refusals import Reason
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact
from hotel_agent.testing.specification import a_conversation, a_guest


def known(*kinds: str, at: str = "") -> Whereabouts:
    return Whereabouts(kinds=frozenset(kinds), doors=frozenset({("whatsapp", AccountId(at))} if at else ()))


@pytest.mark.parametrize(
    ("guest", "other", "reason"),
    [
        (known("wa_phone", "wa_bsuid"), known("email"), None),
        (known("wa_phone", at="1"), known("webchat", "email", at="2"), None),
        (known(), known("email"), Reason.NOT_FOUND),
        (known("email"), known(), Reason.NOT_FOUND),
        (known("email_claimed"), known("wa_phone"), Reason.ONLY_CLAIMED),
        (known("wa_phone"), known("email", "email_claimed"), Reason.ONLY_CLAIMED),
        (known("email"), known("email"), Reason.SAME_DOOR),
        (known("wa_phone", "email"), known("webchat", "email"), Reason.SAME_DOOR),
        (known("wa_phone", at="1"), known("wa_bsuid", at="1"), Reason.SAME_DOOR),
    ],
)
def test_one_person_is_known_once_to_a_channel_and_never_by_their_word_alone(
    guest: Whereabouts, other: Whereabouts, reason: Reason | None
) -> None:
    for refusal in (objection(guest, other), objection(other, guest)):
        assert (refusal and refusal.reason) == reason


def test_what_several_doors_know_is_told_once() -> None:
    by_mail, by_phone = a_guest("Ana", email="ana@example.org"), a_guest("Anita", phone="34600000001")
    told = told_by([a_conversation(known=by_mail), a_conversation(known=by_phone), a_conversation(known=by_mail)])
    assert (told.name, told.email, told.phone) == ("Ana", by_mail.email, by_phone.phone)
    assert told.contacts == (*by_mail.contacts, *by_phone.contacts)
    assert told_by([]).contacts == ()
    assert GuestContact(ContactKind.EMAIL, "ana@example.org") not in told_by([a_conversation(known=by_phone)]).contacts
