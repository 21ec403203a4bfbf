"""Every line the house may say. Each must be worded in every language; a test names those that are not."""

from hotel_agent.domain.conversations import around, away, brief, cards, errand, linking, outcomes, requesting
from hotel_agent.domain.conversations.intents import INTENTS
from hotel_agent.domain.conversations.replies import Line

ALL_LINES: dict[str, Line] = {
    line.name: line
    for line in (
        *(line for intent in INTENTS.values() for line in intent.lines),
        *around.LINES,
        *away.LINES,
        *brief.LINES,
        *cards.LINES,
        *errand.LINES,
        *linking.LINES,
        *outcomes.LINES,
        *requesting.LINES,
    )
}
"""By name."""
