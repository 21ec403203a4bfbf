"""What a hotel may do at the ports that carry it. Each act is told which of two things it is about, and of whom."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from tests.unit.walls.house import (
    NOW,
    House,
    commands_named,
    conversation_named,
    door,
    guest_named,
    medium_named,
    phone,
)

from hotel_agent.domain.conversations.delivery import DeliveryState, MessageCost
from hotel_agent.domain.conversations.events import GivenUp
from hotel_agent.domain.conversations.trace import Trace
from hotel_agent.domain.errors import Bug, Conflict
from hotel_agent.domain.ids import EventKey, ProviderId, TenantId
from hotel_agent.domain.tenants.flags import FLAGS, Share
from hotel_agent.ports.channel import Content, Receipt
from hotel_agent.ports.media import Media
from hotel_agent.ports.register import Entry, RegisteredTenant
from hotel_agent.ports.repeats import Answer
from hotel_agent.ports.rows import AuditEntry, CommandState
from hotel_agent.testing.contracts.storage.keeper import LEASE, a_conversation, act, key, say, wrote

Act = Callable[[House, TenantId, int, int], Awaitable[object]]
"""The first number says which thing, the second which guest, message or attempt."""

SECOND = timedelta(seconds=1)


async def meets(house: House, tenant: TenantId, which: int, other: int) -> object:
    async with house.storage.work(tenant) as work:
        return await work.guest([phone(which)], fresh=guest_named(other))


async def parts(house: House, tenant: TenantId, which: int, other: int) -> None:
    async with house.storage.work(tenant) as work:
        await work.detach(guest_named(other), [phone(which)])


async def gives(house: House, tenant: TenantId, which: int, other: int) -> None:
    async with house.storage.work(tenant) as work:
        theirs = [each.conversation for each in await work.conversations_of(guest_named(which))]
        await work.give(
            guest_named(which), to=guest_named(1 - which),
            identities=await work.identities(guest_named(which)), conversations=theirs,
        )  # fmt: skip


async def begins(house: House, tenant: TenantId, which: int, other: int) -> None:
    conversation = a_conversation(
        conversation_named(which), tenant=tenant, account=door(which), guest=guest_named(other)
    )
    async with house.storage.work(tenant) as work:
        await work.begin(conversation)


async def hears(house: House, tenant: TenantId, which: int, other: int) -> object:
    async with house.storage.work(tenant) as work:
        written = wrote(f"{which}-{other}", f"hola de {tenant}")
        return await work.add_event(conversation_named(which), written, received_at=NOW, due_at=NOW)


async def learns(house: House, tenant: TenantId, which: int, other: int) -> object:
    came = GivenUp(key=EventKey(f"result:{which}-{other}"), at=NOW, effect=key(f"act-{which}"), command=tenant)
    async with house.storage.work(tenant) as work:
        return await work.add_event(conversation_named(which), came, received_at=NOW, due_at=NOW)


async def decides(house: House, tenant: TenantId, which: int, other: int) -> object:
    conversation = conversation_named(which)
    async with house.storage.work(tenant) as work:
        stored = await work.load(conversation)
        if stored is None:
            return None
        consumed = [row.event.key for row in await work.open_events(conversation)]
        wanted = [say(f"say-{other}", f"hola de {tenant}"), act(f"act-{other}")] if stored.version < 2 else []
        trace = Trace(at=NOW + stored.version * SECOND, events=tuple(consumed), rules=(f"wish:{tenant}",))
        await work.commit_turn(
            stored.conversation, version=stored.version, consumed=consumed, commands=wanted, trace=trace
        )
        return stored


async def claims(house: House, tenant: TenantId, which: int, other: int) -> object:
    async with house.storage.work(tenant) as work:
        return [
            await work.claim(each, now=NOW + other * 2 * LEASE, lease_until=NOW + other * 2 * LEASE + LEASE)
            for each in commands_named(which)
        ]


async def words(house: House, tenant: TenantId, which: int, other: int) -> None:
    async with house.storage.work(tenant) as work:
        await work.keep_content(commands_named(which)[0], Content(text=f"hola de {tenant} {other}"))


async def finishes(house: House, tenant: TenantId, which: int, other: int) -> None:
    async with house.storage.work(tenant) as work:
        await work.finish(
            commands_named(which)[other], attempt=1, state=CommandState.DONE,
            receipt=Receipt(message=ProviderId(f"wamid-{which}")),
        )  # fmt: skip


async def tries_again(house: House, tenant: TenantId, which: int, other: int) -> None:
    async with house.storage.work(tenant) as work:
        await work.retry(
            commands_named(which)[other], attempt=1, due_at=NOW + SECOND, sent_before=True, cause=f"at {tenant}"
        )


async def holds_on(house: House, tenant: TenantId, which: int, other: int) -> None:
    async with house.storage.work(tenant) as work:
        await work.renew(commands_named(which)[other], attempt=1, lease_until=NOW + 3 * LEASE)


async def is_told_of_delivery(house: House, tenant: TenantId, which: int, other: int) -> object:
    async with house.storage.work(tenant) as work:
        effect = commands_named(which)[0] if other else None
        message = ProviderId(f"wamid-{which}")
        return await work.note_delivery(effect=effect, message=message, state=DeliveryState.READ, at=NOW)


async def is_told_of_cost(house: House, tenant: TenantId, which: int, other: int) -> object:
    cost = MessageCost(billable=True, category="utility", kind=tenant)
    async with house.storage.work(tenant) as work:
        return await work.note_cost(conversation_named(which), ProviderId(f"wamid-{other}"), cost, at=NOW)


async def writes_down(house: House, tenant: TenantId, which: int, other: int) -> None:
    async with house.storage.work(tenant) as work:
        await work.note_act(AuditEntry(at=NOW, by=f"ana of {tenant}", action="replay", subject=f"{which}"))


async def tries(house: House, tenant: TenantId, which: int, other: int) -> object:
    async with house.storage.work(tenant) as work:
        return await work.count_try(conversation_named(which), [wrote(f"{which}-{other}").key])


async def puts_off(house: House, tenant: TenantId, which: int, other: int) -> None:
    async with house.storage.work(tenant) as work:
        await work.postpone(conversation_named(which), [wrote(f"{which}-{other}").key], due_at=NOW + SECOND)


async def sets_aside(house: House, tenant: TenantId, which: int, other: int) -> object:
    async with house.storage.work(tenant) as work:
        keys = [wrote(f"{which}-{other}").key]
        return list(await work.set_aside(conversation_named(which), keys, at=NOW, cause=f"at {tenant}"))


async def replays(house: House, tenant: TenantId, which: int, other: int) -> object:
    async with house.storage.work(tenant) as work:
        return await work.replay(conversation_named(which), wrote(f"{which}-{other}").key, due_at=NOW)


async def forgets_a_message(house: House, tenant: TenantId, which: int, other: int) -> None:
    async with house.storage.work(tenant) as work:
        await work.erase(conversation_named(which), wrote(f"{which}-{other}").key)


async def forgets_a_guest(house: House, tenant: TenantId, which: int, other: int) -> None:
    async with house.storage.work(tenant) as work:
        await work.erase_guest(conversation_named(which))


async def loses_its_mind(house: House, tenant: TenantId, which: int, other: int) -> None:
    """A unit of work that fails at its end: nothing of it stays, of whomever."""
    async with house.storage.work(tenant) as work:
        await work.guest([phone(which)], fresh=guest_named(other))
        await work.erase_guest(conversation_named(which))
        raise Conflict("at the end")


async def enters_the_register(house: House, tenant: TenantId, which: int, other: int) -> object:
    entry = Entry(
        id=tenant, active=bool(which), written={"id": tenant, "stars": other}, named=("TOKEN",),
        accounts=(("webchat", door(which)),) if tenant == "miramar" else (), secrets={"TOKEN": f"of {tenant} {other}"},
    )  # fmt: skip
    known = await house.register.tenant(tenant)
    kept = await house.register.keep(entry, version=None if known is None else known.version, at=NOW)
    return kept.version if isinstance(kept, RegisteredTenant) else kept


async def throws_a_switch(house: House, tenant: TenantId, which: int, other: int) -> None:
    await house.flags.set(FLAGS[which].name, Share(50) if other else False, tenant=tenant)


async def lets_a_switch_go(house: House, tenant: TenantId, which: int, other: int) -> None:
    await house.flags.unset(FLAGS[which].name, tenant=tenant)


async def spends(house: House, tenant: TenantId, which: int, other: int) -> object:
    return [await house.limits.spend(tenant=tenant, guest=guest_named(which)) for _ in range(other + 2)]


async def keeps_a_picture(house: House, tenant: TenantId, which: int, other: int) -> None:
    picture = Media(mime_type="image/jpeg", content=f"picture of {tenant} {other}".encode())
    await house.media.keep(
        tenant, conversation_named(other), medium_named(which), picture, now=NOW, expires_at=NOW + timedelta(days=9)
    )


async def asks(house: House, tenant: TenantId, which: int, other: int) -> object:
    term = {"now": NOW, "lease_until": NOW + LEASE, "until": NOW + timedelta(days=1)}
    return await house.repeats.begin(tenant, f"name-{which}", words=f"words-{other}", **term)


async def answers(house: House, tenant: TenantId, which: int, other: int) -> None:
    await house.repeats.keep(tenant, f"name-{which}", Answer(status=200 + other, body=tenant.encode()))


async def drops(house: House, tenant: TenantId, which: int, other: int) -> None:
    await house.repeats.drop(tenant, f"name-{which}")


async def forgets_answers(house: House, tenant: TenantId, which: int, other: int) -> object:
    return await house.repeats.forget(tenant, NOW + timedelta(days=2 * other))


async def takes_over(house: House, tenant: TenantId, which: int, other: int) -> object:
    return await house.staff.take_over(
        tenant, conversation_named(which), request=f"take-{other}", by=("ana", "eva")[other]
    )


async def replies(house: House, tenant: TenantId, which: int, other: int) -> object:
    return await house.staff.answer(
        tenant, conversation_named(which), f"hola de {tenant}", request=f"answer-{other}", by=("ana", "eva")[other]
    )


async def notes(house: House, tenant: TenantId, which: int, other: int) -> object:
    return await house.staff.note(
        tenant, conversation_named(which), f"seen at {tenant}", request=f"note-{other}", by="ana"
    )


async def releases(house: House, tenant: TenantId, which: int, other: int) -> object:
    return await house.staff.release(tenant, conversation_named(which), request=f"release-{other}", by="ana")


async def blocks(house: House, tenant: TenantId, which: int, other: int) -> object:
    return await house.staff.block(tenant, conversation_named(which), request=f"block-{other}", by="ana")


BEGINNING: tuple[Act, ...] = (meets, begins, hears, decides)
"""Without it, most of the others find nothing."""

ACTS: tuple[Act, ...] = (
    *BEGINNING, parts, gives, learns, claims, words, finishes, tries_again, holds_on, is_told_of_delivery,
    is_told_of_cost, writes_down, tries, puts_off, sets_aside, replays, forgets_a_message, forgets_a_guest,
    loses_its_mind, enters_the_register, throws_a_switch, lets_a_switch_go, spends, keeps_a_picture, asks, answers,
    drops, forgets_answers, takes_over, replies, notes, releases, blocks,
)  # fmt: skip


async def told(act: Act, house: House, tenant: TenantId, which: int, other: int) -> object:
    """What came of it: what is returned, or which of the house's errors is raised."""
    try:
        return await act(house, tenant, which, other)
    except (Bug, Conflict) as error:
        return type(error)
