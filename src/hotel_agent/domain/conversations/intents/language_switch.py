"""Another language, please: the house goes on in the one that is named, and answers in any it is written to in."""

from collections.abc import Iterable

from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.replies import Line, Sayings
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.language import Language

SWITCHED = Line("language_switch.switched")
NOT_HERE = Line("language_switch.not_here", ("languages",))
GLADLY = Line("language_switch.gladly", ("languages",))
ONLY = Line("language_switch.only")
NAMES = {code: Line(f"language.{code}") for code in ("es", "en", "pt")}


def tell_languages(talk: Talk) -> Decision:
    """Go on in the language that is named; else say which are spoken, and that it is enough to write in one.

    Since it was heard, the conversation is in the language named, where that is one of the house's.
    """
    wished = talk.heard.wished_language
    if wished is not None and wished == talk.state.language:
        return talk.ends(talk.says(SWITCHED()))
    if wished is not None:
        return talk.ends(talk.says(NOT_HERE(languages=_named(talk.house.languages))))
    others = [code for code in talk.house.languages if code != talk.state.language and code in NAMES]
    return talk.ends(talk.says(GLADLY(languages=_named(others)) if others else ONLY()))


def _named(codes: Iterable[Language]) -> Sayings:
    return Sayings(tuple(NAMES[code]() for code in codes if code in NAMES))


LANGUAGE_SWITCH = Intent(
    name="language_switch",
    subject=Subject.ASIDE,
    serve=tell_languages,
    lines=(SWITCHED, NOT_HERE, GLADLY, ONLY, *NAMES.values()),
    lasting=False,
)
