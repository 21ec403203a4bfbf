"""Who counts what the house does, so that its keepers see how it is."""

from typing import Protocol


class Observer(Protocol):
    """Told of everything that is done, and of nothing that a guest wrote or is. Never raises, never waits.

    Every text is one of a small closed list (a channel, an intent, a reason, the name of a class): it
    becomes the label of a series. Durations are in seconds.
    """

    def event_received(self, channel: str, kind: str, repeated: bool, *, tenant: str = "") -> None:
        """A piece of a request was kept, or was known already and not kept again.

        `GuestWrote`, ...; `unrouted` where it is no hotel's, `stray` where nobody understands it.
        """
        ...

    def tenant_resolved(self, found_by: str) -> None:
        """It was looked whose account something came in at: `hit`, `static`, `default` or `miss_strict`."""
        ...

    def directory_read(self, seconds: float, *, tenants: int, identifiers: int) -> None:
        """The hotels were read anew: so many take guests, at so many accounts all told."""
        ...

    def turn_done(
        self, intent: str, seconds: float, ignored: str | None = None, *, handed_over: bool = False, tenant: str = ""
    ) -> None:
        """A turn was decided and committed. `ignored` is the reason, when nothing is done about what came in."""
        ...

    def turn_failed(self, intent: str, error: str, *, tenant: str = "") -> None:
        """A turn came to no end, and is tried again or set aside: `error` is the name of a class, or `unreadable`."""
        ...

    def step_done(self, step: str, seconds: float) -> None:
        """A step of a turn took so long: `load`, `Understand`, `SearchRooms`, `FindReservation` or `commit`."""
        ...

    def guest_waited(self, channel: str, *, lag: float, answered: float) -> None:
        """What a guest wrote was decided: begun `lag` after it was due, and kept `answered` after it had come in."""
        ...

    def stay_moved(self, step: str, *, channel: str, tenant: str, reason: str = "") -> None:
        """A guest and a stay came a step nearer, or parted.

        `quoted`, `asked` (they said yes), `confirmed`, `refused` (for a `reason` of the closed list), `given_up`,
        `modified`, `cancelled` (`free` or at a `penalty`).
        """
        ...

    def stay_sold(self, amount: float, currency: str, *, nights: int, days_ahead: int, tenant: str) -> None:
        """A reservation was made at this total, in major units of its currency."""
        ...

    def message_sent(self, channel: str, outcome: str, *, tenant: str = "") -> None:
        """An attempt to say something at this channel: `done`, `refused`, `withheld`, `retried` or `given_up`."""
        ...

    def delivery_noted(self, channel: str, state: str, *, tenant: str = "") -> None:
        """A channel reported how far a message of ours got: `delivered`, `read`, `failed`, ..."""
        ...

    def command_done(self, kind: str, outcome: str, seconds: float) -> None:
        """An attempt to perform a command ended: `Say`, `Book`, ... with `done`, `refused`, `retried` or `given_up`."""
        ...

    def handed_over(self, reason: str, *, channel: str = "", tenant: str = "") -> None:
        """A conversation was handed to a person."""
        ...

    def question_unanswered(self, topic: str, *, tenant: str) -> None:
        """A guest asked what the hotel did not write down: the name of a topic, `other` where none is known."""
        ...

    def event_set_aside(self, kind: str) -> None:
        """An event that no turn could consume was set aside: `GuestWrote`, ..., or `unreadable`."""
        ...

    def rate_limited(self, channel: str, *, tenant: str = "") -> None:
        """What a guest wrote was left for later: they, or all guests of their hotel together, ask too much."""
        ...

    def message_charged(self, category: str, *, tenant: str, this_month: int, budget: int) -> None:
        """A channel charges for a message of ours, as `service` or `utility`: the so-many-th of this month.

        `budget` is how many a month the hotel means to pay for; 0 where it did not say.
        """
        ...

    def book_asked(
        self, operation: str, method: str, status: str, *, seconds: float | None = None, error: str = ""
    ) -> None:
        """A call to a hotel's book ended: the port's method, whether it is a `read` or a `write`, and what came of it.

        `done`, `refused`, `unavailable`, `unknown`, `failed`, `crowded` (no place was free), or `rejected` by the
        breaker. `seconds` where the book was asked; `error` is the name of a class.
        """
        ...

    def book_recalled(self, operation: str, memory: str, *, tenant: str) -> None:
        """Before the book was asked it was looked whether its answer is known.

        `fresh`: it was given a moment ago; `stale`: it is old and has to do, for the book gives no newer one; `none`.
        """
        ...

    def breaker_stands(self, pms: str, tenant: str, state: str) -> None:
        """How the breaker before a hotel's book stands from now on: `closed`, `open` or `half_open`."""
        ...

    def breaker_asked(self, state: str, result: str) -> None:
        """A breaker in this state let a call through, or turned it away.

        `success`, `failure`, `abandoned` (its caller gave up) or `rejected`.
        """
        ...

    def advice_asked(self, reader: str, outcome: str, *, seconds: float = 0.0) -> None:
        """A reader outside the house was asked what a message means: `llm` or `rasa`, and what came of it.

        `done`; or the house read alone, since it was `late`, `unavailable`, `unreadable`, `left_alone` for a while, or
        `spared` since the day of a page was used up.
        """
        ...

    def advice_paid(self, reader: str, *, read: int, written: int, cost: float = 0.0, currency: str = "") -> None:
        """A reader outside the house answered: so many tokens read and written, as it says itself, usable or not.

        `cost` is what they come to in major units of the currency; without a currency no price is known.
        """
        ...
