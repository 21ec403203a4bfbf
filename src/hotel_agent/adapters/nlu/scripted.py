"""A reader that knows its lines by heart, for tests and demonstrations."""

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from hotel_agent.domain.conversations.understanding import Reading, Understanding
from hotel_agent.domain.errors import BadConfig


@frozen
class ScriptedNlu:
    """Understands the texts of its script as the script says, and nothing else."""

    script: Mapping[str, Understanding] = field(factory=dict)
    """A turn's messages, joined by line breaks, and what they mean."""

    async def understand(self, texts: Sequence[str], reading: Reading) -> Understanding:  # noqa: ARG002  the port's signature
        """What the script says of these messages; empty for messages not in it."""
        return self.script.get("\n".join(texts), Understanding(reader="scripted"))


def open_scripted(options: Mapping[str, object] | None = None) -> ScriptedNlu:
    """A reader with an empty script: scripts are given in code. Raises BadConfig for any option."""
    if options:
        raise BadConfig([f"{key}: unknown; a scripted reader has no options" for key in sorted(options)])
    return ScriptedNlu()
