"""A group, a wedding, a meeting: a person plans it. A party the house takes in writing goes on as any stay."""

from attrs import evolve

from hotel_agent.domain.conversations.conversation import HandoverReason
from hotel_agent.domain.conversations.handover import hand_over
from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.needs import adults
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.stays import pursue
from hotel_agent.domain.conversations.talk import Decision, Talk

PLANNED = Line("handover.group")


def plan(talk: Talk) -> Decision:
    """Fetch a person, unless so few people come that it is no group here."""
    needs = talk.state.needs
    heads = adults(needs)
    if talk.changed and heads is not None and heads + (needs.children or 0) <= talk.house.rules.largest_party:
        return pursue(talk.to(evolve(talk.state, purpose="book")))
    return hand_over(talk, HandoverReason.GROUP, PLANNED())


GROUP_OR_EVENT = Intent(name="group_or_event", subject=Subject.ITSELF, serve=plan, lines=(PLANNED,), lasting=False)
