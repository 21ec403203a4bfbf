"""What is raised: bugs, and a world that does not answer. A business "no" is never raised, it is a `Refusal`."""

from datetime import timedelta


class HotelAgentError(Exception):
    """The root of every error this package raises."""


class Unavailable(HotelAgentError):
    """The world does not answer: a PMS, a channel, a database. Nothing was done, so asking again is safe."""


class Postponed(Unavailable):
    """The world asks us to come back later: nothing was done, and asking before `wait` is over is in vain.

    `long`: it may take a person to mend it, so what can be done in another way should be.
    """

    def __init__(self, said: str, wait: timedelta, *, long: bool = False) -> None:
        self.wait, self.long = wait, long
        super().__init__(said)


class OutcomeUnknown(Unavailable):
    """The world was asked to change and did not say whether it did. Look before asking again."""


class Conflict(HotelAgentError):
    """Somebody else committed first. Load again and repeat."""


class BadConfig(HotelAgentError):
    """The configuration cannot be used. `problems` names each key, what was wrong and what was expected."""

    def __init__(self, problems: "str | tuple[str, ...] | list[str]") -> None:
        self.problems: tuple[str, ...] = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


class Bug(HotelAgentError):
    """Our own rules were broken: two currencies added, a state that cannot be. Never the guest's fault."""


def failure_facts(error: BaseException) -> dict[str, object]:
    """Which errors led to this one and where it was raised. Never what they say: they may quote a guest."""
    kinds, cause, place = [], error, error.__traceback__
    while True:
        kinds.append(type(cause).__name__)
        if cause.__cause__ is None:
            break
        cause = cause.__cause__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = "" if place is None else f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}"
    return {"error": " from ".join(kinds), "where": where}
