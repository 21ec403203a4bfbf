"""The reader that asks an adviser: read here first, asked within a bound, and read here alone where nobody answers."""

import asyncio
from collections.abc import Sequence

from attrs import evolve
from loguru import logger

from hotel_agent.adapters.nlu.advised.advice import Advice, Adviser, Unreadable
from hotel_agent.adapters.nlu.advised.guards import answered, wished
from hotel_agent.adapters.nlu.advised.values import taken_in
from hotel_agent.adapters.nlu.advised.veil import veiled
from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.domain.conversations.understanding import Reading, Slots, Understanding
from hotel_agent.domain.errors import Unavailable
from hotel_agent.ports.breaker import Breaker, BreakerState
from hotel_agent.ports.clock import Clock
from hotel_agent.ports.observer import Observer

LONGEST_SENT = 4000
"""Characters. What is longer is read here alone."""


class AdvisedNlu:
    """The port `Nlu`: the embedded reader, told by an adviser outside the house what a message may mean besides.

    Advice opens no door: a yes needs the embedded reader's, values are words of the guest that our grammar reads, and
    words that try to instruct the machine grant nothing. Never raises Unavailable: without advice it reads alone.
    """

    def __init__(
        self,
        embedded: EmbeddedNlu,
        adviser: Adviser,
        *,
        name: str,
        seconds: float,
        breaker: Breaker,
        clock: Clock,
        observer: Observer,
    ) -> None:
        """`name` is the adviser's in logs and counts; `seconds` is how long it may take at most."""
        self._embedded = embedded
        self._adviser = adviser
        self._name = name
        self._seconds = seconds
        self._breaker = breaker
        self._clock = clock
        self._observer = observer

    async def understand(self, texts: Sequence[str], reading: Reading) -> Understanding:
        """What these messages mean, read as one. See `hotel_agent.ports.nlu.Nlu`."""
        text = "\n".join(texts)
        own = self._embedded.read(text, reading)
        if len(text) > LONGEST_SENT or not any(sign.isalpha() for sign in text):
            return own
        heard = self._embedded.heard(text, reading)
        if heard.instructs:
            # What tries to instruct a machine is shown to none.
            return own
        if reading.alone:
            self._observer.advice_asked(self._name, "spared")
            return own
        advice = await self._advised(veiled(text, own.mentions), reading)
        if advice is None:
            return own
        told = taken_in(own, text, reading, advice, self._embedded.read)
        says_more = evolve(told.slots, name=None) != evolve(own.slots, name=None)
        answer = answered(heard, advice, says_more=says_more)
        return evolve(
            told,
            reader=self._name,
            language=advice.language if advice.language in reading.languages else own.language,
            intents=wished(own.intents, heard, self._embedded.chances(heard), advice),
            answer=answer,
            firm=own.firm if answer is own.answer else True,
            correction=own.correction or (advice.corrects and told.slots != Slots()),
        )

    async def _advised(self, text: str, reading: Reading) -> Advice | None:
        """The advice, or None where there is none: it is late, broken, or left alone for a while."""
        begun = await self._breaker.lets_through()
        if begun is BreakerState.OPEN:
            self._observer.advice_asked(self._name, "left_alone")
            return None
        began, answered = self._clock.now(), None
        advice, outcome = None, "done"
        try:
            async with asyncio.timeout(self._seconds):
                advice = await self._adviser.advise(text, reading)
            answered = True
        except TimeoutError:
            outcome, answered = "late", False
        except Unreadable as cause:
            outcome, answered = "unreadable", True
            self._tell(outcome, cause)
        except Unavailable as cause:
            outcome, answered = "unavailable", False
            self._tell(outcome, cause)
        finally:
            await self._breaker.ended(begun, answered=answered)
        if outcome == "late":
            logger.warning("an adviser did not answer in time; the house reads alone", reader=self._name)
        seconds = (self._clock.now() - began).total_seconds()
        self._observer.advice_asked(self._name, outcome, seconds=seconds)
        return advice

    def _tell(self, outcome: str, cause: Unavailable) -> None:
        """Say why the house reads alone. The words are ours: no key, and nothing of the guest's."""
        logger.warning(
            "an adviser gave no advice; the house reads alone", reader=self._name, outcome=outcome, cause=str(cause)
        )
