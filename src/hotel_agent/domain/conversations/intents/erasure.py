"""Erase what you know of me: the wish is kept, our people are told, and the guest hears what happens now."""

from attrs import evolve

from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.replies import Line
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.tasks import pass_on

NOTED = Line("delete_data.noted")


def note_wish(talk: Talk) -> Decision:
    """Keep when it was asked first; our people are told each time."""
    asked_at = talk.state.erasure_asked_at or talk.event.at
    noted = talk.to(evolve(talk.state, erasure_asked_at=asked_at))
    return noted.ends(noted.says(NOTED()), pass_on(noted, "delete_data"))


ERASURE = Intent(name="delete_data", subject=Subject.ASIDE, serve=note_wish, lines=(NOTED,), lasting=False)
