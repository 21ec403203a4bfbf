"""How long the built-in reader takes for a message: milliseconds of one core, median and 95th percentile.

The messages are the stay phrases of the tests, each read many times; beside them the longest nonsense a guest may send.
"""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.domain.conversations.understanding import Reading
from hotel_agent.domain.language import Language

PHRASES = Path(__file__).parent.parent / "tests" / "unit" / "adapters" / "nlu" / "stays"
ROUNDS = 5


def reading(code: str) -> Reading:
    """The reference under which the phrases are read."""
    return Reading(
        at=datetime(2026, 11, 22, 12, tzinfo=UTC),
        language=Language(code),
        languages=(Language("es"), Language("en"), Language("pt")),
    )


async def main() -> None:
    """Print the table."""
    began = perf_counter()
    nlu = EmbeddedNlu()
    print(f"loaded in {perf_counter() - began:.3f} s")
    for path in sorted(PHRASES.glob("*.jsonl")):
        texts = [json.loads(row)["text"] for row in path.read_text(encoding="utf-8").splitlines() if row.strip()]
        taken = await timed(nlu, texts * ROUNDS, path.stem)
        worst = quantiles(taken, n=20)[-1]
        print(f"{path.stem}: {len(texts)} phrases, median {median(taken):.2f} ms, p95 {worst:.2f} ms")
    for size in (5_000, 10_000, 20_000):
        (taken,) = await timed(nlu, ["12/03 del 4 " * (size // 12)], "es")
        print(f"{size} characters of dates: {taken:.0f} ms")


async def timed(nlu: EmbeddedNlu, texts: list[str], code: str) -> list[float]:
    """Milliseconds for each text."""
    taken = []
    for text in texts:
        began = process_time()
        await nlu.understand([text], reading(code))
        taken.append((process_time() - began) * 1000)
    return taken


if __name__ == "__main__":
    asyncio.run(main())
