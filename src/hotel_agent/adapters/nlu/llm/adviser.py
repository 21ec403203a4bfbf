"""A language model as an adviser: asked once a message, believed in nothing but our names and the guest's words."""

from collections.abc import Iterator, Mapping

import httpx

from hotel_agent.adapters.nlu.advised.advice import Advice, Unreadable
from hotel_agent.adapters.nlu.advised.asking import asked
from hotel_agent.adapters.nlu.llm.options import LlmOptions
from hotel_agent.adapters.nlu.llm.prompt import instructions, question
from hotel_agent.adapters.nlu.llm.wires import WIRES
from hotel_agent.domain.conversations.intents import INTENTS
from hotel_agent.domain.conversations.understanding import Answer, IntentScore, Reading
from hotel_agent.domain.language import Language
from hotel_agent.ports.observer import Observer

SAID = 0.9
"""How sure a wish is that a model names: it gives no figure of its own that could be believed."""
MOST_WORDS = 40
"""More values than slots there are: the rest is not looked at."""
_ANSWERS: Mapping[object, Answer] = {answer.value: answer for answer in Answer}


class LlmAdviser:
    """Asks the model that the options name."""

    def __init__(self, options: LlmOptions, http: httpx.AsyncClient, observer: Observer) -> None:
        self._options = options
        self._http = http
        self._observer = observer
        self._wire = WIRES[options.api]

    async def advise(self, text: str, reading: Reading) -> Advice:
        """What the model says this means. Raises Unavailable, Unreadable."""
        options = self._options
        body = {**self._wire.body(options.model, instructions(), question(text, reading)), **options.body}
        given = await asked(
            self._http,
            f"{options.base_url.rstrip('/')}{self._wire.path}",
            {name: value for name, value in body.items() if value is not None},
            headers=self._wire.headers(options.api_key),
            params={},
        )
        # What is of no use is paid for all the same.
        self._pay(*self._wire.tokens(given))
        return advice_in(self._wire.answer(given))

    def _pay(self, read: int, written: int) -> None:
        price = self._options.price
        cost, currency = (price.of(read, written), price.currency) if price else (0.0, "")
        if read or written:
            self._observer.advice_paid("llm", read=read, written=written, cost=cost, currency=currency)


def advice_in(said: object) -> Advice:
    """The advice in what a model said; what is not as asked for is passed over. Raises Unreadable where all is."""
    if not isinstance(said, dict):
        raise Unreadable("the model's answer is no object of JSON")
    answer = said.get("answer")
    language = said.get("language")
    return Advice(
        intents=_intents(said.get("intents")),
        words=tuple(_words(said.get("words"))),
        language=Language(language.lower()) if isinstance(language, str) else None,
        answer=_ANSWERS.get(answer) if isinstance(answer, str) else None,
        answers_nothing="answer" in said and answer is None,
        corrects=said.get("correction") is True,
    )


def _intents(named: object) -> tuple[IntentScore, ...] | None:
    if not isinstance(named, list):
        return None
    names = dict.fromkeys(name for name in named if isinstance(name, str) and name in INTENTS)
    return tuple(IntentScore(name, SAID) for name in names)


def _words(told: object) -> Iterator[tuple[str, str]]:
    if isinstance(told, dict):
        for slot, words in list(told.items())[:MOST_WORDS]:
            if isinstance(words, str):
                yield slot, words
