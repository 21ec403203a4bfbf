"""Conversations as staff look for them: who has each, of which property; and all that happened in one."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from attrs import evolve

from hotel_agent.domain.conversations.conversation import Conversation, Handover, HandoverReason, Standing
from hotel_agent.domain.conversations.staff_tasks import StaffTask, Tasks, TaskState
from hotel_agent.domain.ids import ConversationId, EventKey, PropertyId
from hotel_agent.ports.rows import EPOCH, Listed, Place
from hotel_agent.testing.contracts.storage.fixtures import Spoiler, StorageFixtures
from hotel_agent.testing.contracts.storage.keeper import NOW, SECOND, Keeper, a_conversation, wrote


async def _keeps(
    keeper: Keeper,
    name: str,
    *,
    waits_since: datetime | None = None,
    staff_since: datetime | None = None,
    wrote_at: datetime | None = None,
    property_id: str = "beach",
) -> Conversation:
    """A conversation that stands so since one turn."""
    begun = evolve(a_conversation(name, tenant=keeper.tenant, guest=f"g-{name}"), property_id=PropertyId(property_id))
    since, reason = waits_since, HandoverReason.GUEST_ASKED
    if staff_since is not None:
        since, reason = staff_since, HandoverReason.STAFF_TOOK_OVER
    handover = None if since is None else Handover(reason=reason, since=since, until=since + timedelta(hours=12))
    moved = evolve(begun, handover=handover, last_guest_at=wrote_at)
    async with keeper.storage.work(keeper.tenant) as work:
        await work.begin(begun)
    async with keeper.storage.work(keeper.tenant) as work:
        await work.commit_turn(moved, version=0, consumed=[], commands=[])
    return moved


async def _listed(
    keeper: Keeper,
    standing: Standing | None = None,
    *,
    of: str | None = None,
    begins: str = "",
    channel: str = "",
    since: datetime | None = None,
    tasks: Collection[Tasks] = (),
    after: Place | None = None,
    limit: int = 50,
) -> Sequence[Listed]:
    async with keeper.storage.work(keeper.tenant) as work:
        property_id = None if of is None else PropertyId(of)
        return await work.conversations(
            standing=standing,
            property_id=property_id,
            begins=begins,
            channel=channel,
            since=since,
            tasks=tasks,
            after=after,
            limit=limit,
        )


def _names(listed: Sequence[Listed]) -> list[str]:
    return [each.place.conversation for each in listed]


class ListingContract(StorageFixtures):
    """What is promised of looking for conversations, and through one."""

    async def test_conversations_are_found_by_who_has_them_the_longest_waiting_first(
        self, keeper: Keeper, other_keeper: Keeper
    ) -> None:
        await _keeps(keeper, "c-desk", wrote_at=NOW)
        late = await _keeps(keeper, "c-late", waits_since=NOW + SECOND)
        long = await _keeps(keeper, "c-long", waits_since=NOW - SECOND)
        evas = await _keeps(keeper, "c-evas", staff_since=NOW)
        waiting = await _listed(other_keeper, Standing.WAITING)
        assert [each.conversation for each in waiting] == [long, late]
        assert [each.place for each in waiting] == [Place(NOW - SECOND, long.id), Place(NOW + SECOND, late.id)]
        assert {each.standing for each in waiting} == {Standing.WAITING}
        assert [each.conversation for each in await _listed(keeper, Standing.STAFF)] == [evas]
        assert _names(await _listed(keeper, Standing.DESK)) == ["c-desk"]

    async def test_all_are_found_the_latest_first(self, keeper: Keeper) -> None:
        await _keeps(keeper, "c-1", wrote_at=NOW)
        await _keeps(keeper, "c-2", waits_since=NOW + 2 * SECOND)
        await _keeps(keeper, "c-3", staff_since=NOW + SECOND)
        await keeper.begins("c-new", guest="g-new")
        listed = await _listed(keeper)
        assert _names(listed) == ["c-2", "c-3", "c-1", "c-new"]
        assert listed[-1].place.since == EPOCH

    async def test_a_list_goes_on_behind_a_place_and_shows_each_once(self, keeper: Keeper) -> None:
        for number in range(5):
            await _keeps(keeper, f"c-{number}", waits_since=NOW + (number // 2) * SECOND)
        for standing, whole in ((Standing.WAITING, range(5)), (None, range(4, -1, -1))):
            seen: list[str] = []
            after: Place | None = None
            while page := await _listed(keeper, standing, after=after, limit=2):
                assert len(page) <= 2
                seen += _names(page)
                after = page[-1].place
            assert seen == [f"c-{number}" for number in whole]

    async def test_they_are_found_by_property_and_by_how_their_names_begin(self, keeper: Keeper) -> None:
        await _keeps(keeper, "c-1", waits_since=NOW)
        await _keeps(keeper, "c-2", waits_since=NOW, property_id="hill")
        await _keeps(keeper, "d_%3", waits_since=NOW)
        assert _names(await _listed(keeper, Standing.WAITING, of="hill")) == ["c-2"]
        assert _names(await _listed(keeper, begins="c-")) == ["c-2", "c-1"]
        assert _names(await _listed(keeper, begins="d_%")) == ["d_%3"]
        assert _names(await _listed(keeper, begins="_")) == []

    async def test_they_are_found_by_door_and_by_since_when_they_stand_so(self, keeper: Keeper) -> None:
        for number, waits_since in enumerate((NOW, NOW + SECOND, None)):
            await _keeps(keeper, f"c-{number}", waits_since=waits_since)
        door = (await keeper.stored(a_conversation("c-0", tenant=keeper.tenant))).conversation.channel
        assert _names(await _listed(keeper, channel=door)) == ["c-1", "c-0", "c-2"]
        assert _names(await _listed(keeper, channel=f"{door}s")) == []
        assert _names(await _listed(keeper, since=NOW + SECOND)) == ["c-1"]
        assert _names(await _listed(keeper, Standing.WAITING, channel=door, since=NOW)) == ["c-0", "c-1"]
        behind = Place(NOW, ConversationId("c-0"))
        assert _names(await _listed(keeper, Standing.WAITING, since=NOW, after=behind)) == ["c-1"]

    async def test_they_are_found_by_what_is_still_to_be_done_in_them(
        self, keeper: Keeper, other_keeper: Keeper, stranger: Keeper
    ) -> None:
        task = StaffTask(number=1, reason="service_request", since=NOW, text="towels", room="12")
        await _keeps(keeper, "c-0", wrote_at=NOW)
        await _keeps(stranger, "c-9", wrote_at=NOW)
        for number in (1, 2):
            kept = await _keeps(keeper, f"c-{number}", wrote_at=NOW + number * SECOND)
            async with keeper.storage.work(keeper.tenant) as work:
                await work.commit_turn(evolve(kept, tasks=(task,)), version=1, consumed=[], commands=[])
        begun = a_conversation("c-3", tenant=keeper.tenant, guest="g-3")
        async with keeper.storage.work(keeper.tenant) as work:
            await work.begin(evolve(begun, tasks=(evolve(task, state=TaskState.DONE),)))
        assert _names(await _listed(other_keeper, tasks=[Tasks.OPEN])) == ["c-2", "c-1"]
        assert _names(await _listed(keeper, tasks=[Tasks.SETTLED])) == ["c-3"]
        assert _names(await _listed(keeper, tasks=[Tasks.OPEN, Tasks.SETTLED], limit=2)) == ["c-2", "c-1"]
        behind = Place(NOW + 2 * SECOND, ConversationId("c-2"))
        assert _names(await _listed(keeper, tasks=[Tasks.OPEN, Tasks.SETTLED], after=behind)) == ["c-1", "c-3"]
        listed = (await _listed(keeper, tasks=[Tasks.OPEN]))[0].conversation
        assert listed is not None
        assert listed.tasks == (task,)
        async with keeper.storage.work(keeper.tenant) as work:
            await work.commit_turn(evolve(listed, tasks=()), version=2, consumed=[], commands=[])
        assert _names(await _listed(keeper, tasks=[Tasks.OPEN])) == ["c-1"]
        assert _names(await _listed(stranger, tasks=[Tasks.OPEN])) == []

    async def test_the_version_in_a_list_is_the_one_that_was_committed(self, keeper: Keeper) -> None:
        begun = a_conversation("c-new", tenant=keeper.tenant)
        async with keeper.storage.work(keeper.tenant) as work:
            await work.begin(begun)
        await _keeps(keeper, "c-moved")
        assert {each.place.conversation: each.version for each in await _listed(keeper)} == {"c-new": 0, "c-moved": 1}

    async def test_who_is_given_back_is_with_the_desk_again(self, keeper: Keeper) -> None:
        waiting = await _keeps(keeper, "c-1", waits_since=NOW, wrote_at=NOW)
        async with keeper.storage.work(keeper.tenant) as work:
            await work.commit_turn(evolve(waiting, handover=None), version=1, consumed=[], commands=[])
        assert _names(await _listed(keeper, Standing.WAITING)) == []
        assert _names(await _listed(keeper, Standing.DESK)) == ["c-1"]

    async def test_one_nobody_can_read_is_listed_all_the_same(self, keeper: Keeper, spoiler: Spoiler) -> None:
        kept = await _keeps(keeper, "c-1", waits_since=NOW)
        await spoiler.state(keeper.tenant, kept.id)
        (listed,) = await _listed(keeper, Standing.WAITING)
        assert (listed.place.conversation, listed.conversation) == ("c-1", None)

    async def test_another_hotels_conversations_are_not_found(self, keeper: Keeper, stranger: Keeper) -> None:
        await _keeps(stranger, "c-1", waits_since=NOW)
        assert _names(await _listed(keeper)) == _names(await _listed(keeper, Standing.WAITING)) == []
        assert _names(await _listed(stranger)) == ["c-1"]

    async def test_what_happened_is_told_in_its_sequence_whatever_became_of_it(
        self, keeper: Keeper, other_keeper: Keeper
    ) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"), wrote("2"))
        await keeper.decides(kept)
        await keeper.adds(kept, wrote("3"), wrote("4"))
        async with keeper.storage.work(keeper.tenant) as work:
            await work.set_aside(kept.id, [wrote("3").key], at=NOW, cause="three tries")
        async with other_keeper.storage.work(keeper.tenant) as work:
            happened = await work.happened(kept.id)
            assert [row.event for row in happened] == [wrote(name) for name in "1234"]
            assert [row.event for row in await work.happened(kept.id, limit=2)] == [wrote("3"), wrote("4")]

    async def test_what_was_forgotten_does_not_come_back_in_what_happened(self, keeper: Keeper) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1", "my safe is 4711"))
        await keeper.decides(kept)
        async with keeper.storage.work(keeper.tenant) as work:
            await work.erase(kept.id, EventKey("message:1"))
            assert [row.event for row in await work.happened(kept.id)] == [wrote("1", "")]

    async def test_what_happened_at_another_hotel_or_cannot_be_read_is_left_out(
        self, keeper: Keeper, stranger: Keeper, spoiler: Spoiler
    ) -> None:
        kept = await keeper.begins()
        await keeper.adds(kept, wrote("1"), wrote("2"))
        await spoiler.event(keeper.tenant, kept.id, wrote("1").key)
        async with stranger.storage.work(stranger.tenant) as work:
            assert list(await work.happened(kept.id)) == []
        async with keeper.storage.work(keeper.tenant) as work:
            assert [row.event for row in await work.happened(kept.id)] == [wrote("2")]
            assert list(await work.happened(ConversationId("nowhere"))) == []
