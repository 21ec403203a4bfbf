"""What the timers are about of what the house writes of its own accord: an occasion, and a stay or a quote."""

from hotel_agent.domain.tenants.stay_messages import Occasion

TIMER = "stay"


def about(occasion: Occasion, name: str) -> str:
    """What a timer is about: `stay:<occasion>:<confirmation number or quote>`."""
    return f"{TIMER}:{occasion.value}:{name}"


def read_about(timer: str) -> tuple[Occasion, str] | None:
    """The occasion, and the stay or quote; None for a timer of something else."""
    kind, _, rest = timer.partition(":")
    occasion, _, name = rest.partition(":")
    return (Occasion(occasion), name) if kind == TIMER else None
