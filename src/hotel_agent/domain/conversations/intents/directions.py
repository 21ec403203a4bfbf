"""Where is the hotel, and how does one get there? What the hotel wrote about the way, and the address."""

from attrs import evolve

from hotel_agent.domain.conversations import asides
from hotel_agent.domain.conversations.asides import not_known
from hotel_agent.domain.conversations.effects import Say
from hotel_agent.domain.conversations.facts import known, tell
from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.replies import Line, Place, Words
from hotel_agent.domain.conversations.talk import Decision, Talk

ADDRESS = Line("directions.address", ("address",))

WAYS = frozenset({"address", "airport", "transport", "taxi", "parking", "getting_here"})
"""Topics that are about coming to the hotel, so that its address belongs to the answer."""


def tell_the_way(talk: Talk) -> Decision:
    """Say what is written about it, and where the hotel is. Where a fact of the house is asked, too, that says it."""
    answers = tuple(each for each in known(talk) if each.topic != "address")
    address = talk.house.property.address
    if talk.heard.shows("house_question") and answers:
        return talk.over()
    if answers:
        told = tell(talk, answers)
        if not address or not any(each.topic in WAYS for each in answers):
            return told
        return evolve(told, effects=(*told.effects, _address(talk)))
    if not address:
        return not_known(talk)
    return talk.ends(_address(talk))


def _address(talk: Talk) -> Say:
    """The address, and where it is known the place on the map."""
    here = talk.house.property
    place = None
    if here.latitude is not None and here.longitude is not None:
        place = Place(latitude=here.latitude, longitude=here.longitude, name=here.name, address=here.address)
    return talk.says(ADDRESS(address=Words(here.address)), place=place)


DIRECTIONS = Intent(
    name="directions", subject=Subject.ASIDE, serve=tell_the_way, lines=(ADDRESS, *asides.LINES), lasting=False
)
