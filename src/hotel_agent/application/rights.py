"""The rights of guests: to see what is kept of them, to be forgotten, and to be forgotten in time without asking."""

from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from datetime import datetime, timedelta

from attrs import frozen
from loguru import logger

from hotel_agent.application.certificate import Certificate, Kept
from hotel_agent.application.doors import states_of
from hotel_agent.application.transcript import Said, transcript
from hotel_agent.domain.conversations.conversation import Conversation
from hotel_agent.domain.conversations.staff_tasks import StaffTask
from hotel_agent.domain.errors import Bug, Unavailable, failure_facts
from hotel_agent.domain.ids import ConfirmationNumber, ConversationId, GuestId, TenantId
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact, Reservation
from hotel_agent.domain.tenants.directory import Directory
from hotel_agent.domain.tenants.rights import EVERYWHERE
from hotel_agent.domain.tenants.tenant import Tenant
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.pms import Pms
from hotel_agent.ports.repeats import Repeats
from hotel_agent.ports.rights import KeptReservation, Records, Traces
from hotel_agent.ports.rows import AuditEntry
from hotel_agent.ports.storage import Storage

EVERY = timedelta(hours=12)
"""So often it is looked for what may be kept no longer."""
STRAYS_KEPT = timedelta(days=30)
"""So long is kept what came in for nobody: it may be given to its hotel until then."""
AT_ONCE = 100
MOST = 10_000
"""So many guests, and so many reservations, of one hotel are let go at a time; those beyond, the next time."""
_SHORTEST_NAME = 6
"""Letters of a name worth looking for: shorter ones stand in other words."""

_UNSWEPT = Kept(
    what="what was deleted, unreadable to the house, in the unused parts of the database's file",
    why="the database was too busy to be written anew; whoever is forgotten next takes it along",
)


@frozen(kw_only=True)
class GuestRights:
    """What an installation knows of its hotels' guests, shown and forgotten. Everything stays within one hotel."""

    storage: Storage
    records: Records
    books: Mapping[TenantId, Pms]
    tenants: Directory
    clock: Clock
    repeats: Repeats | None = None
    """First answers to what was asked over HTTP; None: none are kept here."""

    async def export(self, tenant: TenantId, name: str, *, by: str) -> Mapping[str, object] | Refusal:
        """Everything kept of the guest of this id, conversation, address or number, as plain values; NOT_FOUND.

        Who was shown it is written down.
        """
        found = await self._found(tenant, name)
        if found is None:
            return Refusal(Reason.NOT_FOUND)
        guest, traces, states = found
        said = {each.id: await self._said(tenant, each.id) for each in states}
        booked, away = await self._booked(tenant, traces)
        async with self.storage.work(tenant) as work:
            await work.note_act(AuditEntry(at=self.clock.now(), by=by, action="export", subject=guest))
        return {
            "guest": guest,
            "hotel": self._hotel(tenant).name,
            "at": self.clock.now().isoformat(),
            "known_as": [{"kind": each.kind, "value": each.value} for each in traces.identities],
            "told": [_told(each) for each in states],
            "consent": [_consent(each) for each in states],
            "conversations": [
                {
                    "id": each.id,
                    "channel": each.channel,
                    "said": [_spoken(words) for words in said[each.id]],
                    "tasks": [_asked_for(task) for task in each.tasks],
                }
                for each in states
            ],
            "reservations": [_reserved(each) for each in booked],
            "not_asked": ["the hotel's PMS did not answer; ask it again"] if away else [],
            "rows": await self.records.rows(tenant, traces),
        }

    async def erase(self, tenant: TenantId, name: str, *, by: str, because: str) -> Certificate | Refusal:
        """Forget this guest, but for what law keeps, and say so.

        Refused: NOT_FOUND, and NOT_ALLOWED while something is under way for them. Everything leaves the database at
        once, or nothing does. Repeating is safe.
        """
        found = await self._found(tenant, name)
        if found is None:
            return Refusal(Reason.NOT_FOUND)
        guest, traces, states = found
        if await self.records.under_way(tenant, traces):
            return Refusal(Reason.NOT_ALLOWED, detail="something is being done for this guest; try again in a minute")
        booked, away = await self._booked(tenant, traces)
        house = self._hotel(tenant)
        theirs = await self.records.reservations(tenant, traces)
        over = [each for each in theirs if self._is_over(house, each)]
        at = self.clock.now()
        act = AuditEntry(at=at, by=by, action="erase", subject=f"{guest}: {because}")
        numbers = [each.number for each in over]
        erased = await self.records.forget(tenant, traces, reservations=numbers, act=act)
        logger.info("a guest was forgotten", tenant=tenant, guest=guest, rows=sum(erased.values()))
        values = _values(traces, states)
        left = await self.records.holding(tenant, values)
        kept = self._kept(house, [each for each in theirs if each not in over], over, booked, away=away)
        if not await self._swept():
            kept += (_UNSWEPT,)
        by_law = {"audit", *(["reservations"] if len(over) < len(theirs) else [])}
        return Certificate(
            hotel=house.name,
            tenant=tenant,
            guest=guest,
            at=at,
            by=by,
            because=because,
            known_as=tuple(sorted({each.kind for each in traces.identities})),
            erased=erased,
            kept=kept,
            looked_for=len(values),
            found={place: count for place, count in left.items() if place not in by_law},
        )

    async def let_go(self, tenant: Tenant) -> Mapping[str, int]:
        """Forget what this hotel's own terms keep no longer; how many rows left each place. Repeating is safe."""
        now, gone = self.clock.now(), dict[str, int]()
        since = tenant.rules.keeping.silent_since(now)
        async for guest in self._silent(tenant.id, since):
            traces, _ = await self._traces(tenant.id, guest)
            act = AuditEntry(at=now, by="house", action="erase", subject=f"{guest}: its term is over")
            _add(gone, await self.records.forget(tenant.id, traces, reservations=(), act=act))
        old = await self.records.old_reservations(tenant.id, limit=MOST)
        over = [each.number for each in old if self._is_over(tenant, each)]
        for first in range(0, len(over), AT_ONCE):
            some = over[first : first + AT_ONCE]
            act = AuditEntry(
                at=now, by="house", action="erase", subject=f"{len(some)} reservations: their term is over"
            )
            nobody = Traces(guest=GuestId(""))
            _add(gone, await self.records.forget(tenant.id, nobody, reservations=some, act=act))
        if gone:
            await self._swept()
        _add(gone, await self.records.expired(tenant.id, now))
        return gone

    async def _silent(self, tenant: TenantId, since: datetime | None) -> AsyncIterator[GuestId]:
        """Each guest with no word since then, as many as there are, each once."""
        told = set[GuestId]()
        while since is not None and len(told) < MOST:
            found = await self.records.silent(tenant, since, limit=AT_ONCE)
            new = [each for each in found if each not in told]
            for guest in new:
                told.add(guest)
                yield guest
            if not new or len(found) < AT_ONCE:
                return

    async def keep_terms(self) -> None:
        """Let go what is over, hotel by hotel, from time to time, until cancelled."""
        while True:
            await self._in_peace(self.let_strays_go(), tenant="")
            await self._in_peace(self.let_answers_go(), tenant="")
            for tenant in tuple(self.tenants.known):
                await self._in_peace(self.let_go(tenant), tenant=tenant.id)
            await self.clock.sleep_until(self.clock.now() + EVERY)

    async def let_strays_go(self) -> Mapping[str, int]:
        """Forget what came in for nobody and was left lying for STRAYS_KEPT. Repeating is safe."""
        gone = await self.storage.forget_strays(self.clock.now() - STRAYS_KEPT)
        return {"strays": gone} if gone else {}

    async def let_answers_go(self) -> Mapping[str, int]:
        """Forget first answers whose term is over, those that concern no single hotel too. Repeating is safe."""
        if self.repeats is None:
            return {}
        now, gone = self.clock.now(), 0
        for tenant in (EVERYWHERE, *(each.id for each in tuple(self.tenants.known))):
            gone += await self.repeats.forget(tenant, now)
        return {"repeats": gone} if gone else {}

    async def _in_peace(self, letting_go: Awaitable[Mapping[str, int]], *, tenant: str) -> None:
        """Whatever goes wrong is told and tried again the next time; what else is over goes all the same."""
        try:
            gone = await letting_go
        except Exception as failure:  # noqa: BLE001 - whatever it was, it is tried again, and other hotels go on
            logger.warning("what is over could not be let go", tenant=tenant, **failure_facts(failure))
        else:
            if gone:
                logger.info("what was over was let go", tenant=tenant, rows=sum(gone.values()))

    async def _swept(self) -> bool:
        """Whether nothing of what was forgotten is left in a file. Where not, the next time does for both."""
        try:
            await self.records.sweep()
        except Unavailable as busy:
            logger.warning("what was forgotten is not overwritten yet", cause=str(busy))
            return False
        return True

    async def _found(self, tenant: TenantId, name: str) -> tuple[GuestId, Traces, list[Conversation]] | None:
        guest = await self.records.named(tenant, name)
        return None if guest is None else (guest, *await self._traces(tenant, guest))

    async def _traces(self, tenant: TenantId, guest: GuestId) -> tuple[Traces, list[Conversation]]:
        async with self.storage.work(tenant) as work:
            identities = await work.identities(guest)
            doors = await work.conversations_of(guest)
            states = await states_of(work, guest)
        vouched = {each.value for state in states for each in state.known.vouched}
        traces = Traces(
            guest=guest,
            identities=tuple(identities),
            conversations=tuple(each.conversation for each in doors),
            numbers=frozenset(each.reservation.number for each in states if each.reservation is not None),
            contacts=frozenset(value for value in (_plain(each) for each in vouched) if value),
        )
        return traces, states

    async def _said(self, tenant: TenantId, conversation: ConversationId) -> Sequence[Said]:
        async with self.storage.work(tenant) as work:
            return transcript(await work.happened(conversation), await work.outbox(conversation))

    async def _booked(self, tenant: TenantId, traces: Traces) -> tuple[Sequence[Reservation], bool]:
        """The guest's reservations as their hotel's book tells them, and whether it did not answer."""
        book, found, away = self.books.get(tenant), dict[ConfirmationNumber, Reservation](), False
        by: list[ConfirmationNumber | GuestContact] = [
            *(GuestContact(ContactKind.EMAIL if "@" in each else ContactKind.PHONE, each) for each in traces.contacts),
            *traces.numbers,
        ]
        if book is None:
            return (), False
        for house in self._hotel(tenant).properties:
            for each in by:
                try:
                    found.update({one.number: one for one in await book.find(house.id, each)})
                except Unavailable:
                    away = True
        return list(found.values()), away

    def _kept(
        self,
        house: Tenant,
        theirs: Sequence[KeptReservation],
        over: Sequence[KeptReservation],
        booked: Sequence[Reservation],
        *,
        away: bool,
    ) -> tuple[Kept, ...]:
        """What stays, and why."""
        keeping = house.rules.keeping
        law = keeping.law or "books and invoices must be shown to the authorities"
        kept = [
            Kept(what=f"reservation {each.number}", why=law, until=keeping.kept_until(each.departure))
            for each in theirs
        ]
        elsewhere = "it stands in the hotel's PMS, where the hotel forgets it by the PMS's own means"
        own = {each.number for each in theirs} | {each.number for each in over}
        kept += [Kept(what=f"reservation {each.number}", why=elsewhere) for each in booked if each.number not in own]
        if away:
            kept.append(Kept(what="reservations in the hotel's PMS, if there are any", why="it did not answer"))
        kept.append(
            Kept(
                what="that this was done, when and by whom", why="the hotel must be able to show what was done by hand"
            )
        )
        kept.append(Kept(what="what messages cost, without whose they were", why="the channel's bill is checked by it"))
        return tuple(kept)

    def _is_over(self, house: Tenant, reservation: KeptReservation) -> bool:
        return house.rules.keeping.kept_until(reservation.departure) < self.clock.now().date()

    def _hotel(self, tenant: TenantId) -> Tenant:
        found = self.tenants.tenant(tenant)
        if found is None:
            raise Bug(f"this installation has no hotel {tenant!r}")
        return found


def _told(state: Conversation) -> Mapping[str, object]:
    """What a guest told of themselves."""
    known = state.known
    return {"conversation": state.id, "name": known.name, "email": known.email, "phone": known.phone}


def _consent(state: Conversation) -> Mapping[str, object]:
    """What a guest wished about being written to, and about being forgotten."""
    moments = {
        "wants_no_messages_since": state.stopped_at,
        "wants_messages_again_since": state.heard_again_at,
        "wishes_to_be_forgotten_since": state.erasure_asked_at,
    }
    told = {name: moment.isoformat() if moment else None for name, moment in moments.items()}
    return {"conversation": state.id, "channel": state.channel, **told}


def _spoken(said: Said) -> Mapping[str, object]:
    return {"at": said.at.isoformat(), "by": said.by or said.speaker.value, "text": said.text, "what": said.what}


def _asked_for(each: StaffTask) -> Mapping[str, object]:
    return {
        "reason": each.reason,
        "since": each.since.isoformat(),
        "text": each.text,
        "room": each.room,
        "state": each.state.value,
    }


def _reserved(each: Reservation) -> Mapping[str, object]:
    return {
        "number": each.number,
        "state": each.state.value,
        "arrival": each.stay.arrival.isoformat(),
        "departure": each.stay.departure.isoformat(),
        "name": each.booker.name,
        "email": each.booker.email,
        "phone": each.booker.phone,
    }


def _values(traces: Traces, states: Sequence[Conversation]) -> frozenset[str]:
    """What is looked for once a guest is forgotten: ids, addresses, numbers, and names that are theirs alone."""
    told = {value for state in states for value in (state.known.email, state.known.phone) if value}
    names = {state.known.name for state in states if state.known.name and len(state.known.name) >= _SHORTEST_NAME}
    known = {each.value for each in traces.identities} | set(traces.contacts) | set(traces.conversations)
    return frozenset(told | names | known)


def _plain(contact: str) -> str:
    """A contact as books know it: e-mail addresses in small letters, telephone numbers as figures."""
    return contact.casefold() if "@" in contact else "".join(each for each in contact if each.isdecimal())


def _add(to: dict[str, int], more: Mapping[str, int]) -> None:
    for place, count in more.items():
        to[place] = to.get(place, 0) + count
