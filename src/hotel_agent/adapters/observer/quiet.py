"""The observer of a house nobody watches: the library's, the terminal's, the tests'."""


class QuietObserver:
    """Counts nothing."""

    def event_received(self, channel: str, kind: str, repeated: bool, *, tenant: str = "") -> None:
        """Let it pass."""

    def tenant_resolved(self, found_by: str) -> None:
        """Let it pass."""

    def directory_read(self, seconds: float, *, tenants: int, identifiers: int) -> None:
        """Let it pass."""

    def turn_done(
        self, intent: str, seconds: float, ignored: str | None = None, *, handed_over: bool = False, tenant: str = ""
    ) -> None:
        """Let it pass."""

    def turn_failed(self, intent: str, error: str, *, tenant: str = "") -> None:
        """Let it pass."""

    def step_done(self, step: str, seconds: float) -> None:
        """Let it pass."""

    def guest_waited(self, channel: str, *, lag: float, answered: float) -> None:
        """Let it pass."""

    def stay_moved(self, step: str, *, channel: str, tenant: str, reason: str = "") -> None:
        """Let it pass."""

    def stay_sold(self, amount: float, currency: str, *, nights: int, days_ahead: int, tenant: str) -> None:
        """Let it pass."""

    def message_sent(self, channel: str, outcome: str, *, tenant: str = "") -> None:
        """Let it pass."""

    def delivery_noted(self, channel: str, state: str, *, tenant: str = "") -> None:
        """Let it pass."""

    def command_done(self, kind: str, outcome: str, seconds: float) -> None:
        """Let it pass."""

    def handed_over(self, reason: str, *, channel: str = "", tenant: str = "") -> None:
        """Let it pass."""

    def question_unanswered(self, topic: str, *, tenant: str) -> None:
        """Let it pass."""

    def event_set_aside(self, kind: str) -> None:
        """Let it pass."""

    def rate_limited(self, channel: str, *, tenant: str = "") -> None:
        """Let it pass."""

    def message_charged(self, category: str, *, tenant: str, this_month: int, budget: int) -> None:
        """Let it pass."""

    def book_asked(
        self, operation: str, method: str, status: str, *, seconds: float | None = None, error: str = ""
    ) -> None:
        """Let it pass."""

    def book_recalled(self, operation: str, memory: str, *, tenant: str) -> None:
        """Let it pass."""

    def breaker_stands(self, pms: str, tenant: str, state: str) -> None:
        """Let it pass."""

    def breaker_asked(self, state: str, result: str) -> None:
        """Let it pass."""

    def advice_asked(self, reader: str, outcome: str, *, seconds: float = 0.0) -> None:
        """Let it pass."""

    def advice_paid(self, reader: str, *, read: int, written: int, cost: float = 0.0, currency: str = "") -> None:
        """Let it pass."""
