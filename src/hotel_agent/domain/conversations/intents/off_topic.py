"""Nothing of the hotel's: declined in one friendly line, whoever asks and whatever they claim to be."""

from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.replies import Line, Words
from hotel_agent.domain.conversations.talk import Decision, Talk

DECLINED = Line("off_topic.declined", ("hotel",))


def decline(talk: Talk) -> Decision:
    """Say what this is for."""
    return talk.ends(talk.says(DECLINED(hotel=Words(talk.house.property.name))))


OFF_TOPIC = Intent(name="off_topic", subject=Subject.ASIDE, serve=decline, lines=(DECLINED,), lasting=False)
