"""The one function that says what happens next. Pure: the same state, event and house give the same decision."""

from typing import assert_never

from hotel_agent.domain.conversations import (
    around,
    away,
    doors,
    errand,
    events,
    linking,
    other_doors,
    outcomes,
    shadow,
    staff_acts,
    task_list,
    wordless,
)
from hotel_agent.domain.conversations.again import ask_again
from hotel_agent.domain.conversations.conversation import Conversation, Handover, HandoverReason
from hotel_agent.domain.conversations.effects import Ignore
from hotel_agent.domain.conversations.guest_turn import guest_turn
from hotel_agent.domain.conversations.handover import (
    TIMEOUT,
    blocked,
    control_passed,
    hand_over,
    released,
    staff_answered,
    staff_assigned,
    staff_took_over,
    taken_back,
    timed_out,
    unblocked,
)
from hotel_agent.domain.conversations.hearing import heard, overheard
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.intents import INTENTS, Intent
from hotel_agent.domain.conversations.intents.intent import Subject
from hotel_agent.domain.conversations.intents.stop import willingness_noted
from hotel_agent.domain.conversations.quoting import nothing_offered, offered
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.willingness import WillingnessNoted


def decide(state: Conversation, event: events.Happening, house: House) -> Decision:
    """What becomes of the conversation, and what is to be done. Total: every event in every state has an answer.

    Queries are answered in the same turn, their answers coming back as events; commands go out once the state is kept.
    """
    if house.shadow:
        told = shadow.in_shadow(state, event, house, lambda at_hand: _decided(at_hand, event, house))
    else:
        told = _decided(state, event, house)
    return task_list.with_tasks(state, event, told)


def _decided(  # noqa: C901, PLR0912 - one branch a case of the union is what makes it readable
    state: Conversation, event: events.Happening, house: House
) -> Decision:
    talk = Talk(state=taken_back(state, event.at), event=event, house=house)
    if talk.state.handover is not None and isinstance(event, events.Understood):
        return overheard(talk, event.understanding)
    if talk.state.handover is not None and isinstance(event, events.Answered):
        # Asked before a person took the conversation: nobody waits for it any more.
        return talk.ends(Ignore("with_staff"))
    match event:
        case events.GuestTurn():
            return guest_turn(talk, event)
        case events.Understood():
            return heard(talk, event.understanding)
        case events.RoomsFound():
            return offered(away.thanked(talk), event)
        case events.NothingOffered():
            return nothing_offered(away.thanked(talk), event)
        case events.ReservationsFound() if talk.state.looking_after is not None:
            return around.found(talk, event)
        case events.BookSilent() | events.DeskFailed() if talk.state.looking_after is not None:
            return around.silent(talk)
        case events.ReservationsFound():
            return _found(away.thanked(talk), event)
        case events.BookSilent():
            return away.silent(talk, untouched=_purpose(talk).while_away)
        case events.DeskFailed():
            return hand_over(talk, HandoverReason.OWN_FAILURE)
        case events.Booked():
            return outcomes.booked(talk, event)
        case events.BookRefused():
            return outcomes.book_refused(talk, event)
        case events.Modified():
            return outcomes.modified(talk, event)
        case events.ModifyRefused():
            return outcomes.modify_refused(talk, event)
        case events.Cancelled():
            return outcomes.cancelled(talk, event)
        case events.CancelRefused():
            return outcomes.cancel_refused(talk, event)
        case events.NotHeard():
            return wordless.not_heard(talk, event)
        case other_doors.LinkCodeMade():
            return linking.code_made(talk, event)
        case other_doors.LinkCodeAsked():
            return linking.pass_on(talk, event)
        case other_doors.DoorsLinked():
            return linking.linked(talk, event, _go_on)
        case events.LinkRefused():
            return linking.not_linked(talk)
        case other_doors.CarriedOver():
            return outcomes.carried_over(talk, event)
        case other_doors.DoorsParted():
            return doors.parted(talk)
        case events.GivenUp():
            return outcomes.given_up(talk, event)
        case events.DeliveryNoted():
            return outcomes.delivery_noted(talk, event)
        case events.StrangerWrote():
            return outcomes.stranger_wrote(talk, event)
        case events.GuestAway():
            return around.guest_away(talk)
        case WillingnessNoted():
            return willingness_noted(talk, event)
        case staff_acts.StaffWrote():
            return staff_took_over(talk)
        case staff_acts.StaffTookOver():
            return staff_took_over(talk, event.by)
        case staff_acts.StaffAnswered():
            return staff_answered(talk, event)
        case staff_acts.StaffAssigned():
            return staff_assigned(talk, event)
        case staff_acts.StaffNoted():
            return talk.ends(Ignore("noted"))
        case staff_acts.StaffReleased():
            return released(talk)
        case staff_acts.StaffBlocked():
            return blocked(talk, event.by)
        case staff_acts.StaffUnblocked():
            return unblocked(talk)
        case staff_acts.TaskAssigned():
            return task_list.assigned(talk, event)
        case staff_acts.TaskSettled():
            return task_list.settled(talk, event)
        case staff_acts.ControlPassed():
            return control_passed(talk, event)
        case events.TimePassed():
            return _due(talk, event, state.handover)
        case _:
            assert_never(event)


def _purpose(talk: Talk) -> Intent:
    """What the guest came for; who has not said so asks what is free."""
    return INTENTS.get(talk.state.purpose or "", INTENTS["availability"])


def _go_on(talk: Talk) -> Decision:
    """What the guest came for, where it was about a reservation; else whatever was open."""
    purpose = INTENTS.get(talk.state.purpose or "")
    if purpose is None or purpose.subject is not Subject.RESERVATION or talk.state.errand is not None:
        return ask_again(talk)
    return purpose.serve(talk)


def _due(talk: Talk, event: events.TimePassed, before: Handover | None) -> Decision:
    if event.about == TIMEOUT:
        return timed_out(talk, before)
    if event.about == away.TIMER:
        return away.look_again(talk, _purpose(talk).serve)
    if event.about == errand.TIMER:
        return errand.not_done_yet(talk)
    return around.due(talk, event.about)


def _found(talk: Talk, event: events.ReservationsFound) -> Decision:
    purpose = INTENTS.get(talk.state.purpose or "find_reservation")
    if purpose is None or purpose.found is None:
        purpose = INTENTS["find_reservation"]
    return purpose.found(talk, event) if purpose.found else talk.ends()
