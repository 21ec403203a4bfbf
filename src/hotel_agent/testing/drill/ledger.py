"""The drill's own ledger: what guests sent and heard, against what is kept and what stands in the books.

It counts names, days and cents by itself and asks no rule of the house.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from attrs import field, frozen

from hotel_agent.domain.ids import PropertyId, TenantId
from hotel_agent.domain.reservations.reservation import ContactKind, GuestContact, Reservation, ReservationState
from hotel_agent.ports.pms import Pms
from hotel_agent.testing.drill.guests import NUMBER, DrillGuest
from hotel_agent.testing.drill.hotels import RATE, ROOMS, TAX_A_NIGHT
from hotel_agent.testing.drill.rows import Rows

FAULTS: Final = (
    "messages lost",
    "messages doubled",
    "messages unanswered",
    "replies doubled",
    "reservations without a yes",
    "reservations untold",
    "reservations told and not made",
    "wrong prices",
    "nights oversold",
    "work left over",
    "events set aside",
)


@frozen
class Fault:
    """Something that must not be, and whom it happened to."""

    kind: str
    said: str
    guest: DrillGuest | None = None


@frozen(kw_only=True)
class Verdict:
    """What the ledger says."""

    messages: int
    """Of guests, each counted once, however often it was delivered."""
    events: int
    replies: int
    yeses: int
    reservations: int
    handovers: int
    """Conversations a person was called to."""
    waits: Sequence[timedelta] = field(default=(), repr=False)
    """How long guests waited for the next thing they heard, the shortest first."""
    faults: Sequence[Fault] = ()
    story: Sequence[str] = field(default=(), repr=False)
    """Of the first fault."""

    @property
    def clean(self) -> bool:
        """Whether all is as it must be."""
        return not self.faults

    def lines(self) -> Iterator[str]:
        """The verdict, to read."""
        yield f"{self.messages} messages, {self.events} events, {self.replies} replies, {self.handovers} handovers"
        yield f"{self.yeses} yeses, {self.reservations} reservations"
        if self.waits:
            middle, late, last = (self.waits[int(share * (len(self.waits) - 1))] for share in (0.5, 0.95, 1))
            yield f"answered within {_seconds(middle)}, 95 % within {_seconds(late)}, the last after {_seconds(last)}"
        counts = Counter(fault.kind for fault in self.faults)
        yield from (f"  {counts[kind]:>5} {kind}" for kind in FAULTS)
        if self.faults:
            yield f"The first: {self.faults[0].kind}: {self.faults[0].said}"
            yield from (f"    {line}" for line in self.story)


@frozen
class Ledger:
    """Everything there is to judge by."""

    guests: Sequence[DrillGuest]
    rows: Rows
    books: Mapping[TenantId, Pms]

    async def verdict(self) -> Verdict:
        """Add up."""
        kept = self._kept()
        wanted = self._people_wanted()
        books = {guest.phone.number: await self._reservations(guest) for guest in self.guests}
        faults = [
            *self._of_messages(kept),
            *self._of_replies(kept, wanted),
            *self._of_reservations(kept, wanted, books),
            *self._of_nights(books),
            *self._of_work(),
        ]
        return Verdict(
            messages=sum(len(guest.sent) for guest in self.guests),
            events=len(kept),
            replies=sum(len(guest.heard) for guest in self.guests),
            yeses=sum(guest.yeses for guest in self.guests),
            reservations=sum(len(made) for made in books.values()),
            handovers=len(wanted),
            waits=sorted(self._waits()),
            faults=faults,
            story=() if not faults else self._story(faults[0], kept),
        )

    def _waits(self) -> Iterator[timedelta]:
        for guest in self.guests:
            for message in guest.sent:
                next_heard = next((each.at for each in guest.heard if each.at >= message.at), None)
                if next_heard is not None:
                    yield next_heard - message.at

    def _kept(self) -> dict[str, tuple[str, str]]:
        """The messages kept, by name: which conversation of which tenant."""
        found = self.rows.read("SELECT tenant, conversation, key FROM inbox WHERE key LIKE 'message:%'")
        return {key.removeprefix("message:wamid."): (tenant, conversation) for tenant, conversation, key in found}

    def _people_wanted(self) -> set[tuple[str, str]]:
        found = self.rows.read("SELECT tenant, conversation, command FROM outbox")
        return {(tenant, name) for tenant, name, command in found if json.loads(command)["kind"] == "NotifyStaff"}

    async def _reservations(self, guest: DrillGuest) -> Sequence[Reservation]:
        contact = GuestContact(ContactKind.PHONE, guest.phone.number)
        return await self.books[guest.tenant].find(PropertyId(guest.tenant), contact)

    def _of_messages(self, kept: Mapping[str, tuple[str, str]]) -> Iterator[Fault]:
        sent = {message.name: guest for guest in self.guests for message in guest.sent}
        for name in sorted(sent.keys() - kept.keys()):
            yield Fault("messages lost", f"{name} was taken and is not kept", sent[name])
        for name in sorted(kept.keys() - sent.keys()):
            yield Fault("messages doubled", f"{name} is kept and nobody sent it")
        for guest in self.guests:
            where = {kept[message.name] for message in guest.sent if message.name in kept}
            if len(where) > 1:
                yield Fault("messages doubled", "one guest has two conversations", guest)

    def _of_replies(self, kept: Mapping[str, tuple[str, str]], wanted: set[tuple[str, str]]) -> Iterator[Fault]:
        marks = Counter(
            str(mark)
            for guest in self.guests
            for each in guest.heard
            if (mark := each.body.body.get("biz_opaque_callback_data"))
        )
        for guest in self.guests:
            if any(marks[str(each.body.body.get("biz_opaque_callback_data"))] > 1 for each in guest.heard):
                yield Fault("replies doubled", "the same reply was sent twice", guest)
            for message in guest.sent:
                answered = any(each.at >= message.at for each in guest.heard)
                if not answered and kept.get(message.name) not in wanted:
                    yield Fault("messages unanswered", f"{message.text!r} was never answered", guest)

    def _of_reservations(
        self,
        kept: Mapping[str, tuple[str, str]],
        wanted: set[tuple[str, str]],
        books: Mapping[str, Sequence[Reservation]],
    ) -> Iterator[Fault]:
        for guest in self.guests:
            made = books[guest.phone.number]
            told = {found[0] for each in guest.heard if (found := NUMBER.search(each.body.text))}
            looked_after = any(kept.get(message.name) in wanted for message in guest.sent)
            if len(made) > guest.yeses:
                yield Fault("reservations without a yes", f"{guest.yeses} yeses, {len(made)} reservations", guest)
            for each in made:
                if each.number not in told and not looked_after:
                    yield Fault("reservations untold", f"the guest never heard of {each.number}", guest)
                nights = (each.stay.departure - each.stay.arrival).days
                if each.total.minor != nights * _cents_a_night():
                    yield Fault("wrong prices", f"{each.number}: {nights} nights for {each.total.minor}", guest)
            for number in told - {each.number for each in made}:
                yield Fault("reservations told and not made", f"{number} is in no book", guest)

    def _of_nights(self, books: Mapping[str, Sequence[Reservation]]) -> Iterator[Fault]:
        taken: Counter[tuple[str, date]] = Counter()
        for guest in self.guests:
            for each in books[guest.phone.number]:
                if each.state is not ReservationState.CANCELLED:
                    night = each.stay.arrival
                    while night != each.stay.departure:
                        taken[guest.tenant, night] += 1
                        night += timedelta(days=1)
        for (tenant, night), rooms in sorted(taken.items()):
            if rooms > len(ROOMS):
                yield Fault("nights oversold", f"{tenant}, {night}: {rooms} guests for {len(ROOMS)} rooms")

    def _of_work(self) -> Iterator[Fault]:
        for key, conversation in self.rows.read("SELECT key, conversation FROM inbox WHERE state = 'open'"):
            yield Fault("work left over", f"event {key} of {conversation} waits")
        for command, cause in self.rows.read("SELECT command, cause FROM outbox WHERE state = 'waiting'"):
            if json.loads(command)["kind"] != "WakeAt":
                yield Fault("work left over", f"a command waits: {json.loads(command)['kind']} {cause}")
        for key, cause in self.rows.read("SELECT key, cause FROM inbox WHERE state = 'aside'"):
            yield Fault("events set aside", f"{key}: {cause}")
        for kind, cause in self.rows.read("SELECT kind, cause FROM strays"):
            yield Fault("events set aside", f"a stray: {kind}, {cause}")

    def _story(self, fault: Fault, kept: Mapping[str, tuple[str, str]]) -> Sequence[str]:
        guest = fault.guest
        if guest is None:
            return ()
        told = defaultdict(list)
        for message in guest.sent:
            told[message.at].append(f"guest ({message.name}, taken {message.taken_at:%H:%M:%S.%f}): {message.text}")
        for each in guest.heard:
            mark = each.body.body.get("biz_opaque_callback_data")
            told[each.at].append(f"hotel ({mark}): {each.body.text.replace(chr(10), ' / ')}")
        lines = [f"{at:%H:%M:%S.%f} {line}" for at in sorted(told) for line in told[at]]
        for conversation in {kept[message.name] for message in guest.sent if message.name in kept}:
            lines += self._behind(*conversation)
        return lines

    def _behind(self, tenant: str, conversation: str) -> Iterator[str]:
        yield f"conversation {conversation} of {tenant}"
        where = f"WHERE tenant = '{tenant}' AND conversation = '{conversation}' ORDER BY sequence"
        events = f"SELECT key, state, tries, received_at FROM inbox {where}"  # noqa: S608 - our own ids
        for key, state, tries, received in self.rows.read(events):
            yield f"  event {key}, {received}: {state}, {tries} tries"
        columns = "key, state, attempts, sent_before, delivery, cause, command"
        commands = f"SELECT {columns} FROM outbox {where}"  # noqa: S608 - our own ids
        for row in self.rows.read(commands):
            yield f"  command {row[:6]} {json.loads(row[6])['kind']}"


def _cents_a_night() -> int:
    return RATE * 100 + 2 * int(TAX_A_NIGHT.replace(".", ""))


def _seconds(time: timedelta) -> str:
    return f"{time.total_seconds():.1f} s"
