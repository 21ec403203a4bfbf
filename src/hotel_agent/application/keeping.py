"""What guests send beside words: fetched, kept for staff, and voice notes heard."""

from collections.abc import Mapping
from datetime import timedelta

from attrs import evolve, frozen
from loguru import logger

from hotel_agent.application.attempt import Attempt, Settled, TryAgain
from hotel_agent.application.deadline import within
from hotel_agent.application.retry import CALL, LONGEST_REST, failures, wait_before_retry
from hotel_agent.domain.conversations.cards import masked
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.effects import KeepMedia
from hotel_agent.domain.conversations.events import Event, GuestSpoke, NotHeard
from hotel_agent.domain.conversations.house import House
from hotel_agent.domain.errors import Bug, Postponed, Unavailable
from hotel_agent.domain.ids import EventKey, TenantId
from hotel_agent.domain.refusals import Refusal
from hotel_agent.domain.tenants.directory import Directory
from hotel_agent.ports.channel import Channel
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.media import Media, MediaStore, Scanner, Speech, SupportsMedia
from hotel_agent.ports.rows import CommandState, OutboxRow
from hotel_agent.ports.storage import Storage

UNLOOKED = timedelta(minutes=5)
"""After so long it is tried again to have something looked into."""

HEARD_WITHIN = timedelta(minutes=2)
"""So long a channel may ask a voice note to wait: its guest waits for an answer, and is asked for words then."""


@frozen(kw_only=True)
class Senses:
    """What a house does with what has no words: keeps it for so long, hears it, both, or neither."""

    store: MediaStore | None = None
    scanner: Scanner | None = None
    """Who says that it is clean. While nobody does it is neither kept nor heard; None: nobody is asked."""
    retention: timedelta = timedelta(days=14)
    speech: Speech | None = None

    def of(self, house: House) -> House:
        """This house, knowing what it keeps and hears."""
        return evolve(house, keeps_media=self.store is not None, hears_voice=self.speech is not None)


@frozen(kw_only=True)
class Keeping:
    """Fetches what guests sent. Whatever fails, a guest who spoke is told that nobody heard it."""

    storage: Storage
    channels: Mapping[str, Channel]
    tenants: Directory
    senses: Senses
    clock: Clock

    async def attempt(self, tenant: TenantId, row: OutboxRow, command: KeepMedia) -> Attempt:
        """Fetch it, keep it, hear it. Repeating is safe: the same is kept, and the same is heard."""
        async with self.storage.work(tenant) as work:
            stored = await work.load(row.conversation)
        if stored is None:
            raise Bug(f"command {row.key} belongs to no conversation")
        channel = self.channels[stored.conversation.channel]
        if not isinstance(channel, SupportsMedia):
            return self._in_vain(row, command, "this channel has no way to fetch it")
        try:
            return await self._fetched(tenant, row, command, channel, stored.conversation)
        except Postponed as later:
            if row.rested + later.wait > (HEARD_WITHIN if command.hear else LONGEST_REST):
                return self._in_vain(row, command, str(later))
            return TryAgain(wait=later.wait, sent_before=False, cause=str(later), is_rest=True)
        except Unavailable as silence:
            wait = wait_before_retry(command, failures(row))
            if wait is None:
                return self._in_vain(row, command, str(silence))
            return TryAgain(wait=wait, sent_before=False, cause=str(silence))

    async def _not_clean(self, row: OutboxRow, command: KeepMedia, media: Media) -> Attempt | None:
        """What becomes of what is not known to be clean; None for what is.

        A picture stays at its channel until somebody looks into it, for a day. Who spoke waits for an answer: what
        cannot be looked into soon is asked for in words.
        """
        if self.senses.scanner is None:
            return None
        try:
            found = await within(self.clock, self.clock.now() + CALL, self.senses.scanner.look(media))
        except Unavailable as silence:
            if command.hear or row.rested >= LONGEST_REST:
                raise
            logger.error("what guests send waits: nobody looks into it", command=row.key, cause=str(silence))
            return TryAgain(wait=UNLOOKED, sent_before=False, cause=str(silence), is_rest=True)
        if found is None:
            return None
        logger.error("what a guest sent is not kept", command=row.key, cause=found.detail)
        return self._in_vain(row, command, f"{found.reason.value} {found.detail}".strip())

    async def _fetched(
        self, tenant: TenantId, row: OutboxRow, command: KeepMedia, channel: SupportsMedia, state: Conversation
    ) -> Attempt:
        fetching = channel.fetch_media(state.account, command.media, digest=command.digest)
        media = await within(self.clock, self.clock.now() + CALL, fetching)
        if isinstance(media, Refusal):
            return self._in_vain(row, command, f"{media.reason.value} {media.detail}".strip())
        if (unclean := await self._not_clean(row, command, media)) is not None:
            return unclean
        senses, now = self.senses, self.clock.now()
        if senses.store is not None:
            expires_at = now + senses.retention
            await senses.store.keep(tenant, row.conversation, command.media, media, now=now, expires_at=expires_at)
        if not command.hear or senses.speech is None:
            return self._in_vain(row, command, "nobody hears here") if command.hear else Settled(outcome="done")
        return await self._heard(tenant, row, command, media, senses.speech)

    async def _heard(
        self, tenant: TenantId, row: OutboxRow, command: KeepMedia, media: Media, speech: Speech
    ) -> Attempt:
        known = self.tenants.tenant(tenant)
        hearing = speech.hear(media, languages=known.languages if known is not None else ())
        text = await within(self.clock, self.clock.now() + CALL, hearing)
        if isinstance(text, Refusal) or not text.strip():
            return self._in_vain(row, command, "nothing could be made out")
        spoke = GuestSpoke(
            key=_key(row),
            at=self.clock.now(),
            sent_at=command.sent_at,
            text=masked(text.strip()),
            media=command.media,
        )
        return Settled(outcome="done", event=spoke)

    def _in_vain(self, row: OutboxRow, command: KeepMedia, cause: str) -> Settled:
        """It is not to be had. Only who spoke waits for an answer."""
        event: Event | None = None
        if command.hear:
            event = NotHeard(key=_key(row), at=self.clock.now(), effect=row.key)
        return Settled(outcome="refused", event=event, state=CommandState.GIVEN_UP, cause=cause)


def _key(row: OutboxRow) -> EventKey:
    return EventKey(f"result:{row.key}")
