"""Weights: a linear model over hashed traits, in whole numbers of one byte, that needs nothing but Python to run."""

import zlib
from collections.abc import Mapping
from importlib.resources import files
from math import exp, log, sqrt
from struct import calcsize, pack, unpack_from

from attrs import astuple, field, frozen

from hotel_agent.adapters.nlu.embedded.traits import PLACES, Traits
from hotel_agent.domain.errors import BadConfig

FORMAT = b"HAW3"
ZERO = 128
"""The byte that stands for no weight."""
BLOCKS = len(PLACES)
_HEAD = f"<4s{BLOCKS}I5fH"
_LABEL = f"<{BLOCKS}ff"


@frozen(slots=True)
class Label:
    """One thing a message may show, and how its bytes are scaled in each block."""

    name: str
    scales: tuple[float, ...]
    """How much a step of one byte weighs, by block."""
    lean: float
    """The score of a message that shows nothing."""


@frozen(slots=True)
class Curve:
    """How scores become chances: by the score itself, by the best score of another label, and by the length."""

    score: float = 1.0
    rival: float = 0.0
    length: float = 0.0
    score_by_length: float = 0.0
    shift: float = 0.0

    def chance(self, score: float, rival: float, length: float) -> float:
        """From 0 to 1. The length is the logarithm of how many traits of words a message has, and one."""
        steepness = self.score + self.score_by_length * length
        return _chance(steepness * score + self.rival * rival + self.length * length + self.shift)


@frozen(eq=False)
class Weights:
    """For every label and trait a weight of one byte; beside them how telling each trait is."""

    labels: tuple[Label, ...]
    curve: Curve
    rows: tuple[bytes, ...] = field(repr=False)
    """By block: a row of bytes a place, first how telling it is, then the weight for each label."""

    @property
    def width(self) -> int:
        """Bytes a row."""
        return len(self.labels) + 1

    def chances(self, traits: Traits) -> Mapping[str, float]:
        """How likely each label is for a message with these traits, from 0 to 1."""
        if not self.labels:
            return {}
        width = self.width
        scores = [label.lean for label in self.labels]
        for block, places in enumerate(traits.blocks):
            if not places:
                continue
            rows = self.rows[block]
            columns = zip(*[rows[place * width : place * width + width] for place in places], strict=True)
            length = sqrt(sum(telling * telling for telling in next(columns))) or 1.0
            none = ZERO * len(places)
            for place, column in enumerate(columns):
                scores[place] += self.labels[place].scales[block] * (sum(column) - none) / length
        *_, second, best = (0.0, *sorted(scores)) if len(scores) == 1 else sorted(scores)
        length = length_of(traits)
        return {
            label.name: self.curve.chance(score, second if score == best else best, length)
            for label, score in zip(self.labels, scores, strict=True)
        }

    def packed(self) -> bytes:
        """As a file keeps them; see `unpacked`."""
        named = b"".join(
            pack(_LABEL, *label.scales, label.lean) + pack("<B", len(label.name.encode())) + label.name.encode()
            for label in self.labels
        )
        # Column by column: what is alike stands together, and packs smaller.
        columns = b"".join(rows[place :: self.width] for rows in self.rows for place in range(self.width))
        head = pack(_HEAD, FORMAT, *PLACES, *astuple(self.curve), len(self.labels))
        return head + named + zlib.compress(columns, 9)


UNTAUGHT = Weights((), Curve(), (b"",) * BLOCKS)
"""Weights that know no label."""


def shipped() -> Weights:
    """The weights that come with the package, fitted to its own examples."""
    return unpacked((files("hotel_agent.adapters.nlu.embedded") / "wishes.weights").read_bytes())


def unpacked(content: bytes) -> Weights:
    """The weights in a file. Raises BadConfig where it holds none of this make."""
    try:
        return _unpacked(content)
    except (ValueError, IndexError, zlib.error, UnicodeDecodeError, OverflowError) as cause:
        raise BadConfig("these are no weights of this version; make them with `hotel-agent nlu train`") from cause


def _unpacked(content: bytes) -> Weights:
    if content[:4] != FORMAT:
        raise ValueError("another format")
    _, *figures, count = unpack_from(_HEAD, content)
    if tuple(figures[:BLOCKS]) != PLACES:
        raise ValueError("another number of places")
    place, labels = calcsize(_HEAD), []
    for _ in range(count):
        *scales, lean = unpack_from(_LABEL, content, place)
        place += calcsize(_LABEL)
        length = content[place]
        name = content[place + 1 : place + 1 + length].decode()
        labels.append(Label(name, tuple(scales), lean))
        place += 1 + length
    return Weights(tuple(labels), Curve(*figures[BLOCKS:]), _rows(zlib.decompress(content[place:]), count + 1))


def _rows(columns: bytes, width: int) -> tuple[bytes, ...]:
    if len(columns) != width * sum(PLACES):
        raise ValueError("cut short")
    blocks: list[bytes] = []
    start = 0
    for size in PLACES:
        rows = bytearray(width * size)
        for place in range(width):
            rows[place::width] = columns[start : start + size]
            start += size
        blocks.append(bytes(rows))
    return tuple(blocks)


def length_of(traits: Traits) -> float:
    """How long a message is, for the curve that makes chances of scores."""
    return log(1 + len(traits.words))


def _chance(score: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))
