"""Opening the reader that asks Rasa."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager

from hotel_agent.adapters.nlu.advised.opening import of_adviser, open_advised
from hotel_agent.adapters.nlu.advised.reader import AdvisedNlu
from hotel_agent.adapters.nlu.rasa.adviser import RasaAdviser
from hotel_agent.adapters.nlu.rasa.options import RasaOptions
from hotel_agent.ports.breaker import Breakers
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.observer import Observer


def open_rasa(
    options: Mapping[str, object], *, clock: Clock, observer: Observer, breakers: Breakers
) -> AbstractAsyncContextManager[AdvisedNlu]:
    """The reader, to be opened by entering it. Raises BadConfig with every problem; connects to nobody."""
    read = RasaOptions.read(of_adviser(options))
    return open_advised(
        "rasa",
        options,
        lambda http: RasaAdviser(read, http),
        seconds=read.timeout_seconds,
        clock=clock,
        observer=observer,
        breakers=breakers,
    )
