"""One guest at several doors: who may be known as one, and what a door learns of the others."""

from collections.abc import Collection

from attrs import evolve, frozen

from hotel_agent.domain.conversations.conversation import Conversation, KnownGuest, at_rest
from hotel_agent.domain.conversations.effects import Ignore
from hotel_agent.domain.conversations.other_doors import (
    DoorsLinked,
)
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.ids import AccountId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import ContactKind

CLAIMED = "_claimed"
"""Ends the name of a kind of identity that somebody only says is theirs."""


@frozen(kw_only=True)
class Whereabouts:
    """Under which kinds of identity a guest is known, and at which doors they have a conversation."""

    kinds: frozenset[str]
    doors: frozenset[tuple[str, AccountId]]


def objection(guest: Whereabouts, other: Whereabouts) -> Refusal | None:
    """Why these two may not be known as one; None where nothing speaks against it.

    Whoever a channel only takes at their word is known as nobody else. One person is known once to a channel: two
    identities of a kind, or two conversations at a door, are two people, or a matter for a person to look into.
    """
    if not guest.kinds or not other.kinds:
        return Refusal(Reason.NOT_FOUND)
    if any(kind.endswith(CLAIMED) for kind in guest.kinds | other.kinds):
        return Refusal(Reason.ONLY_CLAIMED)
    if guest.kinds & other.kinds or guest.doors & other.doors:
        return Refusal(Reason.SAME_DOOR)
    return None


def told_by(states: Collection[Conversation]) -> KnownGuest:
    """What these conversations know of their guest, for the doors linked with theirs: the first that knows tells."""
    known = [state.known for state in states]
    return KnownGuest(
        name=next((each.name for each in known if each.name), None),
        email=next((each.email for each in known if each.email), None),
        phone=next((each.phone for each in known if each.phone), None),
        contacts=tuple(dict.fromkeys(contact for each in known for contact in each.contacts)),
    )


def learn(state: Conversation, event: DoorsLinked) -> Conversation:
    """The conversation, knowing what the guest's other doors know. What was told here counts more.

    No quote, no choice and no question comes from another door.
    """
    known, told = state.known, event.told
    contacts = (each for each in (*known.elsewhere, *told.contacts) if each not in known.contacts)
    learnt = evolve(
        known,
        name=known.name or told.name,
        email=known.email or told.email,
        phone=known.phone or told.phone,
        elsewhere=tuple(dict.fromkeys(contacts)),
    )
    return evolve(state, known=learnt)


def parted(talk: Talk) -> Decision:
    """A door is on its own again: only what its own channel vouches for is known, and nothing is open.

    Reservations made here stay the guest's, and what is under way to the book comes to its end.
    """
    state, own = talk.state, talk.state.known.contacts
    emails = (each.value for each in own if each.kind is ContactKind.EMAIL)
    phones = (each.value for each in own if each.kind is ContactKind.PHONE)
    known = KnownGuest(email=next(emails, None), phone=next(phones, None), contacts=own)
    return talk.to(evolve(at_rest(state), known=known, reservation=None, linking=None)).ends(Ignore("doors_parted"))
