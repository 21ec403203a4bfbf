"""Another language, please: the house answers in the one it is written to in."""

from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.replies import Line, Sayings
from hotel_agent.domain.conversations.talk import Decision, Talk

GLADLY = Line("language_switch.gladly", ("languages",))
ONLY = Line("language_switch.only")
NAMES = {code: Line(f"language.{code}") for code in ("es", "en", "pt")}


def tell_languages(talk: Talk) -> Decision:
    """Say which other languages are spoken, and that it is enough to write in one."""
    others = [code for code in talk.house.languages if code != talk.state.language and code in NAMES]
    if not others:
        return talk.ends(talk.says(ONLY()))
    return talk.ends(talk.says(GLADLY(languages=Sayings(tuple(NAMES[code]() for code in others)))))


LANGUAGE_SWITCH = Intent(
    name="language_switch",
    subject=Subject.ASIDE,
    serve=tell_languages,
    lines=(GLADLY, ONLY, *NAMES.values()),
    lasting=False,
)
