"""What rooms are there? Each as the catalogue has it, with whom it takes; one that is named, with its picture."""

from attrs import evolve

from hotel_agent.domain.conversations.again import goes_on
from hotel_agent.domain.conversations.asides import not_known
from hotel_agent.domain.conversations.conversation import Meaning
from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.quoting import MOST_OFFERS, TAKE
from hotel_agent.domain.conversations.replies import Count, Line, Part, Sayings
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.language import LocalText
from hotel_agent.domain.reservations.catalogue import RoomType

LIST = Line("rooms.list", ("kinds",))
ROOM = Line("rooms.room", ("room", "description", "guests"))
PLAIN = Line("rooms.plain", ("room", "guests"))
WHICH = Line("rooms.which")


def show_rooms(talk: Talk) -> Decision:
    """Tell what rooms there are, or what the one that is named is like. Where nothing else is open, they may be taken.

    Prices are not told: they are for dates and people, in a quote.
    """
    catalogue = talk.house.catalogue
    named = talk.heard.slots.room_type and catalogue.room_type(talk.heard.slots.room_type)
    rooms = (named,) if named else catalogue.room_types[:MOST_OFFERS]
    if not rooms:
        return not_known(talk)
    lines = tuple(_described(room) for room in rooms)
    told, picture = (lines[0], rooms[0].picture) if len(rooms) == 1 else (LIST(kinds=Sayings(lines)), "")
    if talk.more or goes_on(talk) is not None:
        return talk.ends(talk.says(told, picture=picture))
    asked = talk.to(evolve(talk.state, asked=Question.WISH, asked_at=talk.event.at))
    choices = tuple(asked.choice(Meaning.WANT_TO_BOOK, TAKE(room=room.name), room_type=room.id) for room in rooms)
    return asked.replies(told, WHICH(), choices=choices, picture=picture)


def _described(room: RoomType) -> Part:
    guests = Count(room.capacity.guests)
    if room.description is None:
        return PLAIN(room=room.name, guests=guests)
    texts = tuple((code, text.rstrip(" .")) for code, text in room.description.texts)
    return ROOM(room=room.name, description=LocalText(texts), guests=guests)


ROOM_OPTIONS = Intent(
    name="room_options",
    subject=Subject.ASIDE,
    serve=show_rooms,
    lines=(LIST, ROOM, PLAIN, WHICH),
    lasting=False,
)
