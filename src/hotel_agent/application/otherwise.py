"""What did not arrive, said in another way: which words those were, and where else their guest may read them."""

from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.delivery import Hindrance
from hotel_agent.domain.conversations.effects import PassOn, Say, SayOtherwise
from hotel_agent.domain.conversations.events import DeliveryNoted
from hotel_agent.domain.conversations.staff_buttons import is_of_staff
from hotel_agent.domain.ids import ConversationId, EffectKey
from hotel_agent.ports.channel import Channel, Content
from hotel_agent.ports.rows import OutboxRow
from hotel_agent.ports.storage import Work


@frozen
class Failed:
    """What did not arrive: the command that said it, the words in which it was said, and what was first meant."""

    row: OutboxRow
    meant: Say | PassOn

    @property
    def may_go_elsewhere(self) -> bool:
        """Whether it is worth another door. What came from one stays where it is, and so does what nobody asked."""
        if isinstance(self.meant, PassOn):
            return bool(self.meant.by)
        return not self.meant.unasked


def what_failed(rows: Sequence[OutboxRow], command: SayOtherwise) -> Failed | None:
    """What this command is about; None where it arrived after all, or went out in another way meanwhile."""
    by_key = {row.key: row for row in rows}
    row = by_key.get(command.effect)
    meant = _meant(by_key, command.effect)
    if row is None or meant is None or row.delivery is None or not row.delivery.is_failure:
        return None
    late = command.hindrance is Hindrance.WINDOW and row.receipt is not None and row.receipt.in_template
    if late and row.receipt is not None and row.receipt.message != command.message:
        return None
    return Failed(row, meant)


def went_out_since(row: OutboxRow, event: DeliveryNoted) -> bool:
    """Whether what is reported as too late went out in a template right after, under another name."""
    receipt = row.receipt
    too_late = event.hindrance is Hindrance.WINDOW and not event.part
    return too_late and receipt is not None and receipt.in_template and receipt.message != event.message


def content_otherwise(failed: Failed, command: SayOtherwise) -> Content | None:
    """The same in other words, or the same words to be sent in a template; None where neither can be."""
    content, receipt = failed.row.content, failed.row.receipt
    if content is None:
        return None
    if command.hindrance is Hindrance.WINDOW:
        return None if receipt is not None and receipt.in_template else content
    if content.media is None:
        return None
    if command.part:
        return Content(text=content.media.link, language=content.language)
    return evolve(content, text=f"{content.text}\n\n{content.media.link}".strip(), media=None)


def text_elsewhere(content: Content | None) -> str:
    """The words to be read at another door; empty where they ask for something that is only understood here.

    What a person of the hotel let the guest press stands below as words: they are answered in words.
    """
    if content is None or content.asks or not all(is_of_staff(choice.token) for choice in content.choices):
        return ""
    below = "\n".join(f"· {choice.title}" for choice in content.choices)
    link = f"{content.link.title}\n{content.link.url}" if content.link else ""
    place = content.place
    where = f"{place.name}\n{place.address}".strip() if place else ""
    shown = content.media.link if content.media else ""
    parts = (content.header, content.text, where, shown, link, content.footer, below)
    return "\n\n".join(part.strip() for part in parts if part.strip())


async def other_door(work: Work, channels: Mapping[str, Channel], state: Conversation) -> ConversationId | None:
    """Another conversation of this guest, at a door that calls them: those they linked themselves, or staff did.

    The freest first: where a hotel may write at any time.
    """
    known = {identity.kind for identity in await work.identities(state.guest)}
    found = list[tuple[bool, ConversationId]]()
    for door in await work.conversations_of(state.guest):
        channel = channels.get(door.channel)
        if door.channel == state.channel or channel is None or channel.can.only_while_there:
            continue
        if known & set(channel.can.identities):
            found.append((channel.can.reply_window is not None, door.conversation))
    return min(found)[1] if found else None


def _meant(rows: Mapping[EffectKey, OutboxRow], key: EffectKey) -> Say | PassOn | None:
    """What was first meant to be said, however often it was tried in another way since."""
    row = rows.get(key)
    while row is not None and isinstance(row.command, SayOtherwise):
        row = rows.get(row.command.effect)
    return row.command if row is not None and isinstance(row.command, Say | PassOn) else None
