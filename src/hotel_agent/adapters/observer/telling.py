"""What is done for guests, told in the log: one line a step, each with the trail it is on."""

from loguru import logger

from hotel_agent.adapters.observer.quiet import QuietObserver
from hotel_agent.ports.trail import trail_at_hand


class TellingObserver(QuietObserver):
    """Writes a line for what came in, each turn, each call of a hotel's book and each message: what, and for how long.

    An observer is told nothing of guests, so nothing of them can be in these lines. What is done for a conversation is
    worth an INFO; the single steps of a turn, and what pages ask every few seconds, a DEBUG.
    """

    def event_received(self, channel: str, kind: str, repeated: bool, *, tenant: str = "") -> None:
        """Tell it; of what belongs to no conversation whoever keeps it tells more."""
        if trail_at_hand() is not None:
            words = "it came in once more" if repeated else "it came in"
            _tell("DEBUG" if repeated else "INFO", words, kind=kind, channel=channel, tenant=tenant)

    def turn_done(
        self, intent: str, seconds: float, ignored: str | None = None, *, handed_over: bool = False, tenant: str = ""
    ) -> None:
        """Tell it, with the other trails it served."""
        trail = trail_at_hand()
        facts: dict[str, object] = {"ignored": ignored} if ignored else {}
        if trail is not None and trail.also:
            facts["also"] = " ".join(trail.also)
        if handed_over:
            facts["handed_over"] = True
        _tell("INFO", "a turn was decided", intent=intent, tenant=tenant, **facts, milliseconds=_whole(seconds))

    def step_done(self, step: str, seconds: float) -> None:
        """Tell it to whoever wants to know everything."""
        _tell("DEBUG", "a step of a turn was done", step=step, milliseconds=_whole(seconds))

    def message_sent(self, channel: str, outcome: str, *, tenant: str = "") -> None:
        """Tell what came of it."""
        _tell("INFO", "a message to a guest", outcome=outcome, channel=channel, tenant=tenant)

    def command_done(self, kind: str, outcome: str, seconds: float) -> None:
        """Tell it to whoever wants to know everything: what matters of it is told by itself."""
        _tell("DEBUG", "a command was performed", kind=kind, outcome=outcome, milliseconds=_whole(seconds))

    def handed_over(self, reason: str, *, channel: str = "", tenant: str = "") -> None:
        """Tell why."""
        _tell("INFO", "a conversation was handed over", reason=reason, channel=channel, tenant=tenant)

    def book_asked(
        self, operation: str, method: str, status: str, *, seconds: float | None = None, error: str = ""
    ) -> None:
        """Tell it: what a guest waits for is worth more than what a page shows."""
        facts: dict[str, object] = {"error": error} if error else {}
        if seconds is not None:
            facts["milliseconds"] = _whole(seconds)
        level = "DEBUG" if trail_at_hand() is None else "INFO"
        _tell(level, "the book was asked", operation=operation, method=method, status=status, **facts)

    def advice_asked(self, reader: str, outcome: str, *, seconds: float = 0.0) -> None:
        """Tell it to whoever wants to know everything."""
        _tell("DEBUG", "advice was asked", reader=reader, outcome=outcome, milliseconds=_whole(seconds))


def _tell(level: str, words: str, **facts: object) -> None:
    trail = trail_at_hand()
    where = {} if trail is None else {"conversation": trail.conversation}
    logger.log(level, words, **facts, **where)


def _whole(seconds: float) -> int:
    return round(seconds * 1000)
