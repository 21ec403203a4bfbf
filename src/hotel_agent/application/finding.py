"""Finding a conversation again: by who has it, its door, since when, the guest's name or number, or what was said."""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from attrs import field, frozen

from hotel_agent.application.transcript import transcript
from hotel_agent.domain.conversations.conversation import Conversation, Standing
from hotel_agent.domain.ids import PropertyId, TenantId
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.rows import Listed, Place
from hotel_agent.ports.storage import Storage, Work

AT_ONCE = 20
"""So many conversations are looked through in one transaction: nobody who writes waits long for it."""
MOST = 400
"""So many are looked through for one page."""
PATIENCE = timedelta(seconds=3)
"""So long it is looked for one page."""
_READ_BACK = 500
_FEWEST_FIGURES = 4
"""Of a telephone number: fewer figures are words like others."""
_LONGEST_SHOWN = 160


@frozen(kw_only=True)
class Wanted:
    """By what a conversation is looked for. Whatever is not told does not matter."""

    standing: Standing | None = None
    property_id: PropertyId | None = None
    begins: str = ""
    channel: str = ""
    holder: str = ""
    """Who of the hotel has it."""
    since: datetime | None = None
    """It stands as it does since then or later."""
    words: str = field(default="", repr=False)
    """All of these words in one thing said, or in the guest's name, address or number; accents do not matter."""


@frozen(kw_only=True)
class Found:
    """A conversation, and what of it was looked for, as it was said."""

    listed: Listed
    match: str = field(default="", repr=False)


@frozen(kw_only=True)
class FoundPage:
    """Conversations, and where it is gone on; None where there are no more.

    Where words or somebody who has it are looked for, there may be fewer than asked for, and more further on.
    """

    found: tuple[Found, ...]
    after: Place | None


@frozen(kw_only=True)
class Finding:
    """Looks through the conversations of one hotel, a few at a time."""

    storage: Storage
    clock: Clock

    async def find(self, tenant: TenantId, wanted: Wanted, *, after: Place | None, limit: int) -> FoundPage:
        """The next conversations that are wanted, in the sequence `Work.conversations` lists them."""
        found: list[Found] = []
        until, looked, place = self.clock.now() + PATIENCE, 0, after
        chooses = bool(wanted.holder or wanted.words.strip())
        at_once = AT_ONCE if chooses else limit
        while True:
            async with self.storage.work(tenant) as work:
                listed = await _listed(work, wanted, place, at_once)
                for each in listed:
                    place = each.place
                    if (match := await _match(work, each, wanted)) is not None:
                        found.append(Found(listed=each, match=match))
                    if len(found) == limit:
                        return FoundPage(found=tuple(found), after=place)
            looked += len(listed)
            if len(listed) < at_once:
                return FoundPage(found=tuple(found), after=None)
            if looked >= MOST or self.clock.now() >= until:
                return FoundPage(found=tuple(found), after=place)


async def _listed(work: Work, wanted: Wanted, after: Place | None, limit: int) -> Sequence[Listed]:
    return await work.conversations(
        standing=wanted.standing,
        property_id=wanted.property_id,
        begins=wanted.begins,
        channel=wanted.channel,
        since=wanted.since,
        after=after,
        limit=limit,
    )


async def _match(work: Work, listed: Listed, wanted: Wanted) -> str | None:
    """Where it is what is wanted: the words looked for, as they were said; None where it is not."""
    state = listed.conversation
    if wanted.holder and (state is None or state.handover is None or state.handover.by != wanted.holder):
        return None
    words = folded(wanted.words).split()
    if not words:
        return ""
    if state is None:
        return None
    if _is_theirs(state, wanted.words, words):
        return ""
    happened = await work.happened(state.id, limit=_READ_BACK)
    said = transcript(happened, await work.outbox(state.id))
    return next((_shown(each.text, words) for each in reversed(said) if _has(each.text, words)), None)


def folded(text: str) -> str:
    """The text without capitals and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))


def _is_theirs(state: Conversation, wanted: str, words: Sequence[str]) -> bool:
    """Whether it is the guest's name, address or number that is looked for."""
    told = " ".join(_told(state))
    figures = _figures(wanted)
    number = len(figures) >= _FEWEST_FIGURES and not any(each.isalpha() for each in wanted)
    return _has(told, words) or (number and any(figures in _figures(each) for each in _told(state)))


def _told(state: Conversation) -> Iterator[str]:
    known = state.known
    yield from (each for each in (known.name, known.email, known.phone) if each)
    yield from (each.value for each in known.vouched)


def _has(text: str, words: Sequence[str]) -> bool:
    there = folded(text)
    return all(each in there for each in words)


def _figures(text: str) -> str:
    return "".join(each for each in text if each.isdecimal())


def _shown(text: str, words: Sequence[str]) -> str:
    """The line in which the first of the words stands, cut to what fits into a list."""
    line = next((line for line in text.splitlines() if words[0] in folded(line)), text)
    return line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}…"
