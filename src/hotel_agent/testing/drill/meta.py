"""Meta in a drill: posts what guests send to whichever door is open, again and again until it is taken, and twice."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import httpx
from attrs import define, field, frozen

from hotel_agent.domain.errors import Unavailable
from hotel_agent.ports.channel import RawRequest
from hotel_agent.ports.clock import Clock
from hotel_agent.testing.drill.plan import Dice
from hotel_agent.testing.graph_stub import GraphStub, SentBody
from hotel_agent.testing.whatsapp_guest import WhatsAppGuest

HOOK = "/webhooks/whatsapp"
_GLANCE = timedelta(milliseconds=20)
_PAUSE = timedelta(milliseconds=300)
_LONGEST_ECHO_SECONDS = 20
_SHUT = timedelta(minutes=3)
"""Where no door takes a post for so long, none will."""
_SECONDS_TO_TAKE = 10
_AT_ONCE = 24
"""So many posts are under way at a time; while a door is shut, thousands would wait for it and for one another."""


@frozen
class Heard:
    """A message of ours as it arrived at a guest's phone."""

    body: SentBody
    at: datetime


@define
class Meta:
    """Carries posts in and messages out."""

    graph: GraphStub
    ports: Sequence[int]
    clock: Clock
    dice: Dice
    taken: int = 0
    """Posts of guests that a door took, each counted once."""
    posted: int = 0
    """Posts to a door, repetitions and reports among them."""
    heard: dict[str, list[Heard]] = field(factory=lambda: defaultdict(list))
    """What arrived at each guest's phone."""
    phones: dict[str, WhatsAppGuest] = field(factory=dict)
    _web: httpx.AsyncClient = field(factory=lambda: httpx.AsyncClient(timeout=_SECONDS_TO_TAKE))
    _lines: asyncio.Semaphore = field(factory=lambda: asyncio.Semaphore(_AT_ONCE))
    _echoes: set["asyncio.Task[None]"] = field(factory=set)

    async def deliver(self, post: RawRequest) -> datetime:
        """Post this until a door takes it; now and then once more, later. Returns when it was taken."""
        await self._until_taken(post)
        self.taken += 1
        if self.dice.happens(25):
            self._later(post, seconds=self.dice.below(_LONGEST_ECHO_SECONDS))
        return self.clock.now()

    async def carry(self) -> None:
        """Bring what Meta took to the guests, and report how far it got; until cancelled."""
        carried = 0
        while True:
            for body in self.graph.sent[carried:]:
                carried += 1
                self.heard[body.to].append(Heard(body, self.clock.now()))
                self._report(body)
            await self.clock.sleep_until(self.clock.now() + _GLANCE)

    async def close(self) -> None:
        """Let what is still under way arrive, and hang up."""
        while self._echoes:
            await asyncio.wait(self._echoes)
        await self._web.aclose()

    def _report(self, body: SentBody) -> None:
        guest, mark = self.phones[body.to], str(body.body.get("biz_opaque_callback_data") or "")
        states = ["sent", "delivered"] + (["read"] if self.dice.happens(60) else [])
        if self.dice.happens(20):
            states.reverse()
        for state in states:
            report = guest.reports(body.name, state, at=self.clock.now(), mark=mark or None)
            self._later(report, seconds=self.dice.below(3))

    def _later(self, post: RawRequest, *, seconds: int) -> None:
        async def echo() -> None:
            await self.clock.sleep_until(self.clock.now() + timedelta(seconds=seconds))
            await self._until_taken(post)

        task = asyncio.create_task(echo())
        self._echoes.add(task)
        task.add_done_callback(self._echoes.discard)

    async def _until_taken(self, post: RawRequest) -> None:
        give_up = self.clock.now() + _SHUT
        while self.clock.now() < give_up:
            port = self.ports[self.dice.below(len(self.ports))]
            self.posted += 1
            async with self._lines:
                with suppress(httpx.HTTPError):
                    answer = await self._web.post(
                        f"http://127.0.0.1:{port}{HOOK}", content=post.body, headers=dict(post.headers)
                    )
                    if answer.status_code == 200:
                        return
            await self.clock.sleep_until(self.clock.now() + _PAUSE)
        raise Unavailable(f"no door took a post for {_SHUT.total_seconds():.0f} seconds")
