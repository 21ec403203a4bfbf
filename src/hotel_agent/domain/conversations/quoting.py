"""From what the book offers to a yes: every price said is a quote, and only a yes to that very quote reserves."""

from datetime import timedelta

from attrs import evolve

from hotel_agent.domain.conversations import contact, rooming
from hotel_agent.domain.conversations.conversation import Errand, HandoverReason, Meaning, Needs, OpenChoice
from hotel_agent.domain.conversations.effects import Book, Modify, SearchRooms, WakeAt
from hotel_agent.domain.conversations.errand import send_out
from hotel_agent.domain.conversations.events import NothingOffered, RoomsFound
from hotel_agent.domain.conversations.handover import hand_over
from hotel_agent.domain.conversations.limits import change_by_a_person
from hotel_agent.domain.conversations.occasions import about
from hotel_agent.domain.conversations.quote_lines import describe, everybody_in, list_offers, name_room, summary
from hotel_agent.domain.conversations.replies import Line, Moment, Part, Words
from hotel_agent.domain.conversations.stays import ROOM_TOO_SMALL, TALK_TO_PERSON, pursue, refuse
from hotel_agent.domain.conversations.talk import Decision, Offered, Talk
from hotel_agent.domain.conversations.understanding import Pick, PickBy, Question
from hotel_agent.domain.ids import QuoteId, RoomTypeId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.offer import Offer
from hotel_agent.domain.reservations.quote import Quote, issue
from hotel_agent.domain.reservations.reservation import Booker
from hotel_agent.domain.tenants.stay_messages import Occasion

WHICH_OFFER = Line("quote.which_offer")
ASK_YES = Line("quote.ask_yes")
ASK_YES_AND_NAME = Line("quote.ask_yes_and_name")
ASK_YES_TO_CHANGE = Line("quote.ask_yes_to_change", ("number",))
REMIND = Line("quote.remind")
SHALL_I = Line("quote.shall_i")
SHALL_I_CHANGE = Line("quote.shall_i_change", ("number",))
EXPIRED = Line("quote.expired")
DECLINED = Line("quote.declined")
LATER = Line("quote.later", ("until",))
ROOM_SOLD_OUT = Line("quote.room_sold_out")
OTHER_PLAN = Line("quote.other_plan", ("plan", "total"))
ACCEPT = Line("choice.accept")
DECLINE = Line("choice.decline")
TAKE = Line("choice.take_offer", ("room",))
TAKE_PLAN = Line("choice.take_plan", ("plan",))

LINES = (
    WHICH_OFFER,
    ASK_YES,
    ASK_YES_AND_NAME,
    ASK_YES_TO_CHANGE,
    REMIND,
    SHALL_I,
    SHALL_I_CHANGE,
    EXPIRED,
    DECLINED,
    LATER,
    ROOM_SOLD_OUT,
    OTHER_PLAN,
    *contact.LINES,
    ACCEPT,
    DECLINE,
    TAKE,
    TAKE_PLAN,
)

MOST_OFFERS = 5
"""More would not be read on a telephone; the guest may still name any room."""


MOST_ROOMS = 4
"""So many rooms are looked for on our own account."""

_MORE_ROOMS_MAY_DO = {Reason.SOLD_OUT, Reason.NO_ROOM_FITS}


def offered(talk: Talk, event: RoomsFound) -> Decision:
    """Make quotes of what is free, and show them: one in full, or a short list to pick from."""
    if not event.offers:
        return refuse(talk, Refusal(Reason.SOLD_OUT))
    needs = talk.state.needs
    offers = _fitting(event.offers, needs)
    quotes = tuple(_quote(talk, offer, number) for number, offer in enumerate(offers))
    talk = talk.to(evolve(talk.state, quotes=quotes))
    listed = in_list(quotes)
    if len(listed) == 1:
        return put(talk, listed[0])
    asked = talk.to(evolve(talk.state, chosen=None, asked=Question.WHICH_OFFER, asked_at=talk.event.at))
    return asked.replies(*list_offers(listed), choices=_rows(asked, listed))


def nothing_offered(talk: Talk, event: NothingOffered) -> Decision:
    """Say why. Where the room wanted cannot be had, any other is looked for."""
    needs = talk.state.needs
    if event.ask.room_type is not None or event.ask.room_types:
        freed = talk.to(evolve(talk.state, needs=evolve(needs, room_type=None, room_types=(), rate_plan=None)))
        why = ROOM_TOO_SMALL if event.refusal.reason is Reason.NO_ROOM_FITS else ROOM_SOLD_OUT
        anything = evolve(event.ask, room_type=None, room_types=())
        return freed.first(freed.says(why())).ends(SearchRooms(ask=anything))
    party, rooms = everybody_in(event.ask.parties), len(event.ask.parties) + 1
    if needs.rooms is None and event.refusal.reason in _MORE_ROOMS_MAY_DO and rooms <= min(party.adults, MOST_ROOMS):
        return talk.ends(SearchRooms(ask=evolve(event.ask, parties=party.split(rooms))))
    return refuse(talk, event.refusal)


def put(talk: Talk, quote: Quote) -> Decision:
    """Show one quote in full, with what else the same room is sold for, and ask for a yes to it.

    What a list showed before may still be pressed instead.
    """
    offer = quote.offer
    beside = [each for each in talk.state.quotes if each.id != quote.id and not each.expired(talk.event.at)]
    others = tuple(each for each in beside if each.offer.room_types == offer.room_types)
    elsewhere = tuple(each for each in beside if each not in others)
    talk = talk.to(
        evolve(
            talk.state,
            quotes=(quote, *others, *elsewhere),
            chosen=quote.id,
            accepted=None,
            asked=Question.ACCEPT_QUOTE,
            asked_at=talk.event.at,
            outright=False,
            needs=_as_offered(talk.state.needs, offer),
        )
    )
    if quote.replaces is not None:
        question = ASK_YES_TO_CHANGE(number=Words(quote.replaces))
    else:
        question = ASK_YES() if talk.state.known.name else ASK_YES_AND_NAME()
    before = talk.state.reservation if quote.replaces is not None else None
    also = (OTHER_PLAN(plan=each.offer.rate_plan_name, total=each.total) for each in others)
    choices = _yes_or_no(talk, quote)[:2] + _plans(talk, others) if others else _yes_or_no(talk, quote)
    told = talk.replies(
        *describe(talk.house, quote, before), *also, question, choices=choices, beside=_listed(talk, elsewhere)
    )
    return evolve(told, effects=(*told.effects, *_reminder(talk, quote)))


def _reminder(talk: Talk, quote: Quote) -> tuple[WakeAt, ...]:
    """When nobody answers, the guest of a new stay is reminded once while the quote holds, if the house does that."""
    wait = timedelta(minutes=talk.house.property.messages.open_quote_minutes)
    if not wait or quote.replaces is not None or talk.event.at + wait >= quote.expires_at:
        return ()
    return (WakeAt(at=talk.event.at + wait, about=about(Occasion.OPEN_QUOTE, quote.id)),)


def in_list(quotes: tuple[Quote, ...]) -> tuple[Quote, ...]:
    """The quotes a list shows: each room once, under the plan the hotel names first."""
    first: dict[tuple[RoomTypeId, ...], Quote] = {}
    for quote in quotes:
        first.setdefault(quote.offer.room_types, quote)
    return tuple(first.values())[:MOST_OFFERS]


def pick(talk: Talk, chosen: Pick) -> Decision:
    """Put the quote the guest picked of those shown; a rank that was not shown is asked about."""
    quotes = shown(talk)
    ranked = sorted(quotes, key=lambda quote: quote.total.minor) if chosen.by is PickBy.PRICE else list(quotes)
    place = chosen.rank - 1 if chosen.rank > 0 else len(ranked) + chosen.rank
    if not 0 <= place < len(ranked):
        return which(talk)
    return take(talk, ranked[place].id)


def take(talk: Talk, wanted: QuoteId | None) -> Decision:
    """Put this quote; if it no longer holds, look again."""
    quote = talk.state.quote(wanted)
    if quote is None or quote.expired(talk.event.at):
        return _again(talk, quote)
    return put(talk, quote)


def which(talk: Talk) -> Decision:
    """Ask again which of the offers shown; if they no longer hold, look again."""
    quotes = talk.state.quotes
    if not quotes or any(quote.expired(talk.event.at) for quote in quotes):
        return _again(talk, None)
    asked = talk.to(evolve(talk.state, chosen=None, asked=Question.WHICH_OFFER, asked_at=talk.event.at))
    return asked.replies(WHICH_OFFER(), choices=_rows(asked, in_list(quotes)))


def remind(talk: Talk) -> Decision:
    """Ask again for a yes or a no to the quote put."""
    quote = talk.state.quote(talk.state.chosen)
    if quote is None or quote.expired(talk.event.at):
        return _again(talk, quote)
    return _ask_for_a_yes(talk, quote, REMIND(), outright=False)


def agree(talk: Talk) -> Decision:
    """A yes in words. A mere "ok" may only mean that the guest has read it: it is asked outright whether to go on.

    To that question "ok" is an answer, unless the guest thanks us, as one does at the end.
    """
    quote = talk.state.quote(talk.state.chosen)
    outright = talk.state.outright and talk.state.asked is Question.ACCEPT_QUOTE
    is_meant = talk.heard.firm or (outright and not talk.heard.shows("thanks"))
    if is_meant or quote is None or quote.expired(talk.event.at):
        return accept(talk)
    question = SHALL_I() if quote.replaces is None else SHALL_I_CHANGE(number=Words(quote.replaces))
    return _ask_for_a_yes(talk, quote, question, outright=True)


def _ask_for_a_yes(talk: Talk, quote: Quote, question: Part, *, outright: bool) -> Decision:
    asked = evolve(talk.state, asked=Question.ACCEPT_QUOTE, asked_at=talk.event.at, outright=outright)
    again = talk.to(asked)
    return again.replies(question, choices=_yes_or_no(again, quote), beside=_listed(again, again.state.quotes))


def decline(talk: Talk) -> Decision:
    """Nothing is reserved; what would the guest like instead?"""
    quiet = talk.to(
        evolve(talk.state, quotes=(), chosen=None, accepted=None, asked=Question.WISH, asked_at=talk.event.at)
    )
    return quiet.replies(DECLINED())


def think_over(talk: Talk) -> Decision:
    """The guest wants to think: say until when the price holds. A yes given before is taken back.

    Nothing is asked any more: a mere "ok" to this is no yes to the quote.
    """
    quotes, quote = talk.state.quotes, talk.state.quote(talk.state.chosen)
    if not quotes or quotes[0].expired(talk.event.at):
        return decline(talk)
    later = talk.to(evolve(talk.state, accepted=None, asked=Question.WHICH_OFFER if quote is None else None))
    choices = _rows(later, in_list(quotes)) if quote is None else _yes_or_no(later, quote)
    until = Moment(talk.house.property.local(quotes[0].expires_at))
    return later.replies(LATER(until=until), choices=choices, beside=_listed(later, quotes))


def accept(talk: Talk) -> Decision:
    """A yes to the quote put: reserve, unless it expired, cannot have been meant, or something is missing."""
    quote = talk.state.quote(talk.state.accepted or talk.state.chosen)
    if quote is None or quote.expired(talk.event.at):
        return _again(talk, quote)
    if not talk.answers_what_was_asked:
        unsure = talk.to(evolve(talk.state, accepted=None, chosen=quote.id))
        return put(unsure, quote) if unsure.state.breath and unsure.state.breath.unheard else remind(unsure)
    mine = talk.state.reservation
    if mine is not None and mine.number == quote.replaces:
        # Since it was quoted it may have become too late for it.
        left = change_by_a_person(talk, mine, renames=quote.in_name is not None)
        if left is not None:
            return left
    missing = contact.lacks(talk) if quote.replaces is None else None
    if missing is not None:
        return contact.ASKS[missing](talk.to(evolve(talk.state, accepted=quote.id)))
    return _send_out(talk, quote)


def missing_contact(talk: Talk, quote: Quote) -> Decision:
    """The book wants a way to reach the guest: ask for it; the yes still holds for this quote."""
    known = talk.state.known
    if known.email is not None and known.phone is not None:
        return hand_over(talk, HandoverReason.OWN_FAILURE)
    ask_for = contact.ask_email if known.email is None else contact.ask_phone
    return ask_for(talk.to(evolve(talk.state, quotes=(quote,), chosen=quote.id, accepted=quote.id)))


def _send_out(talk: Talk, quote: Quote) -> Decision:
    command: Book | Modify
    if quote.replaces is None:
        known = talk.state.known
        booker = Booker(name=known.name or "", email=known.email, phone=known.phone, language=talk.state.language)
        command, errand = Book(quote=quote, booker=booker), Errand(kind="book", quote=quote)
    else:
        command = Modify(number=quote.replaces, quote=quote)
        errand = Errand(kind="modify", quote=quote, number=quote.replaces)
    return send_out(talk, errand, command)


def _again(talk: Talk, quote: Quote | None) -> Decision:
    """What was quoted no longer holds: say so and look again, for the same room."""
    if quote is not None:
        talk = talk.to(evolve(talk.state, needs=_as_offered(talk.state.needs, quote.offer)))
    return pursue(talk.first(talk.says(EXPIRED())))


def _as_offered(needs: Needs, offer: Offer) -> Needs:
    """The needs with the rooms and the rate of this offer."""
    if len(set(offer.room_types)) > 1:
        return evolve(rooming.of_types(needs, offer.room_types), rate_plan=offer.rate_plan)
    return evolve(needs, room_type=offer.room_type, room_types=(), rate_plan=offer.rate_plan)


def _fitting(offers: tuple[Offer, ...], needs: Needs) -> tuple[Offer, ...]:
    """The offers, those under the plan wanted first: the others are named beside them."""
    return tuple(sorted(offers, key=lambda offer: offer.rate_plan != needs.rate_plan))


def _quote(talk: Talk, offer: Offer, number: int) -> Quote:
    replaced = talk.state.reservation if talk.state.purpose == "change_reservation" else None
    return issue(
        offer,
        id=QuoteId(talk.token("quote", str(number))),
        tenant=talk.house.tenant,
        at=talk.event.at,
        valid_minutes=talk.house.rules.quote_valid_minutes,
        replaces=None if replaced is None else replaced.number,
        requests=talk.state.needs.requests,
        in_name=talk.state.needs.in_name if replaced is not None else None,
        deposit=talk.house.rules.deposit,
    )


def _rows(talk: Talk, quotes: tuple[Quote, ...]) -> tuple[Offered, ...]:
    return tuple(
        evolve(
            talk.choice(Meaning.TAKE_OFFER, TAKE(room=name_room(quote)), quote=quote),
            description=summary(quote),
        )
        for quote in quotes
    )


def _plans(talk: Talk, quotes: tuple[Quote, ...]) -> tuple[Offered, ...]:
    return tuple(
        evolve(
            talk.choice(Meaning.TAKE_OFFER, TAKE_PLAN(plan=quote.offer.rate_plan_name), quote=quote),
            description=summary(quote),
        )
        for quote in quotes
    )


def _yes_or_no(talk: Talk, quote: Quote) -> tuple[Offered, ...]:
    return (
        talk.choice(Meaning.ACCEPT_QUOTE, ACCEPT(), quote=quote),
        talk.choice(Meaning.DECLINE_QUOTE, DECLINE(), quote=quote),
        talk.choice(Meaning.TALK_TO_PERSON, TALK_TO_PERSON()),
    )


def _listed(talk: Talk, quotes: tuple[Quote, ...]) -> tuple[OpenChoice, ...]:
    """The choices shown before that stand for these quotes."""
    ids = {quote.id for quote in quotes}
    return tuple(each for each in talk.state.choices if each.meaning is Meaning.TAKE_OFFER and each.quote in ids)


def shown(talk: Talk) -> tuple[Quote, ...]:
    """The quotes shown last, in their sequence: the one put with its room's other rates, or the list."""
    quotes, quote = talk.state.quotes, talk.state.quote(talk.state.chosen)
    if quote is None:
        return in_list(quotes)
    return tuple(each for each in quotes if each.offer.room_types == quote.offer.room_types)
