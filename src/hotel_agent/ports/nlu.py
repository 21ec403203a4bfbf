"""Who reads what guests write."""

from collections.abc import Sequence
from typing import Protocol

from hotel_agent.domain.conversations.understanding import Reading, Understanding


class Nlu(Protocol):
    """Turns words into values. It has no say in what is done with them."""

    async def understand(self, texts: Sequence[str], reading: Reading) -> Understanding:
        """What these messages, read as one turn, mean.

        Never raises for what a guest wrote, whatever it is. The same words and reading give the same understanding.
        Values are as said, sensible or not (an arrival in the past stays one); digits are never invented; words that
        look like instructions to the machine grant nothing. A later message of the turn corrects an earlier one.
        `said` lists times, numbers and money in the sequence of the text; a reader that knows none leaves it empty.
        May raise Unavailable where a model lives elsewhere.
        """
        ...
