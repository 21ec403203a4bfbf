"""What WhatsApp reports of our messages, and what a guest sees of our attention, through a whole desk."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from itertools import permutations

import pytest
from attrs import evolve, frozen
from tests.unit.application.story import NOW, Story, open_story

from hotel_agent.adapters.channels.whatsapp import WhatsApp, WhatsAppOptions
from hotel_agent.adapters.observer import QuietObserver
from hotel_agent.application.receive import Received
from hotel_agent.domain.conversations.delivery import DeliveryState
from hotel_agent.domain.conversations.effects import NotifyStaff, Say
from hotel_agent.domain.ids import EffectKey, GuestId
from hotel_agent.domain.tenants.directory import Tenants
from hotel_agent.ports.channel import Content, Credentials, Identity, RawRequest
from hotel_agent.ports.rows import CommandState, Lane, NewCommand, OutboxRow
from hotel_agent.testing.graph_stub import GraphStub
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

GUEST = WhatsAppGuest(number="447700900101", bsuid="GB.1")
PROOF = Credentials(secrets=(GUEST.secret,))


class Bill(QuietObserver):
    """Remembers what was charged."""

    def __init__(self) -> None:
        self.charged: list[tuple[str, int, int]] = []

    def message_charged(self, category: str, *, tenant: str, this_month: int, budget: int) -> None:
        self.charged.append((category, this_month, budget))


@frozen
class House:
    story: Story
    graph: GraphStub
    bill: Bill

    async def hears(self, request: RawRequest) -> None:
        assert isinstance(await self.story.desk.receive("whatsapp", request, PROOF), Received)
        await self.story.passes(4)

    async def outbox(self) -> Sequence[OutboxRow]:
        async with self.story.desk.storage.work(self.story.tenant) as work:
            guest = await work.guest([Identity("wa_bsuid", GUEST.bsuid)], fresh=GuestId("nobody"))
            name = await work.conversation_at("whatsapp", GUEST.account, guest)
            assert name is not None
            return await work.outbox(name)

    async def reports(self, state: str, *, code: int | None = None, pricing: object = None) -> None:
        """WhatsApp tells how far the first message got."""
        row = next(row for row in await self.outbox() if isinstance(row.command, Say))
        assert row.receipt is not None
        report: dict[str, object] = {"id": row.receipt.message, "status": state, "timestamp": str(int(NOW.timestamp()))}
        if code is not None:
            report["errors"] = [{"code": code}]
        if pricing is not None:
            report["pricing"] = pricing
        await self.hears(GUEST.signed(GUEST.envelope({"statuses": [report]}), at=self.story.clock.now()))


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_story() as story, GraphStub() as graph:
        options = WhatsAppOptions(api_url=graph.url, access_tokens={GUEST.account: "a-token"})
        whatsapp, bill = WhatsApp(options, clock=story.clock), Bill()
        (tenant,) = story.desk.tenants.tenants
        rules = evolve(tenant.rules, paid_messages_a_month=1)
        tenants = Tenants(tenants=[evolve(tenant, rules=rules)])
        desk = evolve(story.desk, channels={"whatsapp": whatsapp}, tenants=tenants, observer=bill)
        yield House(evolve(story, desk=desk), graph, bill)
        await whatsapp.aclose()


async def test_a_message_is_known_to_be_sent_delivered_and_read_and_never_goes_back(house: House) -> None:
    await house.hears(GUEST.writes("Hello", at=NOW))
    stands = []
    for state in ("sent", "read", "delivered", "sent", "read"):
        await house.reports(state)
        stands.append((await house.outbox())[0].delivery)
    assert stands == [DeliveryState.SENT, *[DeliveryState.READ] * 4]
    assert (await house.outbox())[0].state is CommandState.DONE
    assert len(house.graph.sent) == 1


@pytest.mark.parametrize(("before", "told"), [("sent", True), ("delivered", False), ("read", False)])
async def test_staff_hear_of_a_failure_only_where_the_guest_has_not_got_it(
    house: House, before: str, told: bool
) -> None:
    await house.hears(GUEST.writes("Hello", at=NOW))
    await house.reports(before)
    await house.reports("failed", code=131047)
    reasons = [row.command.reason for row in await house.outbox() if isinstance(row.command, NotifyStaff)]
    assert reasons == (["message_not_delivered"] if told else [])


async def test_what_a_message_costs_is_noted_once_and_held_against_the_budget(house: House) -> None:
    pricing = {"billable": True, "pricing_model": "PMP", "category": "service", "type": "regular"}
    await house.hears(GUEST.writes("Hello", at=NOW))
    for state in ("sent", "delivered", "read"):
        await house.reports(state, pricing=pricing)
    assert house.bill.charged == [("service", 1, 1)]
    async with house.story.desk.storage.work(house.story.tenant) as work:
        assert await work.paid_messages(NOW - timedelta(days=1)) == 1


async def _is_said_in_parts(house: House) -> list[tuple[str, str]]:
    """The hotel says something in three posts; their names and marks."""
    await house.hears(GUEST.writes("Hello", at=NOW))
    first = (await house.outbox())[0]
    key, before = EffectKey("ab" * 16), len(house.graph.sent)
    command, now = first.command, house.story.clock.now()
    assert isinstance(command, Say)
    storage, tenant = house.story.desk.storage, house.story.tenant
    async with storage.work(tenant) as work:
        stored = await work.load(first.conversation)
        assert stored is not None
        long = NewCommand(key=key, command=command, lane=Lane.SAY, due_at=now)
        await work.commit_turn(stored.conversation, version=stored.version, consumed=[], commands=[long])
        await work.keep_content(key, Content(text="word " * 2000))
    await house.story.passes(1)
    return [(each.name, str(each.body["biz_opaque_callback_data"])) for each in house.graph.sent[before:]]


async def _told(house: House) -> int:
    reasons = [row.command.reason for row in await house.outbox() if isinstance(row.command, NotifyStaff)]
    return reasons.count("message_not_delivered")


async def test_every_part_of_an_answer_is_paid_for_once(house: House) -> None:
    parts = await _is_said_in_parts(house)
    assert len(parts) == 3
    pricing = {"billable": True, "pricing_model": "PMP", "category": "service", "type": "regular"}
    for state in ("sent", "delivered", "read"):
        for name, mark in parts:
            report = {"id": name, "status": state, "biz_opaque_callback_data": mark, "pricing": pricing}
            await house.hears(GUEST.signed(GUEST.envelope({"statuses": [report]}), at=house.story.clock.now()))
    assert [count for _, count, _ in house.bill.charged] == [1, 2, 3]
    assert (await house.outbox())[1].delivery is DeliveryState.READ


@pytest.mark.parametrize("sequence", list(permutations(range(3))))
async def test_an_answer_of_which_parts_did_not_arrive_is_told_to_staff_once(
    house: House, sequence: tuple[int, ...]
) -> None:
    parts = await _is_said_in_parts(house)
    states = ("failed", "failed", "delivered")
    for position in (*sequence, *sequence):
        name, mark = parts[position]
        report = GUEST.reports(name, states[position], at=house.story.clock.now(), mark=mark, code=131026)
        await house.hears(report)
    assert (await house.outbox())[1].delivery is DeliveryState.INCOMPLETE
    assert await _told(house) == 1


async def test_parts_that_fail_at_once_are_told_to_staff_once(house: House) -> None:
    parts, now = await _is_said_in_parts(house), house.story.clock.now()
    reports = [GUEST.reports(name, "failed", at=now, mark=mark, code=131026) for name, mark in parts]
    await asyncio.gather(*(house.story.desk.receive("whatsapp", report, PROOF) for report in reports))
    await house.story.passes(2)
    assert await _told(house) == 1


async def test_a_part_that_the_guest_had_already_did_not_fail(house: House) -> None:
    name, mark = (await _is_said_in_parts(house))[0]
    for state in ("read", "failed"):
        await house.hears(GUEST.reports(name, state, at=house.story.clock.now(), mark=mark, code=131026))
    assert (await house.outbox())[1].delivery is DeliveryState.ACCEPTED
    assert await _told(house) == 0


async def _known(house: House, number: str) -> tuple[GuestId, Sequence[Identity]]:
    async with house.story.desk.storage.work(house.story.tenant) as work:
        guest = await work.guest([], fresh=GuestId("nobody"), also=[Identity("wa_phone", number)])
        return guest, await work.identities(guest)


async def test_a_guest_is_known_under_the_number_meta_writes_and_is_written_to_under_their_own(house: House) -> None:
    house.graph.known_as[GUEST.number] = "447700900777"
    plain = evolve(GUEST, bsuid="")
    await house.hears(plain.writes("Hello", at=NOW))
    (guest, known), (same, _) = await _known(house, GUEST.number), await _known(house, "447700900777")
    assert guest == same != "nobody"
    assert [each.value for each in known] == ["447700900777", GUEST.number]
    await house.hears(evolve(plain, number="447700900777").writes("Hello again", at=house.story.clock.now()))
    assert len({(await _known(house, number))[0] for number in (GUEST.number, "447700900777")}) == 1


async def test_a_number_that_is_another_guests_stays_theirs(house: House) -> None:
    other = evolve(GUEST, bsuid="", number="447700900777")
    await house.hears(other.writes("Hello", at=NOW))
    house.graph.known_as[GUEST.number] = other.number
    await house.hears(GUEST.writes("Hello", at=house.story.clock.now()))
    assert (await _known(house, other.number))[0] != (await _known(house, GUEST.number))[0]


async def test_a_guest_sees_that_they_are_read_and_answered_and_not_while_a_person_has_them(house: House) -> None:
    await house.hears(GUEST.writes("Hello", at=NOW, name="one"))
    assert house.graph.attended == [
        {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": "wamid.one",
            "typing_indicator": {"type": "text"},
        }
    ]
    reaction = {"message_id": "wamid.ours", "emoji": "👍"}
    await house.hears(GUEST.sends("reaction", reaction, at=house.story.clock.now(), name="two"))
    assert "typing_indicator" not in house.graph.attended[-1]
    await house.hears(GUEST.hears_from_staff("I take over", at=house.story.clock.now(), name="echo"))
    await house.hears(GUEST.writes("Thanks", at=house.story.clock.now(), name="three"))
    assert len(house.graph.attended) == 2
    assert len(house.graph.sent) == 1


async def test_what_is_to_be_said_waits_while_the_token_is_mended_and_is_said_once(house: House) -> None:
    house.graph.fail_next(190)
    await house.hears(GUEST.writes("Hello", at=NOW))
    assert house.graph.sent == []
    await house.story.passes(310)
    (sent,) = house.graph.sent
    assert sent.to == GUEST.number
    (row, *_) = await house.outbox()
    assert (row.state, row.delivery) == (CommandState.DONE, DeliveryState.ACCEPTED)


async def test_what_a_guest_takes_back_is_no_longer_kept(house: House) -> None:
    await house.hears(GUEST.writes("my card is 4111", at=NOW, name="one"))
    before = len(house.graph.sent)
    now = house.story.clock.now()
    await house.hears(GUEST.sends("revoke", {"original_message_id": "wamid.one"}, at=now, name="two"))
    assert len(house.graph.sent) == before
    late = GUEST.writes("another card", at=now, name="three")
    back = GUEST.sends("revoke", {"original_message_id": "wamid.three"}, at=now, name="four")
    for request in (late, back):
        assert isinstance(await house.story.desk.receive("whatsapp", request, PROOF), Received)
    conversation = (await house.outbox())[0].conversation
    async with house.story.desk.storage.work(house.story.tenant) as work:
        assert "card" not in str([row.event for row in await work.open_events(conversation)])
