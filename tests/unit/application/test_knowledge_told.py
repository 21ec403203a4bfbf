"""From a question of the house to what is kept and counted of it."""

from collections import Counter

from attrs import define, evolve, field
from tests.unit.application.story import open_story

from hotel_agent.adapters.observer import QuietObserver
from hotel_agent.application.unanswered import unanswered
from hotel_agent.domain.conversations.effects import Say
from hotel_agent.domain.ids import TenantId


@define
class Tally(QuietObserver):
    """Counts what nobody wrote down."""

    unanswered: Counter[tuple[str, str]] = field(factory=Counter)

    def question_unanswered(self, topic: str, *, tenant: str) -> None:
        self.unanswered[tenant, topic] += 1


async def test_an_answer_keeps_its_source_and_what_nobody_wrote_down_is_counted() -> None:
    async with open_story() as opened:
        tally = Tally()
        story = evolve(opened, desk=evolve(opened.desk, observer=tally))
        await story.writes("Can I bring my dog?")
        await story.passes(2)
        assert "Dogs and cats up to 15 kg" in story.said()[-1]
        (told,) = [row.command for row in await story.outbox(Say) if isinstance(row.command, Say)]
        assert told.sources == ("pets (Dirección, 2026-02-01)",)
        assert not tally.unanswered
        await story.writes("Is there a casino?")
        await story.passes(2)
        (_, unknown) = [row.command for row in await story.outbox(Say) if isinstance(row.command, Say)]
        assert unknown.unanswered == ("casino",)
        assert tally.unanswered == Counter({("marina", "casino"): 1})
        await story.writes("Is there a casino?", guest="another")
        await story.passes(2)
        assert await unanswered(story.desk.storage, TenantId("marina")) == Counter({"casino": 2})
