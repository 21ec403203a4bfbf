"""Where is the hotel? The address, as the property has it."""

from hotel_agent.domain.conversations import asides
from hotel_agent.domain.conversations.asides import not_known
from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.replies import Line, Words
from hotel_agent.domain.conversations.talk import Decision, Talk

ADDRESS = Line("directions.address", ("address",))


def tell_the_way(talk: Talk) -> Decision:
    """Say where the hotel is."""
    address = talk.house.property.address
    if not address:
        return not_known(talk)
    return talk.ends(talk.says(ADDRESS(address=Words(address))))


DIRECTIONS = Intent(
    name="directions", subject=Subject.ASIDE, serve=tell_the_way, lines=(ADDRESS, *asides.LINES), lasting=False
)
