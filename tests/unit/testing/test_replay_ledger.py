"""A replay's ledger sees each fault it is there for. The rows below are what a house with that fault would keep."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from attrs import define, field
from sqlalchemy import Engine, Table, create_engine, insert

from hotel_agent.adapters.database import tables as kept
from hotel_agent.adapters.database.tables_mail import mails
from hotel_agent.testing.drill.rows import Rows
from hotel_agent.testing.graph_stub import GraphStub, SentBody
from hotel_agent.testing.replay.hotels import HOTELS, account_of
from hotel_agent.testing.replay.ledger import ReplayLedger, ReplayVerdict
from hotel_agent.testing.replay.plan import Door, Fact, Fate

NOON = datetime(2027, 3, 14, 12, tzinfo=UTC)
HOTEL, OTHER = HOTELS[0], HOTELS[1]
NUMBER = account_of(HOTEL, Door.WHATSAPP)
GUEST, KEY = "447700900001", "0" * 32


@define
class House:
    """What was sent and what was kept, put there by hand: one guest who wrote, and was answered."""

    file: Path
    engine: Engine
    graph: GraphStub = field(factory=GraphStub)
    facts: list[Fact] = field(factory=list)

    def sent(self, mark: str, fate: Fate = Fate.KEPT, door: Door = Door.WHATSAPP) -> None:
        account = account_of(HOTEL, door)
        self.facts.append(Fact(mark=mark, fate=fate, door=door, tenant=HOTEL, account=account, guest=GUEST))

    def row(self, table: Table, **columns: object) -> None:
        with self.engine.begin() as connection:
            connection.execute(insert(table).values(**columns))

    def event(self, key: str, *, tenant: str = HOTEL, account: str = NUMBER, state: str = "consumed") -> None:
        self.row(
            kept.inbox, tenant=tenant, account=account, key=key, conversation="c", sequence=hash(key) % 10**6,
            state=state, received_at=NOON, due_at=NOON, from_guest=True, event="{}",
        )  # fmt: skip

    def aside(self, key: str, payload: str, account: str = NUMBER) -> None:
        self.row(
            kept.strays, channel="whatsapp", account=account, key=key, kind="k", cause="c", payload=payload,
            received_at=NOON,
        )  # fmt: skip

    def reply(self, *, state: str = "done", message: str | None = None, delivery: str | None = None) -> None:
        self.row(
            kept.outbox, tenant=HOTEL, key=KEY, conversation="c", sequence=1, lane="say", state=state, due_at=NOON,
            command='{"kind": "Say"}', message=message, delivery=delivery,
        )  # fmt: skip

    def arrives(self, *, to: str = GUEST, account: str = NUMBER) -> None:
        body = {"to": to, "biz_opaque_callback_data": KEY}
        self.graph.sent.append(SentBody(account=account, body=body, token="", name="wamid.ours"))

    def verdict(self) -> ReplayVerdict:
        ledger = ReplayLedger(
            facts=self.facts, writers=(), rows=Rows(f"sqlite:///{self.file}"), graph=self.graph, hosts={}, chats={}
        )
        return ledger.verdict(delivered=len(self.facts), wrong_answers=())


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    file = tmp_path / "hotel.sqlite3"
    engine = create_engine(f"sqlite:///{file}")
    kept.metadata.create_all(engine)
    house = House(file, engine)
    house.row(
        kept.conversations, tenant=HOTEL, id="c", channel="whatsapp", account=NUMBER, guest="g", version=1, state="{}"
    )
    house.row(kept.guests, tenant=HOTEL, kind="wa_phone", value=GUEST, guest="g", seen=1)
    yield house
    engine.dispose()


def test_a_house_that_did_all_it_should_is_clean(house: House) -> None:
    house.sent("message:1")
    house.event("message:1")
    house.sent("<mail@guests.example>", Fate.READ, Door.EMAIL)
    _mail(house, "m")
    house.event("message:m", account=account_of(HOTEL, Door.EMAIL))
    house.aside("raw:m", "the same mail at another hotel", account=account_of(OTHER, Door.EMAIL))
    house.sent("hologram-7", Fate.ASIDE)
    house.aside("raw:1", '{"id": "hologram-7"}')
    house.sent("forged-1", Fate.NOWHERE)
    house.reply(message="wamid.ours", delivery="read")
    house.arrives()
    for state in ("read", "sent"):
        house.sent(f"status:wamid.ours:{state}", Fate.REPORTED)
        house.event(f"status:wamid.ours:{state}")
    assert list(house.verdict().faults) == []


def _mail(house: House, name: str) -> None:
    house.row(
        mails, tenant=HOTEL, account=account_of(HOTEL, Door.EMAIL), name=name, message_id="<mail@guests.example>",
        address=GUEST, state="received", at=NOON, fingerprint="", aside="", sender="email", authentication="",
    )  # fmt: skip


def _lost(house: House) -> None:
    house.sent("message:1")


def _mail_twice(house: House) -> None:
    house.sent("<mail@guests.example>", Fate.READ, Door.EMAIL)
    for name in ("a", "b"):
        _mail(house, name)
        house.event(f"message:{name}", account=account_of(HOTEL, Door.EMAIL))


def _kept_and_aside(house: House) -> None:
    house.sent("hologram-7", Fate.ASIDE)
    house.aside("raw:1", '{"id": "hologram-7"}')
    house.aside("raw:2", '{"id": "hologram-7"}')


def _invented(house: House) -> None:
    house.event("message:1")


def _elsewhere(house: House) -> None:
    house.sent("message:1")
    house.event("message:1")
    house.event("message:1", tenant=OTHER, account=account_of(OTHER, Door.WHATSAPP))


def _strange_conversation(house: House) -> None:
    house.row(
        kept.conversations, tenant=OTHER, id="d", channel="whatsapp", account=NUMBER, guest="g", version=1, state="{}"
    )


def _forged(house: House) -> None:
    house.sent("forged-1", Fate.NOWHERE)
    house.aside("raw:1", "Hello, forged-1")


def _unsent(house: House) -> None:
    house.reply()


def _sent_twice(house: House) -> None:
    house.reply()
    house.arrives()
    house.arrives()


def _sent_by_nobody(house: House) -> None:
    house.arrives()


def _sent_to_another(house: House) -> None:
    house.reply()
    house.arrives(to="447700900002")


def _sent_by_another(house: House) -> None:
    house.reply()
    house.arrives(account=account_of(OTHER, Door.WHATSAPP))


def _silence(house: House) -> None:
    house.sent("message:chat:1", door=Door.WEBCHAT)
    house.event("message:chat:1", account=account_of(HOTEL, Door.WEBCHAT))


def _fell_back(house: House) -> None:
    house.reply(message="wamid.ours", delivery="sent")
    house.arrives()
    house.sent("status:wamid.ours:read", Fate.REPORTED)
    house.event("status:wamid.ours:read")


def _waits(house: House) -> None:
    house.sent("message:1")
    house.event("message:1", state="open")


def _unsaid(house: House) -> None:
    house.reply(state="waiting")


def _set_aside(house: House) -> None:
    house.sent("message:1")
    house.event("message:1", state="aside")


@pytest.mark.parametrize(
    ("goes_wrong", "fault"),
    [
        (_lost, "events lost"),
        (_mail_twice, "events doubled"),
        (_kept_and_aside, "events doubled"),
        (_invented, "events nobody sent"),
        (_elsewhere, "events at another hotel"),
        (_strange_conversation, "events at another hotel"),
        (_forged, "forgeries kept"),
        (_unsent, "replies lost"),
        (_sent_twice, "replies doubled"),
        (_sent_by_nobody, "replies doubled"),
        (_sent_to_another, "replies to another"),
        (_sent_by_another, "replies to another"),
        (_silence, "guests never answered"),
        (_fell_back, "reports forgotten"),
        (_waits, "work left over"),
        (_unsaid, "work left over"),
        (_set_aside, "events set aside"),
    ],
)
def test_what_goes_wrong_is_seen(house: House, goes_wrong: Callable[[House], None], fault: str) -> None:
    goes_wrong(house)
    verdict = house.verdict()
    assert fault in {kind for kind, _ in verdict.faults}
    assert not verdict.clean
    assert any(fault in line for line in verdict.lines())
