"""Which work a worker takes, by its track: what is the canary's, what is everybody's."""

from collections.abc import Mapping
from datetime import datetime

from attrs import define
from loguru import logger
from procrastinate.jobs import Job

from hotel_agent.adapters.database import jobs
from hotel_agent.domain.errors import failure_facts
from hotel_agent.domain.ids import ConversationId, EffectKey, TenantId
from hotel_agent.ports.dispatch import Track, Tracks
from hotel_agent.ports.rows import Due


def due_of(piece: Mapping[str, object]) -> Due:
    """The piece of work that a job names."""
    command = str(piece["command"])
    return Due(
        tenant=TenantId(str(piece["tenant"])),
        conversation=ConversationId(str(piece["conversation"])),
        at=datetime.fromisoformat(str(piece["at"])),
        command=EffectKey(command) if command else None,
    )


@define(eq=False)
class Sorting:
    """A stable worker gives the canary's work away, once and while a canary worker lives; a canary worker gives back.

    Whoever is given a piece back keeps it: two who know different switches never pass it back and forth.
    """

    tracks: Tracks
    canary_lives: bool = True
    """Before anybody looked, what is the canary's is left to it: it waits for the first look, and no longer."""
    _seen: bool = False

    def look(self, *, canary_lives: bool) -> None:
        """It was looked whether any canary worker lives."""
        if self.tracks.own is Track.STABLE and canary_lives is not self._seen:
            logger.info("a canary worker lives" if canary_lives else "no canary worker lives; its work is done here")
        self.canary_lives = self._seen = canary_lives

    @property
    def takes_everything(self) -> bool:
        """Whether work of every queue is done here."""
        return self.tracks.own is Track.STABLE and not self.canary_lives

    @property
    def canary_queues(self) -> list[bool]:
        """Which queues' work is done here: the canary's (True), everybody's (False), or both."""
        return [True, False] if self.takes_everything else [self.tracks.own is Track.CANARY]

    async def belongs_elsewhere(self, job: Job) -> bool:
        """Whether those of the other track are to do this, who may live or not: that it is done is seen to."""
        if job.task_name != jobs.SERVE:
            return False
        if self.tracks.own is Track.CANARY:
            # Once given, once begun: what a canary left half done, alive or dead, is not given to another one.
            return job.attempts > 1 or await self._track(job) is Track.STABLE
        fresh = not job.attempts and not job.task_kwargs["failures"]
        return fresh and self.canary_lives and await self._track(job) is Track.CANARY

    async def _track(self, job: Job) -> Track:
        due = due_of(job.task_kwargs)
        try:
            return await self.tracks.of(due)
        except Exception as error:  # noqa: BLE001 - whatever it was, the work is done
            ids = {"tenant": due.tenant, "conversation": due.conversation}
            logger.warning("nobody knows whose work this is; it is everybody's", **ids, **failure_facts(error))
            return Track.STABLE
