"""The replay's own ledger: what was generated and what arrived outside, against the rows. It asks no rule of ours."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import field, frozen

from hotel_agent.domain.ids import TenantId
from hotel_agent.testing.drill.rows import Rows
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.replay.guests import Writer
from hotel_agent.testing.replay.hotels import HOTELS, account_of
from hotel_agent.testing.replay.plan import Door, Fact, Fate
from hotel_agent.testing.servers.mail import MailServer

REPLAY_FAULTS: Final = (
    "events lost",
    "events doubled",
    "events nobody sent",
    "events at another hotel",
    "forgeries kept",
    "replies lost",
    "replies doubled",
    "replies to another",
    "guests never answered",
    "reports forgotten",
    "work left over",
    "events set aside",
    "wrong answers",
)
_FURTHER: Final = ("accepted", "sent", "delivered", "read")
_EVERYTHING: Final = (
    "SELECT key || event FROM inbox",
    "SELECT key || payload FROM strays",
    "SELECT content FROM chat_messages",
    "SELECT state FROM conversations",
    "SELECT command || coalesce(content, '') FROM outbox",
)
_FROM_OUTSIDE: Final = ("message:", "status:", "staff:")
_SAMPLES: Final = 20


@frozen(kw_only=True)
class ReplayVerdict:
    """What the ledger says."""

    events: int
    delivered: int
    kinds: Mapping[str, int]
    replies: int
    conversations: int
    aside: int
    """Mails and pieces that were kept for staff, and not answered."""
    faults: Sequence[tuple[str, str]] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    def lines(self) -> Iterator[str]:
        """The verdict, to read."""
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self.kinds.items()))
        yield f"{self.events} events, delivered {self.delivered} times: {kinds}"
        yield f"{self.replies} replies in {self.conversations} conversations; {self.aside} pieces kept aside"
        counts = Counter(kind for kind, _ in self.faults)
        yield from (f"  {counts[kind]:>5} {kind}" for kind in REPLAY_FAULTS)
        yield from (f"    {kind}: {said}" for kind, said in self.faults[:_SAMPLES])


@frozen(kw_only=True)
class ReplayLedger:
    """Everything there is to judge by."""

    facts: Sequence[Fact]
    writers: Sequence[Writer]
    rows: Rows
    graph: GraphStub
    hosts: Mapping[TenantId, MailServer]
    chats: Mapping[object, tuple[str, str, str]]
    """What was said in web chats, each message by its place: under which key, at which account, in which chat."""
    _owners: Mapping[str, str] = field(init=False)

    @_owners.default
    def _accounts(self) -> Mapping[str, str]:
        return {account_of(tenant, door): tenant for tenant in HOTELS for door in Door}

    def verdict(self, *, delivered: int, wrong_answers: Sequence[str]) -> ReplayVerdict:
        """Add up."""
        strays = self.rows.read("SELECT account, key, payload FROM strays")
        heard = self._heard()
        faults = [
            *self._of_events(strays),
            *self._of_forgeries(),
            *self._of_replies(heard),
            *self._of_guests(heard),
            *self._of_reports(),
            *self._of_work(),
            *(("wrong answers", each) for each in wrong_answers),
        ]
        return ReplayVerdict(
            events=len(self.facts),
            delivered=delivered,
            kinds=Counter(f"{fact.door.value} {fact.fate.value}" for fact in self.facts),
            replies=len(heard),
            conversations=len(self.rows.read("SELECT id FROM conversations")),
            aside=len(strays),
            faults=faults,
        )

    def _of_events(self, strays: Sequence[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
        inbox = Counter((row[0], row[1], row[2]) for row in self.rows.read("SELECT tenant, account, key FROM inbox"))
        anywhere = Counter(key for _, _, key in inbox.elements())
        names = self._names()
        claimed: set[tuple[str, str, str]] = set()
        for fact in self.facts:
            if fact.fate is Fate.NOWHERE:
                continue
            keys: list[str] = [] if fact.fate is Fate.ASIDE else [fact.mark]
            if fact.fate is Fate.READ:
                keys = [f"message:{name}" for name in names.get((fact.tenant, fact.mark), ())]
            here = [(fact.tenant, fact.account, key) for key in keys]
            claimed.update(here)
            kept = sum(inbox[each] for each in here)
            times = kept + self._aside(fact, names, strays)
            if times != 1:
                yield "events doubled" if times else "events lost", f"{fact.door.value} {fact.mark}: {times} times"
            # Two hotels may be sent the same mail; nothing else bears the name of something else.
            if fact.door is not Door.EMAIL and sum(anywhere[key] for key in keys) != kept:
                yield "events at another hotel", f"{fact.mark} is not, or not only, at {fact.tenant}"
        yield from (
            ("events nobody sent", key[2]) for key in inbox.keys() - claimed if key[2].startswith(_FROM_OUTSIDE)
        )
        for tenant, account in self.rows.read("SELECT tenant, account FROM conversations"):
            if self._owners[account] != tenant:
                yield "events at another hotel", f"{tenant} has a conversation at {account}"

    def _names(self) -> Mapping[tuple[str, str], list[str]]:
        """Under which names each mail of a guest is known at a hotel, by its Message-ID."""
        names: dict[tuple[str, str], list[str]] = {}
        received = "SELECT tenant, message_id, name FROM mails WHERE state IN ('received', 'answered', 'marked')"
        for tenant, message_id, name in self.rows.read(received):
            names.setdefault((tenant, message_id), []).append(name)
        return names

    def _aside(
        self, fact: Fact, names: Mapping[tuple[str, str], Sequence[str]], strays: Sequence[tuple[str, str, str]]
    ) -> int:
        """How often this lies among what belongs to no conversation."""
        if fact.fate is Fate.ASIDE:
            return sum(fact.mark in payload for _, _, payload in strays)
        if fact.fate is not Fate.READ:
            return 0
        mails = {f"raw:{name}" for name in names.get((fact.tenant, fact.mark), ())}
        return sum(account == fact.account and key in mails for account, key, _ in strays)

    def _of_forgeries(self) -> Iterator[tuple[str, str]]:
        kept = "\n".join(str(text) for each in _EVERYTHING for (text,) in self.rows.read(each))
        for fact in self.facts:
            if fact.fate is Fate.NOWHERE and fact.mark in kept:
                yield "forgeries kept", fact.mark

    def _heard(self) -> list[tuple[str, str, str]]:
        """What arrived outside: under which key of ours, at which account, for whom."""
        heard = [
            (str(body.body["biz_opaque_callback_data"]), body.account, body.to)
            for body in self.graph.sent
            if "biz_opaque_callback_data" in body.body
        ]
        for tenant, host in self.hosts.items():
            account = account_of(tenant, Door.EMAIL)
            heard += [(str(each.message["Message-ID"]).strip("<")[:32], account, each.to) for each in host.sent]
        return heard + list(self.chats.values())

    def _of_replies(self, heard: Sequence[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
        times = Counter(key for key, _, _ in heard)
        joined = "SELECT o.key, o.state, c.account, c.guest, c.tenant FROM outbox o JOIN conversations c"
        said = self.rows.read(f"{joined} ON c.tenant = o.tenant AND c.id = o.conversation WHERE o.lane = 'say'")
        sent: dict[str, list[tuple[str, str]]] = {}
        for key, at, to in heard:
            sent.setdefault(key, []).append((at, to))
        guests = {
            (tenant, guest, value) for tenant, guest, value in self.rows.read("SELECT tenant, guest, value FROM guests")
        }
        # Whom something was said to may have another number since.
        moved = self.rows.read("SELECT tenant, guest, value FROM detached")
        guests |= {(tenant, guest, value) for tenant, guest, value in moved}
        for key, state, account, guest, tenant in said:
            if state == "done" and not times[key]:
                yield "replies lost", key
            if times[key] > 1:
                yield "replies doubled", f"{key}, {times[key]} times"
            for at, to in sent.get(key, ()):
                if at != account or (tenant, guest, to) not in guests:
                    yield "replies to another", f"{key} went to {to} from {at}"
        for key in times.keys() - {row[0] for row in said}:
            yield "replies doubled", f"{key} was sent and stands in no outbox"

    def _of_guests(self, heard: Sequence[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
        answered = {(account, to) for _, account, to in heard}
        silent = {(fact.account, fact.guest) for fact in self.facts if fact.mark.startswith("staff:")}
        wrote = {
            (fact.account, fact.guest)
            for fact in self.facts
            if fact.door is not Door.WHATSAPP and fact.fate is Fate.KEPT
        }
        for account, guest in sorted(wrote - answered - silent):
            yield "guests never answered", f"{guest} at {account}"
        for writer in self.writers:
            at = {(writer.account, address) for address in (writer.address, *writer.earlier)}
            if writer.written and not at & (answered | silent):
                yield "guests never answered", f"{writer.address} at {writer.account}"

    def _of_reports(self) -> Iterator[tuple[str, str]]:
        """How far each message is known to have got is how far anybody reported."""
        furthest: dict[str, int] = {}
        for fact in self.facts:
            if fact.fate is Fate.REPORTED:
                _, name, state = fact.mark.split(":")
                furthest[name] = max(furthest.get(name, 0), _FURTHER.index(state))
        stands = dict(self.rows.read("SELECT message, delivery FROM outbox WHERE message IS NOT NULL"))
        for name, rank in furthest.items():
            if stands.get(name) != _FURTHER[rank]:
                yield "reports forgotten", f"{name} got as far as {_FURTHER[rank]}, kept is {stands.get(name)}"

    def _of_work(self) -> Iterator[tuple[str, str]]:
        for key, conversation in self.rows.read("SELECT key, conversation FROM inbox WHERE state = 'open'"):
            yield "work left over", f"event {key} of {conversation} waits"
        for command, cause in self.rows.read("SELECT command, cause FROM outbox WHERE state = 'waiting'"):
            if json.loads(command)["kind"] != "WakeAt":
                yield "work left over", f"a command waits: {json.loads(command)['kind']} {cause}"
        for key, cause in self.rows.read("SELECT key, cause FROM inbox WHERE state = 'aside'"):
            yield "events set aside", f"{key}: {cause}"
