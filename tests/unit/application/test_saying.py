"""What is said arrives once, or a person is asked for; and one message that is lost does not silence the rest."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import pytest
from attrs import evolve
from tests.unit.application.story import NOW, SECOND, WISH, Story, open_story

from hotel_agent.application.retry import LEASE
from hotel_agent.domain.conversations.conversation import HandoverReason
from hotel_agent.domain.conversations.delivery import DeliveryState
from hotel_agent.domain.conversations.effects import Say
from hotel_agent.domain.conversations.replies import Reply
from hotel_agent.domain.errors import Conflict, OutcomeUnknown, Postponed, Unavailable
from hotel_agent.domain.ids import EffectKey, ProviderId, TenantId
from hotel_agent.domain.language import Language, Tone
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.channel import Address, Capabilities, Channel, Content, Receipt
from hotel_agent.ports.rows import CommandState, Due
from hotel_agent.ports.storage import Storage, Work
from hotel_agent.ports.wording import Wording
from hotel_agent.testing.trouble.channel import SilentChannel, TroubledChannel
from hotel_agent.testing.trouble.storage import CrashingStorage


class OnceOnly(TroubledChannel):
    """A channel that knows no key, as WhatsApp: while the trouble lasts nobody knows what it sent."""

    @property
    def can(self) -> Capabilities:
        return evolve(self.inner.can, repeats_safely=False)

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        if self.strikes():
            raise OutcomeUnknown("no answer")
        return await self.inner.send(to, content, key=key)


class Broken(OnceOnly):
    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        if self.strikes():
            raise Conflict("not a conflict of ours")
        return await self.inner.send(to, content, key=key)


class Refusing(TroubledChannel):
    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        if self.strikes():
            return Refusal(Reason.UNDELIVERABLE, detail="no such number")
        return await self.inner.send(to, content, key=key)


class AsksForRests(TroubledChannel):
    """A channel that asks to be left alone so many times, and then fails once for a moment."""

    rest = timedelta(hours=1)

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        if self.strikes():
            if self.times == 0:
                raise Unavailable("something of a moment")
            raise Postponed("too much was sent just now", self.rest)
        return await self.inner.send(to, content, key=key)


class RestsThenSilence(TroubledChannel):
    """A channel that asks to be left alone so many times, and from then on fails."""

    async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
        if self.strikes():
            raise Postponed("too much was sent just now", AsksForRests.rest)
        raise Unavailable("something of a moment")


class SilentWording:
    """Has no words, so many times."""

    def __init__(self, inner: Wording, error: type[Exception], times: int) -> None:
        self.inner, self.error, self.times = inner, error, times

    @property
    def languages(self) -> tuple[Language, ...]:
        return self.inner.languages

    async def word(self, reply: Reply, language: Language, tone: Tone = Tone.USTED) -> Content:
        if self.times > 0:
            self.times -= 1
            raise self.error("no words")
        return await self.inner.word(reply, language, tone)


async def test_a_worker_that_died_before_it_had_words_has_sent_nothing() -> None:
    async with open_story(channel=lambda inner: OnceOnly(inner, times=0)) as story:
        await story.writes("Hello")
        story.clock.advance(3 * SECOND)
        (turn,) = await story.desk.storage.due(story.clock.now(), limit=9)
        await story.desk.serve(turn)
        (say,) = await story.outbox(Say)
        now = story.clock.now()
        async with story.desk.storage.work(story.tenant) as work:
            assert await work.claim(say.key, now=now, lease_until=now + 90 * SECOND)
        await story.passes(95)
        assert len(story.said()) == 1
        assert (await story.conversation()).handover is None


async def test_what_may_have_been_sent_is_not_sent_again_and_a_person_is_told() -> None:
    async with open_story(channel=lambda inner: OnceOnly(inner, times=1)) as story:
        await story.writes("Hello")
        await story.passes(70)
        first = (await story.outbox(Say))[0]
        assert first.state is CommandState.GIVEN_UP
        assert "may have been sent" in first.cause
        assert not any("Hello" in text for text in story.said())


async def test_a_message_that_may_have_been_sent_holds_the_next_one_for_a_minute_at_most() -> None:
    async with open_story(channel=lambda inner: OnceOnly(inner, times=1)) as story:
        await story.writes("Hello")
        await story.passes(5)
        await story.writes("I want a person please, urgent")
        await story.passes(70)
        assert story.said()


async def test_a_report_ends_the_waiting_for_it() -> None:
    async with open_story(channel=lambda inner: OnceOnly(inner, times=1)) as story:
        await story.writes("Hello")
        await story.passes(5)
        (say,) = await story.outbox(Say)
        now = story.clock.now()
        async with story.desk.storage.work(story.tenant) as work:
            await work.note_delivery(
                effect=say.key, message=ProviderId("wamid.1"), state=DeliveryState.DELIVERED, at=now
            )
        await story.desk.drain()
        (say,) = await story.outbox(Say)
        assert (say.state, say.delivery) == (CommandState.DONE, DeliveryState.DELIVERED)
        await story.passes(70)
        assert (await story.conversation()).handover is None


async def test_a_report_that_comes_after_giving_up_still_joins() -> None:
    async with open_story(channel=lambda inner: OnceOnly(inner, times=1)) as story:
        await story.writes("Hello")
        await story.passes(70)
        say = (await story.outbox(Say))[0]
        async with story.desk.storage.work(story.tenant) as work:
            await work.note_delivery(
                effect=say.key, message=ProviderId("wamid.1"), state=DeliveryState.READ, at=story.clock.now()
            )
        say = (await story.outbox(Say))[0]
        assert (say.state, say.delivery) == (CommandState.GIVEN_UP, DeliveryState.READ)


async def _hours_pass(story: Story, hours: int) -> None:
    for _ in range(hours):
        story.clock.advance(AsksForRests.rest)
        await story.desk.drain()


async def test_a_rest_the_channel_asked_for_is_no_failed_attempt() -> None:
    async with open_story(channel=lambda inner: AsksForRests(inner, times=9)) as story:
        await story.writes("Hello")
        await story.passes(4)
        await _hours_pass(story, 8)
        (say,) = await story.outbox(Say)
        assert (say.state, say.attempts) == (CommandState.WAITING, 9)
        assert (say.rests, say.rested) == (8, timedelta(hours=8))
        await story.passes(4)
        assert (await story.outbox(Say))[0].state is CommandState.DONE
        assert len(story.said()) == 1


async def test_what_fails_after_a_rest_is_given_up_as_soon_as_anything_else_that_fails() -> None:
    tries: list[int] = []
    for rests in (0, 9):
        async with open_story(channel=partial(RestsThenSilence, times=rests)) as story:
            await story.writes("Hello")
            await story.passes(4)
            await _hours_pass(story, 20)
            (say, *_) = await story.outbox(Say)
            assert say.state is CommandState.GIVEN_UP
            tries.append(say.attempts - rests)
    assert tries == [6, 6]


async def test_a_channel_that_is_never_rested_ends_with_a_person_after_a_day() -> None:
    async with open_story(channel=lambda inner: AsksForRests(inner, times=1000)) as story:
        await story.writes("Hello")
        await story.passes(4)
        await _hours_pass(story, 23)
        assert (await story.outbox(Say))[0].state is CommandState.WAITING
        await _hours_pass(story, 2)
        assert (await story.outbox(Say))[0].state is CommandState.GIVEN_UP
        assert (await story.conversation()).handover is not None


@pytest.mark.parametrize("trouble", [Refusing, SilentChannel])
async def test_a_message_that_does_not_arrive_ends_with_a_person(trouble: Callable[[Channel], Channel]) -> None:
    async with open_story(channel=trouble) as story:
        await story.writes("Hello")
        await story.passes(900)
        assert (await story.outbox(Say))[0].state is CommandState.GIVEN_UP
        assert (await story.conversation()).handover is not None


async def test_a_message_whose_failure_was_reported_ends_with_a_person() -> None:
    async with open_story(channel=lambda inner: OnceOnly(inner, times=1)) as story:
        await story.writes("Hello")
        await story.passes(5)
        (say,) = await story.outbox(Say)
        async with story.desk.storage.work(story.tenant) as work:
            await work.note_delivery(
                effect=say.key, message=ProviderId("wamid.1"), state=DeliveryState.FAILED, at=story.clock.now()
            )
        await story.passes(3)
        assert (await story.outbox(Say))[0].state is CommandState.GIVEN_UP
        assert (await story.conversation()).handover is not None


async def test_a_conflict_of_a_channel_is_a_failure_like_any_other() -> None:
    def door(inner: Channel) -> Channel:
        return Broken(inner, times=10**6)

    async with open_story(channel=door) as story:
        await story.writes("Hello")
        await story.passes(70)
        (say, *_) = await story.outbox(Say)
        assert say.state is CommandState.GIVEN_UP
        assert story.clock.now() - NOW < 2 * 60 * SECOND


@pytest.mark.parametrize("error", [OutcomeUnknown, RuntimeError])
async def test_words_that_do_not_come_are_asked_for_again(error: type[Exception]) -> None:
    async with open_story(
        channel=lambda inner: OnceOnly(inner, times=0), wording=lambda inner: SilentWording(inner, error, 2)
    ) as story:
        await story.writes("Hello")
        await story.passes(20)
        assert len(story.said()) == 1


class Misreading:
    """Words that name another price than was quoted."""

    def __init__(self, inner: Wording) -> None:
        self.inner = inner

    @property
    def languages(self) -> tuple[Language, ...]:
        return self.inner.languages

    async def word(self, reply: Reply, language: Language, tone: Tone = Tone.USTED) -> Content:
        content = await self.inner.word(reply, language, tone)
        return evolve(content, text=content.text.replace("€", "€1"))


async def test_a_price_that_nobody_quoted_is_withheld_and_a_person_is_fetched() -> None:
    async with open_story(wording=Misreading) as story:
        await story.writes(WISH)
        await story.passes(20)
        assert not any("€" in said for said in story.said()), "a wrong price reached the guest"
        handover = (await story.conversation()).handover
        assert handover is not None
        assert handover.reason is HandoverReason.OWN_FAILURE
        assert "someone will reply" in story.said()[-1]


async def is_decided(story: Story) -> EffectKey:
    """A guest writes, and what is to be said to them waits."""
    await story.writes("Hello")
    story.clock.advance(3 * SECOND)
    (turn,) = await story.desk.storage.due(story.clock.now(), limit=9)
    await story.desk.serve(turn)
    (say,) = await story.outbox(Say)
    return say.key


async def test_a_worker_that_died_while_it_sent_is_given_a_minute_for_a_report_and_then_a_person_is_told() -> None:
    async with open_story(channel=lambda inner: OnceOnly(inner, times=0)) as story:
        key = await is_decided(story)
        now = story.clock.now()
        async with story.desk.storage.work(story.tenant) as work:
            assert await work.claim(key, now=now, lease_until=now + LEASE)
            await work.keep_content(key, Content(text="hola"))
        await story.passes(59)
        assert (await story.outbox(Say))[0].state is CommandState.WAITING
        await story.passes(2)
        first = (await story.outbox(Say))[0]
        assert first.state is CommandState.GIVEN_UP
        assert "may have been sent" in first.cause
        assert "hola" not in story.said()
        state = await story.conversation()
        assert state.handover is not None


async def test_a_report_of_what_a_dead_worker_sent_ends_the_waiting_for_it() -> None:
    async with open_story(channel=lambda inner: OnceOnly(inner, times=0)) as story:
        key = await is_decided(story)
        now = story.clock.now()
        async with story.desk.storage.work(story.tenant) as work:
            assert await work.claim(key, now=now, lease_until=now + LEASE)
            await work.keep_content(key, Content(text="hola"))
        await story.passes(30)
        async with story.desk.storage.work(story.tenant) as work:
            message = ProviderId("wamid.1")
            await work.note_delivery(effect=key, message=message, state=DeliveryState.SENT, at=story.clock.now())
        await story.desk.drain()
        (say,) = await story.outbox(Say)
        assert say.state is CommandState.DONE
        assert (await story.conversation()).handover is None


class StallingStorage(CrashingStorage):
    """Lets something happen before the third unit of work, in which a worker looks once more before it sends."""

    def __init__(self, inner: Storage, meanwhile: Callable[[], Awaitable[None]]) -> None:
        super().__init__(inner)
        self.meanwhile: Callable[[], Awaitable[None]] | None = meanwhile

    @asynccontextmanager
    async def work(self, tenant: TenantId) -> AsyncIterator[Work]:
        if self.begun == 2 and self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        async with super().work(tenant) as work:
            yield work


@pytest.mark.parametrize("worded", [False, True])
async def test_a_worker_that_stalls_before_it_sends_says_nothing_once_another_has_the_command(worded: bool) -> None:
    """Both have the same words: that nothing else was kept does not mean that nobody else has sent it."""
    async with open_story(channel=lambda inner: OnceOnly(inner, times=0)) as story:
        key = await is_decided(story)
        due = Due(tenant=story.tenant, conversation=await story.name(), at=story.clock.now(), command=key)
        if worded:
            silent = SilentChannel(story.loopback, times=1)
            await evolve(story.desk, channels={"loopback": silent}).serve(due)
            story.clock.advance(3 * SECOND)  # a retry waits for two, a fifth more or less

        async def another_takes_it() -> None:
            story.clock.advance(LEASE)
            await other.serve(due)

        # What was worded before is only repeated where that is safe; the one that stalls must not know that.
        other = evolve(story.desk, channels={"loopback": story.loopback})
        channel = Refusing(story.loopback, times=9)
        storage = StallingStorage(story.desk.storage, another_takes_it)
        stalled = evolve(story.desk, storage=storage, channels={"loopback": channel})
        await stalled.serve(due)
        assert channel.times == 9, "it never came to sending"
        assert len(story.said()) == 1
        (say,) = await story.outbox(Say)
        assert (say.state, say.attempts) == (CommandState.DONE, 3 if worded else 2)


async def test_that_a_message_was_taken_is_known_also_where_another_worker_has_the_command_by_then() -> None:
    async with open_story() as opened:
        story = opened
        key = await is_decided(story)
        name = await story.name()

        class TakenOverMeanwhile(OnceOnly):
            async def send(self, to: Address, content: Content, *, key: EffectKey) -> Receipt | Refusal:
                receipt = await self.inner.send(to, content, key=key)
                story.clock.advance(LEASE)
                await other.serve(due)
                return receipt

        channel = TakenOverMeanwhile(story.loopback, times=0)
        desk = evolve(story.desk, channels={"loopback": channel})
        other = evolve(story.desk, channels={"loopback": OnceOnly(story.loopback, times=0)})
        due = Due(tenant=story.tenant, conversation=name, at=story.clock.now(), command=key)
        await desk.serve(due)
        (say,) = await story.outbox(Say)
        assert (say.state, say.delivery) == (CommandState.WAITING, DeliveryState.ACCEPTED)
        await other.drain()
        (say,) = await story.outbox(Say)
        assert say.state is CommandState.DONE
        assert say.receipt is not None
        assert len(story.said()) == 1
        assert (await story.conversation()).handover is None
