"""A model of Rasa as an adviser: `POST /model/parse`, its intents by confidence, its entities as words."""

from collections.abc import Iterator, Mapping

import httpx
from attrs import field, frozen

from hotel_agent.adapters.nlu.advised.advice import Advice, Unreadable
from hotel_agent.adapters.nlu.advised.asking import asked
from hotel_agent.adapters.nlu.embedded.wishes import SEEN
from hotel_agent.adapters.nlu.rasa.options import RasaOptions
from hotel_agent.domain.conversations.understanding import Answer, IntentScore, Reading

MOST_ENTITIES = 40
_ANSWERS: Mapping[str, Answer] = {answer.value: answer for answer in Answer}


@frozen
class RasaAdviser:
    """Asks Rasa, and calls what it says by our names."""

    options: RasaOptions
    http: httpx.AsyncClient = field(repr=False)

    async def advise(self, text: str, reading: Reading) -> Advice:  # noqa: ARG002  Rasa is told the words alone
        """What Rasa says this means. Raises Unavailable, Unreadable."""
        options = self.options
        given = await asked(
            self.http,
            f"{options.base_url.rstrip('/')}/model/parse",
            {"text": text},
            headers={},
            params={"token": options.token} if options.token else {},
        )
        return self.advice_in(given, text)

    def advice_in(self, given: object, text: str) -> Advice:
        """The advice in an answer to this text; what is not as Rasa writes it is passed over. Raises Unreadable."""
        intent = given.get("intent") if isinstance(given, dict) else None
        if not isinstance(given, dict) or not isinstance(intent, dict):
            raise Unreadable("no intent in Rasa's answer")
        score = intent.get("confidence")
        sure = float(score) if isinstance(score, (int, float)) and 0 <= score <= 1 else 0.0
        # A model trained to hear several wishes joins their names by a plus.
        theirs = str(intent.get("name") or "").split("+")
        answers = [self.options.names.answers[name] for name in theirs if name in self.options.names.answers]
        ours = self.options.names.intents
        wishes = [ours.get(name, name) for name in theirs if name not in self.options.names.answers]
        return Advice(
            intents=tuple(IntentScore(name, sure) for name in dict.fromkeys(wishes) if name),
            words=tuple(self._words(given.get("entities"), text)),
            answer=_ANSWERS[answers[0]] if answers and sure >= SEEN else None,
        )

    def _words(self, entities: object, text: str) -> Iterator[tuple[str, str]]:
        for each in entities[:MOST_ENTITIES] if isinstance(entities, list) else ():
            if not isinstance(each, dict):
                continue
            name, start, end = str(each.get("entity")), each.get("start"), each.get("end")
            slots = self.options.names.slots
            slot = slots.get(f"{name}:{each.get('role')}", slots.get(name, name))
            if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text):
                yield slot, text[start:end]
