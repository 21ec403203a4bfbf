"""Earlier in, later out: what the house allows and asks for it, and our people say whether the room is free."""

from hotel_agent.domain.conversations.intents.intent import Intent, Subject
from hotel_agent.domain.conversations.replies import Line, Part, Sayings, Words
from hotel_agent.domain.conversations.talk import Decision, Talk
from hotel_agent.domain.conversations.tasks import pass_on
from hotel_agent.domain.tenants.house_rules import OffHours

PASSED_ON = Line("early_or_late.passed_on")
USUAL = Line("early_or_late.usual", ("opens", "closes"))
ALLOWED = Line("early_or_late.allowed", ("opens", "closes", "hours"))
EARLY = Line("early_or_late.early", ("hour",))
EARLY_FOR = Line("early_or_late.early_for", ("hour", "fee"))
LATE = Line("early_or_late.late", ("hour",))
LATE_FOR = Line("early_or_late.late_for", ("hour", "fee"))


def tell_hours(talk: Talk) -> Decision:
    """Say the usual hours and what is possible beside them, and pass the wish on: it depends on the room."""
    if talk.more:
        # A quote follows, and is enough to read: reception tells the hours with its answer.
        return talk.ends(talk.says(PASSED_ON()), pass_on(talk, "early_or_late"))
    house, rules = talk.house.property, talk.house.rules
    hours = [
        *_off(rules.early_check_in, EARLY, EARLY_FOR),
        *_off(rules.late_check_out, LATE, LATE_FOR),
    ]
    opens, closes = (Words(f"{each:%H:%M}") for each in (house.check_in, house.check_out))
    told = ALLOWED(opens=opens, closes=closes, hours=Sayings(tuple(hours))) if hours else None
    return talk.ends(talk.says(told or USUAL(opens=opens, closes=closes)), pass_on(talk, "early_or_late"))


def _off(hours: OffHours | None, free: Line, paid: Line) -> tuple[Part, ...]:
    if hours is None:
        return ()
    hour = Words(f"{hours.hour:%H:%M}")
    return (free(hour=hour) if hours.fee is None else paid(hour=hour, fee=hours.fee),)


EARLY_OR_LATE = Intent(
    name="early_or_late",
    subject=Subject.ASIDE,
    serve=tell_hours,
    lines=(PASSED_ON, USUAL, ALLOWED, EARLY, EARLY_FOR, LATE, LATE_FOR),
    lasting=False,
)
