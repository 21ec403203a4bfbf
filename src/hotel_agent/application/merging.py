"""All that is said in one turn, as one reply."""

from attrs import evolve

from hotel_agent.application.asking import Decided
from hotel_agent.domain.conversations.effects import Command, Say


def merged(decided: Decided) -> list[Command]:
    """The commands, the reply first: all that is said in one turn, with the choices that still hold at its end."""
    said = [command for command in decided.commands if isinstance(command, Say)]
    if len(said) < 2:
        return list(decided.commands)
    reply = said[0].reply
    for more in said[1:]:
        reply = reply + more.reply
    open_choices = {choice.token for choice in decided.state.choices}
    reply = evolve(reply, choices=tuple(choice for choice in reply.choices if choice.token in open_choices))
    merged = evolve(
        said[-1],
        reply=reply,
        although_handed_over=any(each.although_handed_over for each in said),
        sources=tuple(source for each in said for source in each.sources),
        unanswered=tuple(topic for each in said for topic in each.unanswered),
    )
    return [merged, *(command for command in decided.commands if not isinstance(command, Say))]
