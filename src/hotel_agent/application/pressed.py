"""What a guest says by pressing a button that somebody of the hotel put below their words."""

from attrs import evolve

from hotel_agent.domain.conversations.effects import PassOn
from hotel_agent.domain.conversations.events import Event, GuestChose
from hotel_agent.domain.conversations.staff_buttons import is_of_staff
from hotel_agent.domain.ids import ConversationId
from hotel_agent.ports.storage import Work


async def as_shown(work: Work, conversation: ConversationId, event: Event) -> Event:
    """The event, and where such a button was pressed, with the title that was shown in this conversation.

    The token decides which; what a channel says of it, or leaves unsaid, does not count. Without a title where nobody
    showed such a button here, or the guest had it forgotten.
    """
    if not isinstance(event, GuestChose) or not is_of_staff(event.token):
        return event
    passed = (row.command for row in await work.outbox(conversation) if isinstance(row.command, PassOn))
    titles = {button.token: button.title for each in passed for button in each.buttons}
    return evolve(event, title=titles.get(event.token, ""), description="")
