"""Stand-ins for models elsewhere: they answer over HTTP, in this process, as the test wants."""

import json
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import httpx
from attrs import define, field

from hotel_agent.adapters.breakers.memory import MemoryBreakers
from hotel_agent.adapters.clock import SystemClock
from hotel_agent.adapters.nlu.advised.advice import Adviser
from hotel_agent.adapters.nlu.advised.reader import AdvisedNlu
from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.adapters.nlu.llm.adviser import LlmAdviser
from hotel_agent.adapters.nlu.llm.options import LlmOptions
from hotel_agent.adapters.nlu.rasa.adviser import RasaAdviser
from hotel_agent.adapters.nlu.rasa.options import RasaOptions
from hotel_agent.adapters.observer import QuietObserver
from hotel_agent.domain.conversations.understanding import Question, Reading, Understanding
from hotel_agent.domain.language import Language
from hotel_agent.testing.contracts.nlu import NOW, SPOKEN

EMBEDDED = EmbeddedNlu()
Said = Mapping[str, Any]
Model = Callable[[Said], object]
"""What a language model says of a question, as JSON."""
Answer = Callable[[httpx.Request], httpx.Response] | Callable[[httpx.Request], Coroutine[None, None, httpx.Response]]
URL = "http://models.example/v1"
KEY = "sk-nobody-may-read-this"


@define
class Tally(QuietObserver):
    """Notes what came of asking."""

    outcomes: list[str] = field(factory=list)
    paid: list[tuple[int, int, float, str]] = field(factory=list)

    def advice_asked(self, reader: str, outcome: str, *, seconds: float = 0.0) -> None:
        self.outcomes.append(f"{reader} {outcome}")

    def advice_paid(self, reader: str, *, read: int, written: int, cost: float = 0.0, currency: str = "") -> None:
        assert reader == "llm"
        self.paid.append((read, written, cost, currency))


def advised(adviser: Adviser, *, name: str = "llm", seconds: float = 60, tally: Tally | None = None) -> AdvisedNlu:
    clock = SystemClock()
    return AdvisedNlu(
        EMBEDDED,
        adviser,
        name=name,
        seconds=seconds,
        breaker=MemoryBreakers(clock).breaker("nlu"),
        clock=clock,
        observer=tally or Tally(),
    )


def llm(
    answer: Answer, *, api: str = "openai", seconds: float = 60, price: str = "", tally: Tally | None = None
) -> AdvisedNlu:
    """The reader over a language model that answers so over HTTP."""
    told = {"base_url": URL, "model": "small", "api": api, "api_key": KEY, "price": price}
    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    tally = tally or Tally()
    return advised(LlmAdviser(LlmOptions.read(told), http, tally), seconds=seconds, tally=tally)


def rasa(answer: Answer, *, options: RasaOptions | None = None, tally: Tally | None = None) -> AdvisedNlu:
    """The reader over a Rasa that answers so over HTTP."""
    http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    options = options or RasaOptions(base_url="http://rasa.example", token=KEY)
    return advised(RasaAdviser(options, http), name="rasa", tally=tally)


def saying(model: Model, *, api: str = "openai") -> Callable[[httpx.Request], httpx.Response]:
    """Answers in one of the formats with what a model says."""

    def answer(request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        said = model(json.loads(body["messages"][-1]["content"]))
        return httpx.Response(200, json=in_format(said, api))

    return answer


def in_format(said: object, api: str = "openai") -> object:
    if api == "openai":
        return {"choices": [{"finish_reason": "stop", "message": {"role": "assistant", "content": json.dumps(said)}}]}
    return {"stop_reason": "tool_use", "content": [{"type": "tool_use", "name": "understood", "input": said}]}


def honest(question: Said) -> object:
    """A model that says what the embedded reader hears."""
    asked = Question(question["asked"]) if question["asked"] else None
    heard = heard_by_the_house(question["message"], asked, tuple(map(Language, question["languages"])))
    return {
        "intents": [each.name for each in heard.intents],
        "words": {each.slot: each.text for each in heard.mentions},
        "answer": heard.answer.value if heard.answer else None,
        "correction": heard.correction,
        "language": heard.language,
    }


def honest_rasa(request: httpx.Request) -> httpx.Response:
    """A Rasa that says what the embedded reader hears, as far as it has words for it."""
    text = json.loads(request.content)["text"]
    heard = heard_by_the_house(text, None, SPOKEN)
    best = heard.intents[0] if heard.intents else None
    intent = {"name": best.name if best else None, "confidence": best.confidence if best else 0.0}
    entities = [{"entity": each.slot, "start": each.start, "end": each.end} for each in heard.mentions]
    return httpx.Response(200, json={"text": text, "intent": intent, "entities": entities})


def heard_by_the_house(text: str, asked: Question | None, languages: tuple[Language, ...]) -> Understanding:
    return EMBEDDED.read(text, Reading(at=NOW, language=SPOKEN[0], languages=languages, asked=asked))
