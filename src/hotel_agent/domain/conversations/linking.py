"""A guest shows that another door is theirs too: asked for consent, sent a code, and believed once it is shown."""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta

from attrs import evolve

from hotel_agent.domain.conversations.conversation import Linking, Meaning
from hotel_agent.domain.conversations.doors import learn
from hotel_agent.domain.conversations.effects import Ignore, LinkDoors, SendLinkCode
from hotel_agent.domain.conversations.other_doors import (
    DoorsLinked,
    LinkCodeAsked,
    LinkCodeMade,
)
from hotel_agent.domain.conversations.replies import Line, Words
from hotel_agent.domain.conversations.stays import TALK_TO_PERSON, ask
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.ids import ConversationId, TenantId, digest
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact

OFFER = Line("link.offer", ("text",))
SEND_CODE = Line("choice.send_code")
ON_ITS_WAY = Line("link.on_its_way")
ASK_CODE = Line("link.ask_code")
CODE = Line("link.code", ("number",))
WRONG = Line("link.wrong")
EXPIRED = Line("link.expired")
TOO_OFTEN = Line("link.too_often")
LINKED = Line("link.linked")
LINKED_HERE = Line("link.linked_here")
NOT_LINKED = Line("link.not_linked")
LINES = (OFFER, SEND_CODE, ON_ITS_WAY, ASK_CODE, CODE, WRONG, EXPIRED, TOO_OFTEN, LINKED, LINKED_HERE, NOT_LINKED)

VALID = timedelta(minutes=10)
"""For so long a code may be shown. Guests are told so in words."""
MOST_TRIES = 5
"""After so many wrong codes another way is wanted."""
MOST_CODES = 3
"""So many codes are sent to one door in a day, whoever asks: nobody is flooded, and guessing stays hopeless."""
DIGITS = 6

_DAY = timedelta(hours=24)
_CODE = re.compile(rf"(?<!\d)\d{{{DIGITS // 2}}}[ -]?\d{{{DIGITS - DIGITS // 2}}}(?!\d)")
_LONGEST = 80
"""Whoever shows a code writes little beside it."""


def code_of(token: str) -> str:
    """The code made of a name nobody can guess: six digits."""
    return f"{int(digest('link code', token), 16) % 10**DIGITS:0{DIGITS}}"


def seal(tenant: TenantId, conversation: ConversationId, address: GuestContact, code: str) -> str:
    """What is kept of a code: it fits only this conversation, and only this address."""
    return digest("link", tenant, conversation, address.kind.value, address.value, code)


# The door where the guest asks


def another_door(talk: Talk) -> GuestContact | None:
    """The address or number the guest told that may be another door of theirs; None where nothing is to be asked.

    Where an address of a kind is proven already, a second one would be refused, and nobody is asked in vain.
    """
    state, known = talk.state, talk.state.known
    told = (
        (talk.house.has_mail_door, ContactKind.EMAIL, known.email),
        (talk.house.has_phone_door, ContactKind.PHONE, known.phone),
    )
    proven = {each.kind for each in known.vouched}
    asked_before = state.linking.address if state.linking is not None else None
    found = (GuestContact(kind, value) for is_there, kind, value in told if is_there and value and kind not in proven)
    return next((each for each in found if each != asked_before), None)


def offer(talk: Talk, address: GuestContact) -> Decision:
    """Ask whether a code may be sent there, and say what comes of it: without this consent nothing is linked."""
    asked = talk.to(
        evolve(talk.state, linking=Linking(address=address), asked=Question.LINK_DOORS, asked_at=talk.event.at)
    )
    buttons = (asked.choice(Meaning.SEND_CODE, SEND_CODE()), asked.choice(Meaning.TALK_TO_PERSON, TALK_TO_PERSON()))
    return asked.replies(OFFER(text=Words(address.value)), choices=buttons)


def send(talk: Talk) -> Decision:
    """The guest agreed: a code goes to the address, if a guest is known there. The answer is the same if not.

    A yes that cannot be meant for this is asked for again.
    """
    linking = talk.state.linking
    if linking is None:
        return talk.ends(Ignore("no_question_open"))
    if not talk.answers_what_was_asked:
        return offer(talk, linking.address)
    sent = talk.to(evolve(talk.state, linking=Linking(address=linking.address, sent_at=talk.event.at)))
    told = ask(sent, Question.LINK_CODE, ON_ITS_WAY(), or_a_person=True)
    return evolve(told, effects=(*told.effects, SendLinkCode(address=linking.address, asked_at=talk.event.at)))


def ask_code(talk: Talk) -> Decision:
    """Ask for the code once more."""
    return ask(talk, Question.LINK_CODE, ASK_CODE(), or_a_person=True)


def code_made(talk: Talk, event: LinkCodeMade) -> Decision:
    """Keep what is to be kept of the code, unless the guest has asked for another one since."""
    linking = talk.state.linking
    if linking is None or linking.sent_at != event.asked_at:
        return talk.ends(Ignore("no_code_asked"))
    return talk.to(evolve(talk.state, linking=evolve(linking, seal=event.seal))).ends(Ignore("code_made"))


def show(talk: Talk, texts: Sequence[str]) -> Decision | None:
    """The guest shows a code: it counts once, in its time, and after a few wrong ones no longer.

    None where they write something else, or no code is waited for.
    """
    state, linking, code = talk.state, talk.state.linking, _code(texts)
    if code is None or linking is None or linking.sent_at is None:
        return None
    if linking.shown:
        return talk.ends(Ignore("code_shown_twice"))
    if talk.event.at - linking.sent_at >= VALID:
        return offer(talk.first(talk.says(EXPIRED())), linking.address)
    if linking.seal == seal(state.tenant, state.id, linking.address, code):
        shown = talk.to(evolve(state, linking=evolve(linking, seal=None, shown=True), choices=()))
        return shown.ends(LinkDoors(address=linking.address))
    tries = linking.tries + 1
    if tries >= MOST_TRIES:
        spent = talk.to(evolve(state, linking=Linking(address=linking.address)))
        return ask(spent, Question.TALK_TO_PERSON, TOO_OFTEN(), or_a_person=True)
    tried = talk.to(evolve(state, linking=evolve(linking, tries=tries)))
    return ask(tried, Question.LINK_CODE, WRONG(), or_a_person=True)


def linked(talk: Talk, event: DoorsLinked, go_on: Callable[[Talk], Decision]) -> Decision:
    """Two doors are one guest's from now on. Whoever asked for it, and whoever got the code, is told."""
    before, state = talk.state, learn(talk.state, event)
    asked = before.asked if before.asked not in {Question.LINK_DOORS, Question.LINK_CODE} else None
    talk = talk.to(evolve(state, linking=None, asked=asked))
    if before.handover is not None:
        return talk.ends(Ignore("with_staff"))
    if before.linking is not None and before.linking.shown:
        return go_on(talk.first(talk.says(LINKED())))
    if before.codes_sent:
        return talk.ends(talk.says(LINKED_HERE()))
    return talk.ends(Ignore("doors_linked"))


def not_linked(talk: Talk) -> Decision:
    """It could not be done: say so, and offer a person. Nothing changed."""
    linking = talk.state.linking
    free = talk.to(evolve(talk.state, linking=None if linking is None else Linking(address=linking.address)))
    if free.state.handover is not None:
        return free.ends(free.says(NOT_LINKED(), although_handed_over=True))
    return ask(free, Question.TALK_TO_PERSON, NOT_LINKED(), or_a_person=True)


# The door where the code goes


def pass_on(talk: Talk, event: LinkCodeAsked) -> Decision:
    """Somebody says that this door is theirs too: tell the code here, where only its guest reads it."""
    state, at = talk.state, talk.event.at
    if state.handover is not None:
        return talk.ends(Ignore("with_staff"))
    lately = tuple(each for each in state.codes_sent if at - each < _DAY)
    if len(lately) >= MOST_CODES:
        return talk.ends(Ignore("too_many_codes"))
    told = talk.to(evolve(state, codes_sent=(*lately, at)))
    return told.ends(told.says(CODE(number=Words(event.code))))


def _code(texts: Sequence[str]) -> str | None:
    """The code that was written, with a few words beside it; None where anything else has figures too."""
    if len(texts) != 1 or len(texts[0]) > _LONGEST:
        return None
    found, beside = _CODE.findall(texts[0]), _CODE.sub("", texts[0])
    if len(found) != 1 or any(each.isdigit() for each in beside):
        return None
    return "".join(each for each in found[0] if each.isdigit())
