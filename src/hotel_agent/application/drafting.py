"""Drafts: what the machine would say where it may say nothing, made beside the turn and kept with it."""

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve, frozen
from loguru import logger

from hotel_agent.application.amounts import names_money, unquoted
from hotel_agent.application.asking import Asking, Decided
from hotel_agent.application.deadline import within
from hotel_agent.application.merging import merged
from hotel_agent.application.saying import WORDING
from hotel_agent.application.tallying import purpose_of_turn
from hotel_agent.domain.conversations.conversation import Conversation, HandoverReason
from hotel_agent.domain.conversations.drafts import Answered, Draft, Fate, News, Overtaken, after, latest, name_of
from hotel_agent.domain.conversations.effects import Book, Cancel, Modify, NotifyStaff, PassOn, Say
from hotel_agent.domain.conversations.events import GuestTurn, Happening
from hotel_agent.domain.conversations.shadow import alerted, drafted_upon
from hotel_agent.domain.conversations.staff_acts import StaffAnswered, StaffWrote
from hotel_agent.domain.errors import failure_facts
from hotel_agent.domain.ids import ConversationId, EventKey
from hotel_agent.domain.language import Tone
from hotel_agent.domain.tenants.directory import Directory
from hotel_agent.ports.channel import Content
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.storage import Storage, Work
from hotel_agent.ports.wording import Wording

_LOOKED_AT = 50
"""So many of a conversation's drafts are looked at: all that may be open are among them."""


@frozen(kw_only=True)
class Drafting:
    """Decides a guest's messages a second time, as if nobody but the machine answered, and words what it would say."""

    storage: Storage
    wording: Wording
    tenants: Directory
    clock: Clock

    async def beside(  # noqa: PLR0917 - all a turn knows of one matter
        self,
        before: Decided,
        decided: Decided,
        keys: Sequence[EventKey],
        happening: Happening,
        asking: Asking,
        news: Sequence[News],
    ) -> tuple[Decided, Sequence[News]]:
        """The same decided, with what the draft wants of our people; and the draft, or what is held against drafts.

        `news` is what changed them in this turn already. Never fails: a draft that cannot be made is none, and nobody
        waits for it.
        """
        if isinstance(happening, GuestTurn):
            draft = None
            if asking.house.shadow:
                try:
                    decided, draft = await self._drafted(before, decided, keys, happening, asking, news)
                except Exception as failure:  # noqa: BLE001 - whatever it is, people answer without a draft
                    logger.error("a draft failed", conversation=decided.state.id, **failure_facts(failure))
            return decided, (draft or Overtaken(happening.at),)
        passed_on = decided.commands[len(before.commands) :]
        if isinstance(happening, StaffAnswered) and any(isinstance(each, PassOn) for each in passed_on):
            return decided, (Answered(happening.text, happening.at),)
        if isinstance(happening, StaffWrote):
            return decided, (Answered(happening.text, happening.at),)
        return decided, ()

    async def keep(self, work: Work, conversation: ConversationId, news: Sequence[News]) -> None:
        """Keep what these change, in the transaction of their turn."""
        for each in news:
            for draft in after(await work.drafts(conversation, limit=_LOOKED_AT), each):
                await work.keep_draft(draft)

    async def _drafted(  # noqa: PLR0917
        self,
        before: Decided,
        decided: Decided,
        keys: Sequence[EventKey],
        turn: GuestTurn,
        asking: Asking,
        news: Sequence[News],
    ) -> tuple[Decided, Draft | None]:
        if decided.state.is_blocked:
            return decided, None
        async with self.storage.work(decided.state.tenant) as work:
            kept = await work.drafts(decided.state.id, limit=_LOOKED_AT)
        begun = Decided(drafted_upon(before.state, latest(kept, news)))
        would = await evolve(asking, house=evolve(asking.house, shadow=False)).settle(begun, turn)
        handover = would.state.handover
        if handover is not None and handover.reason is HandoverReason.OWN_FAILURE:
            return decided, None
        draft = await self._worded(begun.state, would, keys, turn.at)
        alerts = tuple(each for each in would.commands if isinstance(each, NotifyStaff))
        if alerts:
            others = tuple(each for each in decided.commands if not _only_of_the_shadow(each))
            decided = evolve(decided, commands=(*others, *alerts))
        return evolve(decided, state=alerted(decided.state, would.state)), draft

    async def _worded(self, begun: Conversation, would: Decided, keys: Sequence[EventKey], at: datetime) -> Draft:
        state = evolve(would.state, breath=None)
        say = next((each for each in merged(would) if isinstance(each, Say)), None)
        writes = tuple(
            type(each).__name__.lower() for each in would.commands if isinstance(each, Book | Modify | Cancel)
        )
        text = "" if say is None else await self._words(state, say)
        until = None
        if say is not None and names_money(say.reply):
            until = min((quote.expires_at for quote in state.quotes), default=None)
        return Draft(
            key=name_of(state.tenant, state.id, keys[0]),
            conversation=state.id,
            property_id=state.property_id,
            at=at,
            events=tuple(keys),
            text=text,
            language=state.language if say is None else say.language,
            intent=purpose_of_turn(begun, would),
            would=writes,
            good_until=until,
            after=state,
            fate=Fate.OPEN if text or writes else Fate.SILENT,
        )

    async def _words(self, state: Conversation, say: Say) -> str:
        """The draft as somebody would write it; empty where it names a price nobody quoted."""
        hotel = self.tenants.tenant(state.tenant)
        wording = self.wording.word(say.reply, say.language, Tone.USTED if hotel is None else hotel.tone)
        content = await within(self.clock, self.clock.now() + WORDING, wording)
        if wrong := unquoted(content, say.reply):
            logger.error("a draft was withheld", conversation=state.id, cause="; ".join(wrong))
            return ""
        return _as_text(content)


def _only_of_the_shadow(command: object) -> bool:
    return isinstance(command, NotifyStaff) and command.reason == HandoverReason.SHADOW.value


def _as_text(content: Content) -> str:
    """All of it in words: what a guest would see beside the text is written below it."""
    chosen = [
        f"- {each.title}: {each.description}" if each.description else f"- {each.title}" for each in content.choices
    ]
    place, link, media = content.place, content.link, content.media
    parts = (
        content.header,
        content.text,
        "\n".join(chosen),
        f"{place.name}\n{place.address}" if place else "",
        media.link if media else "",
        f"{link.title}\n{link.url}" if link else "",
        content.footer,
    )
    return "\n\n".join(part.strip() for part in parts if part.strip())
