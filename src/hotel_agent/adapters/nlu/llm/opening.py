"""Opening the reader that asks a language model."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager

from hotel_agent.adapters.nlu.advised.opening import of_adviser, open_advised
from hotel_agent.adapters.nlu.advised.reader import AdvisedNlu
from hotel_agent.adapters.nlu.llm.adviser import LlmAdviser
from hotel_agent.adapters.nlu.llm.options import LlmOptions
from hotel_agent.ports.breaker import Breakers
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.observer import Observer


def open_llm(
    options: Mapping[str, object], *, clock: Clock, observer: Observer, breakers: Breakers
) -> AbstractAsyncContextManager[AdvisedNlu]:
    """The reader, to be opened by entering it. Raises BadConfig with every problem; connects to nobody."""
    read = LlmOptions.read(of_adviser(options))
    return open_advised(
        "llm",
        options,
        lambda http: LlmAdviser(read, http, observer),
        seconds=read.timeout_seconds,
        clock=clock,
        observer=observer,
        breakers=breakers,
    )
