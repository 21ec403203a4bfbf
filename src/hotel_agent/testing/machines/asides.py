"""Questions in the middle: every one is answered once and before all else, and what was asked for is asked again."""

from collections.abc import Mapping, Sequence, Set
from typing import Final

from hotel_agent.domain.conversations.effects import Effect, Say
from hotel_agent.domain.conversations.understanding import IntentScore, Understanding

ANSWERS: Final[Mapping[str, Set[str]]] = {
    "directions": {"directions.address"},
    "room_options": {"rooms.list", "rooms.room", "rooms.plain"},
    "house_question": {"knowledge.answer", "knowledge.elsewhere", "aside.not_known", "aside.not_known_ask"},
    "payment": {"payment.how", "payment.how_with_deposit"},
    "service_request": {"service_request.passed_on"},
    "early_or_late": {"early_or_late.usual", "early_or_late.allowed", "early_or_late.passed_on"},
    "invoice": {"invoice.gladly", "invoice.passed_on"},
    "lost_property": {"lost_property.passed_on"},
    "language_switch": {"language_switch.gladly", "language_switch.switched", "language_switch.not_here"},
    "delete_data": {"delete_data.noted"},
    "off_topic": {"off_topic.declined"},
}
"""By the name of the intent: the lines of which one answers it."""
_ONE = {"directions", "house_question"}
"""Asked together they are one question, and one answer is enough."""
QUESTION: Final = "¿piscina?"
"""What a guest writes whose question of the house can be answered."""
WHERE: Final = Understanding(intents=(IntentScore("directions"),))
_BEFORE: Final = {"greet.hello", "cards.not_here"}
_HANDED_OVER: Final = "handover."
_NOTHING_BESIDE: Final = {"stop.done", "task.added"}
"""What is said to a message that is about nothing else."""


def check(understanding: Understanding, effects: Sequence[Effect]) -> None:
    """What was said to a message that means this, in one turn in which no person had the conversation."""
    lines = [part.line for each in effects if isinstance(each, Say) for part in each.reply.parts]
    if any(line.startswith(_HANDED_OVER) or line in _NOTHING_BESIDE for line in lines):
        return
    asked = {score.name for score in understanding.intents} & ANSWERS.keys()
    for name in asked:
        together = asked & _ONE if name in _ONE else {name}
        answers = [line for line in lines if any(line in ANSWERS[each] for each in together)]
        assert len(answers) == 1, f"{name} is answered {len(answers)} times in {lines}"
    answering = {line for name in asked for line in ANSWERS[name]}
    others = [place for place, line in enumerate(lines) if line not in answering | _BEFORE]
    assert not others or not any(line in answering for line in lines[others[0] :]), f"{lines}: an answer comes late"
    assert not asked or others or any(not isinstance(each, Say) for each in effects), f"{lines}: a dead end"
