"""What the house knows of itself, said: entries of knowledge as they were written, facts of the property, its rules."""

from attrs import evolve

from hotel_agent.domain.conversations import pets
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.conversations.replies import Line, Part, Sayings, Words
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.language import Language
from hotel_agent.domain.tenants.knowledge import FACTS, KnowledgeEntry, Match

ANSWER = Line("knowledge.answer", ("answer",))
ELSEWHERE = Line("knowledge.elsewhere", ("answer",))
CHECK_IN = Line("house.check_in", ("hour",))
CHECK_OUT = Line("house.check_out", ("hour",))
PHONE = Line("house.phone", ("phone",))
EMAIL = Line("house.email", ("email",))
ADDRESS = Line("house.address", ("address",))
QUIET_HOURS = Line("house.quiet_hours", ("opens", "closes"))
PETS = Line("house.pets", ("terms",))
LINES = (ANSWER, ELSEWHERE, CHECK_IN, CHECK_OUT, PHONE, EMAIL, ADDRESS, QUIET_HOURS, PETS, *pets.LINES)

MOST_SOURCES = 3
"""So many sources are kept for whoever takes the conversation over."""
LONGEST = 450
"""So many characters of answers are said in one reply; the first of them in any case."""


def known(talk: Talk) -> tuple[Match, ...]:
    """What answers the guest's words: each answer once, and no fact that the property does not hold."""
    house, breath = talk.house, talk.state.breath
    matches = house.knowledge.answers(
        "\n".join(breath.texts) if breath else "",
        language=written_in(talk),
        of=house.property.id,
        on=house.today(talk.event.at),
        facts=tuple(topic for topic in FACTS if fact(house, topic) is not None),
    )
    return _without_extras(talk, tuple(each for each in matches if not _is_said_as_payment(talk, each)))


def written_in(talk: Talk) -> Language:
    """The language of the guest's words, which may be another than the one they wish to be answered in."""
    heard = talk.heard.language
    return heard if heard is not None and heard in talk.house.languages else talk.state.language


def _is_said_as_payment(talk: Talk, match: Match) -> bool:
    """Whether the ways of paying are told by themselves, in this reply, so that an entry on them says it twice."""
    house = talk.house
    told = house.property.payment is not None or house.rules.deposit is not None
    return match.topic == "payment" and told and talk.heard.shows("payment")


def _without_extras(talk: Talk, matches: tuple[Match, ...]) -> tuple[Match, ...]:
    """The answers without those on extras that are only wished for: "with a cot; what time is check-in?"."""
    wished = talk.heard.slots.extras or ()
    names = (each.name for each in talk.house.catalogue.extras if each.id in wished)
    concepts = frozenset[str]().union(*map(talk.house.knowledge.about_name, names))
    rest = tuple(each for each in matches if not concepts & talk.house.knowledge.about_topic(each.topic))
    return rest or matches


def tell(talk: Talk, matches: tuple[Match, ...]) -> Decision:
    """Say these answers, and for staff where they come from."""
    said: list[Match] = []
    length = 0
    for each in matches:
        length += 0 if each.entry is None else len(each.entry.answer.in_language(talk.state.language))
        if not said or length <= LONGEST:
            said.append(each)
    parts = [part for each in said if (part := _part(each, talk.house, talk.state.language)) is not None]
    sources = tuple(each.entry.source for each in said if each.entry is not None)
    latest = tuple(dict.fromkeys((*talk.state.sources, *sources)))[-MOST_SOURCES:]
    answered = talk.to(evolve(talk.state, sources=latest))
    return answered.ends(answered.says(*parts, sources=sources))


def fact(house: House, topic: str) -> Part | None:
    """What the property itself, or a rule of the house, holds on this topic; None where they hold nothing."""
    of, rules = house.property, house.rules
    match topic:
        case "pets" if rules.pets is not None:
            return PETS(terms=Sayings(pets.tell_pets(rules.pets, house.catalogue)))
        case "quiet_hours" if (quiet := rules.quiet_hours) is not None:
            return QUIET_HOURS(opens=Words(f"{quiet.begin:%H:%M}"), closes=Words(f"{quiet.end:%H:%M}"))
        case "check_in":
            return CHECK_IN(hour=Words(f"{of.check_in:%H:%M}"))
        case "check_out":
            return CHECK_OUT(hour=Words(f"{of.check_out:%H:%M}"))
        case "phone" if of.phone:
            return PHONE(phone=Words(of.phone))
        case "email" if of.email:
            return EMAIL(email=Words(of.email))
        case "address" if of.address:
            return ADDRESS(address=Words(of.address))
        case _:
            return None


def _part(match: Match, house: House, language: Language) -> Part | None:
    return fact(house, match.topic) if match.entry is None else _written(match.entry, language)


def _written(entry: KnowledgeEntry, language: Language) -> Part:
    """An entry in the guest's language, or, said so, in the hotel's own: what nobody translated is not translated."""
    line = ANSWER if language in dict(entry.answer.texts) else ELSEWHERE
    return line(answer=Words(entry.answer.in_language(language)))
