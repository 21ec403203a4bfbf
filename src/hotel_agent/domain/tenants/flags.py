"""The switches there are, each with its default and what it means."""

from attrs import frozen


@frozen
class Flag:
    """A switch: its name, whether it is on when nobody touched it, and what it does."""

    name: str
    default: bool
    meaning: str


FLAGS: tuple[Flag, ...] = (
    Flag("nlp.fallback.enhanced", True, "an unclear message is answered with what can be done, to press or to write"),
)


def declared(name: str) -> Flag | None:
    """The flag of this name, if there is one."""
    return next((flag for flag in FLAGS if flag.name == name), None)
