"""Trying the machine out: its drafts are sent as they are, and a report holds them against what people sent."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import mean, median

from attrs import frozen

from hotel_agent.application.staff_room import StaffRoom
from hotel_agent.domain.conversations.drafts import ANSWERED, Draft, Fate, waiting_draft
from hotel_agent.domain.ids import ConversationId, TenantId, digest
from hotel_agent.domain.refusals import Reason, Refusal

LONGEST_SPAN = 366
"""Days a report may span."""
USUAL_SPAN = 7
_YEARS = range(1970, 9999)


@frozen(kw_only=True)
class Compared:
    """What became of drafts of one kind, once people had answered. Of one intent and language, or of all."""

    intent: str = ""
    language: str = ""
    drafts: int
    unchanged: int
    changed: int
    otherwise: int
    overtaken: int
    unanswered: int
    likeness: int | None
    """How much of a hundred of the changed ones was the draft's, on the average; None where none was changed."""
    waited: timedelta | None
    """How long people took, half of them longer; None where none answered."""


@frozen(kw_only=True)
class ShadowReport:
    """How a hotel's drafts compare with what its people sent. Nothing of any guest stands in it."""

    tenant: TenantId
    first: date
    last: date
    messages: int
    """Guests' messages the machine might have answered; what was written in one breath counts once."""
    silent: int
    """Those to which it had nothing to say."""
    would_write: Mapping[str, int]
    """Drafts that would have made, changed or cancelled a reservation: these are in no other count."""
    all: Compared
    kinds: tuple[Compared, ...]
    """By intent and language, the most frequent first."""


@frozen
class Shadowing:
    """What the hotel's people do with drafts, behind the desk."""

    room: StaffRoom

    async def send(
        self, tenant: TenantId, conversation: ConversationId, draft: str, *, by: str, expects: int | None = None
    ) -> Refusal | None:
        """Say this draft to the guest as it is, and have the conversation. The beginning of its name will do.

        A draft is sent once, however often it is asked for and by whom. NOT_FOUND where the conversation has no such
        draft, or the guest wrote since, or it was answered; QUOTE_EXPIRED where no quote holds its price any more;
        BAD_REQUEST where there are no words in it; else as `StaffRoom.answer`.
        """
        async with self.room.storage.work(tenant) as work:
            kept = await work.drafts(conversation)
        waiting = waiting_draft(kept)
        found = [
            each
            for each in kept
            if draft and each.key.startswith(draft) and (each is waiting or each.fate is Fate.UNCHANGED)
        ]
        if len(found) != 1:
            return Refusal(Reason.NOT_FOUND, detail="draft")
        meant = found[0]
        if meant.fate is Fate.UNCHANGED:
            return None  # whoever sent it, by a press or in words of their own
        if meant.good_until is not None and meant.good_until <= self.room.clock.now():
            return Refusal(Reason.QUOTE_EXPIRED)
        request = digest("draft", tenant, meant.key)
        return await self.room.answer(tenant, conversation, meant.text, request=request, by=by, expects=expects)

    async def report(
        self, tenant: TenantId, *, first: date | None = None, last: date | None = None
    ) -> ShadowReport | Refusal:
        """The drafts of these days, by the clock of the hotel's first property; of the last week, usually.

        NOT_FOUND for a hotel there is not; BAD_REQUEST for a span that ends before it begins, or is longer than a year.
        """
        house = self.room.tenants.tenant(tenant)
        if house is None:
            return Refusal(Reason.NOT_FOUND)
        place = house.properties[0]
        last = last or place.today(self.room.clock.now())
        if last.year not in _YEARS or (first is not None and first.year not in _YEARS):
            return Refusal(Reason.BAD_REQUEST)
        first = first or last - timedelta(days=USUAL_SPAN - 1)
        if not 0 <= (last - first).days < LONGEST_SPAN:
            return Refusal(Reason.BAD_REQUEST)
        async with self.room.storage.work(tenant) as work:
            found = await work.drafted(since=place.midnight(first), until=place.midnight(last + timedelta(days=1)))
        return _told(tenant, first, last, found)


def _told(tenant: TenantId, first: date, last: date, found: Sequence[Draft]) -> ShadowReport:
    said = [each for each in found if not each.would and each.fate is not Fate.SILENT]
    kinds = Counter((each.intent, str(each.language)) for each in said)
    return ShadowReport(
        tenant=tenant,
        first=first,
        last=last,
        messages=len(found),
        silent=sum(each.fate is Fate.SILENT for each in found),
        would_write=dict(sorted(Counter(what for each in found for what in each.would).items())),
        all=_compared(said),
        kinds=tuple(
            _compared([each for each in said if (each.intent, str(each.language)) == kind], *kind)
            for kind, _ in sorted(kinds.items(), key=lambda each: (-each[1], each[0]))
        ),
    )


def _compared(drafts: Sequence[Draft], intent: str = "", language: str = "") -> Compared:
    fates = Counter(each.fate for each in drafts)
    alike = [each.likeness for each in drafts if each.fate is Fate.CHANGED and each.likeness is not None]
    took = [
        (each.settled_at - each.at).total_seconds()
        for each in drafts
        if each.fate in ANSWERED and each.settled_at is not None
    ]
    return Compared(
        intent=intent,
        language=language,
        drafts=len(drafts),
        unchanged=fates[Fate.UNCHANGED],
        changed=fates[Fate.CHANGED],
        otherwise=fates[Fate.OTHERWISE],
        overtaken=fates[Fate.OVERTAKEN],
        unanswered=fates[Fate.OPEN],
        likeness=round(mean(alike)) if alike else None,
        waited=timedelta(seconds=round(median(took))) if took else None,
    )
