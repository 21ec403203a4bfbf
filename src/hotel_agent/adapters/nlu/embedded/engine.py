"""The embedded reader: words, numbers, dates and wishes by rules and data files; no network, no model, no chance."""

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from hotel_agent.adapters import languages
from hotel_agent.adapters.nlu.embedded.answers import answer, grants_itself, is_firm
from hotel_agent.adapters.nlu.embedded.beside import Beside, as_change
from hotel_agent.adapters.nlu.embedded.intents import Signs, intents, signs_of
from hotel_agent.adapters.nlu.embedded.lexicon import Lexicon
from hotel_agent.adapters.nlu.embedded.moments.times import Times, things
from hotel_agent.adapters.nlu.embedded.numbers import with_numbers
from hotel_agent.adapters.nlu.embedded.rates import RatePlanWords, rate_plan_words
from hotel_agent.adapters.nlu.embedded.rooms import RoomTypeWords, room_type_words
from hotel_agent.adapters.nlu.embedded.sentences import sentences
from hotel_agent.adapters.nlu.embedded.slots import Found, Lore, found
from hotel_agent.adapters.nlu.embedded.speech import spoken
from hotel_agent.adapters.nlu.embedded.tagging import tag, written_out
from hotel_agent.adapters.nlu.embedded.terms import Term
from hotel_agent.adapters.nlu.embedded.tokens import Token, fold, tokenise
from hotel_agent.adapters.nlu.embedded.topics import Topics, TopicWords, apart
from hotel_agent.adapters.nlu.embedded.traits import LONGEST_READ, Traits, hints_of, traits_of
from hotel_agent.adapters.nlu.embedded.weights import Weights, shipped
from hotel_agent.adapters.nlu.embedded.wishes import wishes
from hotel_agent.domain.conversations.understanding import (
    Answer,
    Aspect,
    IntentScore,
    Mention,
    Question,
    Reading,
    Slots,
    Understanding,
)
from hotel_agent.domain.ids import RatePlanId, RoomTypeId
from hotel_agent.domain.language import Language, LocalText

RoomTypes = tuple[tuple[RoomTypeId, LocalText], ...]
RatePlans = tuple[tuple[RatePlanId, LocalText], ...]
BRIEF = 4
"""So few words that name a language say nothing else: "Spanish, please"."""
HOTELS_REMEMBERED = 64
"""The words of room types and rate plans are worked out once for so many hotels, then anew."""


_SWITCH, _CHANGE = "language_switch", "change_reservation"


@frozen(kw_only=True)
class Heard:
    """What the rules find in one text."""

    tokens: tuple[Token, ...]
    written: tuple[Token, ...]
    """The tokens with shorthand written out."""
    language: Language
    terms: tuple[Term, ...]
    told: Found
    signs: Signs
    instructs: bool
    """The words try to instruct the machine, or to give themselves something for nothing."""
    answer: Answer | None
    known: frozenset[str]
    """The words of its language that the rules know."""


class EmbeddedNlu:
    """Reads Spanish, English and Portuguese inside the process. The words are loaded once, by the constructor."""

    def __init__(self, weights: Weights | None = None, words: Mapping[Language, TopicWords] | None = None) -> None:
        """With weights of one's own, and words a hotel adds to the topics of a language."""
        tables = {code: languages.load(code, "understanding.toml") for code in languages.codes()}
        self._lexicons: Mapping[Language, Lexicon] = {
            code: Lexicon(code, table, languages.load(code, "intents.toml")) for code, table in tables.items()
        }
        self._times = Times(tables, self._lexicons)
        self._day_first = {code: bool(table.get("day_first")) for code, table in tables.items()}
        self._topics = Topics([*(languages.load(code, "topics.toml") for code in tables), *(words or {}).values()])
        self._kinds = {code: Topics([languages.load(code, "kinds.toml")]) for code in tables}
        self._beside = Beside({code: languages.load(code, "beside.toml") for code in tables})
        self._meanings = {code: Topics([languages.load(code, "meanings.toml")]) for code in tables}
        self._tongues = Topics([table["tongue"] for table in tables.values() if "tongue" in table])
        self._behind = {
            fold(word) for table in tables.values() for word in table.get("tongue_behind", {}).get("words", ())
        }
        self._aspects = {code: Topics([table.get("aspect", {})]) for code, table in tables.items()}
        self._weights = shipped() if weights is None else weights
        self._hotels: dict[tuple[RoomTypes, RatePlans], tuple[RoomTypeWords, RatePlanWords]] = {}

    async def understand(self, texts: Sequence[str], reading: Reading) -> Understanding:
        """What these messages mean, read as one. See `hotel_agent.ports.nlu.Nlu`."""
        return self.read("\n".join(texts), reading)

    def read(self, text: str, reading: Reading) -> Understanding:
        """The same, at once, for texts already joined by line breaks."""
        heard = self.heard(text, reading)
        told = heard.told
        values: dict[str, Any] = {value.slot: value.value for value in told.values}
        wishes = self._wishes(heard, text, reading)
        return Understanding(
            reader="embedded",
            language=heard.language if heard.language in reading.languages else reading.language,
            wished_language=self._tongue(heard) if any(each.name == _SWITCH for each in wishes) else None,
            intents=wishes,
            aspect=self._aspect(heard, wishes, reading),
            slots=Slots(**values),
            answer=heard.answer,
            firm=heard.answer is not Answer.YES or is_firm(told.rest),
            correction=told.corrects and not heard.instructs,
            doubts=told.doubts,
            impossible=told.impossible,
            mentions=tuple(
                Mention(slot=each.slot, text=text[each.start : each.end], start=each.start, end=each.end)
                for each in told.values
            ),
            said=self._times.said(heard.tokens, text, heard.language, reading, things(heard.terms)),
        )

    def heard(self, text: str, reading: Reading) -> Heard:
        """What the rules find in a text, before anything is made of it."""
        tokens = tuple(tokenise(text))
        language = spoken(tokens, self._lexicons, reading.language)
        first = self._lexicons.get(language) or next(iter(self._lexicons.values()))
        others = [lexicon for lexicon in self._lexicons.values() if lexicon is not first]
        written = tuple(written_out(tokens, first))
        terms = with_numbers(tag(written, first, others))
        beside = self._beside.read(written, text, language, reading.extras)
        told = found(terms, text, reading, self._lore(first, language, reading), beside)
        signs = signs_of(terms, told.slots, reading.asked)
        if signs.aside:
            told = told.without_stay()
        elif signs.another_day:
            told = told.without_days()
        reply = answer(told.rest, text, reading.asked, gives_values=told.gives_values)
        return Heard(
            tokens=tokens,
            written=written,
            language=language,
            terms=tuple(terms),
            told=told,
            signs=signs,
            instructs=grants_itself(terms),
            answer=reply,
            known=first.common,
        )

    def _aspect(self, heard: Heard, wishes: Sequence[IntentScore], reading: Reading) -> Aspect | None:
        """What of the reservation is spoken of, where nothing says what it is to become."""
        changes = reading.asked is Question.WHAT_TO_CHANGE or any(each.name == _CHANGE for each in wishes)
        topics = self._aspects.get(heard.language)
        if not changes or heard.told.gives_values or topics is None:
            return None
        named = topics.said([token.folded for token in heard.written[:LONGEST_READ]])
        return Aspect(next(iter(named))) if len(named) == 1 else None

    def _tongue(self, heard: Heard) -> Language | None:
        """The language that is named, where it is only one."""
        words = [token.folded for token in heard.tokens[:LONGEST_READ]]
        named = [(place, code) for place, codes in enumerate(self._tongues.by_word(words)) for code in codes]
        spoken_in = [code for place, code in named if words[place - 1 : place] and words[place - 1] in self._behind]
        alone = len({code for _, code in named}) == 1 and (spoken_in or len(words) <= BRIEF)
        return Language(named[0][1]) if alone else None

    def chances(self, heard: Heard) -> Mapping[str, float]:
        """How likely each label is that the weights know, from 0 to 1."""
        return self._weights.chances(self.traits(heard))

    def traits(self, heard: Heard) -> Traits:
        """What of it the weights look at."""
        words = apart(token.folded for token in heard.written)
        hints = hints_of(heard.written, heard.signs, self.topics(heard), heard.answer, heard.known)
        language = heard.language if heard.language in self._kinds else next(iter(self._kinds))
        read = words[:LONGEST_READ]
        kinds, meanings = self._kinds[language].by_word(read), self._meanings[language].by_word(read)
        return traits_of(words, (*hints, *(f"ruled {rule.name}" for rule in self.ruled(heard))), kinds, meanings)

    def topics(self, heard: Heard) -> frozenset[str]:
        """What it speaks of."""
        plain = [token.folded for token in heard.tokens[:LONGEST_READ]]
        words = apart(token.folded for token in heard.written[:LONGEST_READ])
        topics = self._topics.said(plain)
        return topics if words == plain else topics | self._topics.said(words)

    def ruled(self, heard: Heard) -> tuple[IntentScore, ...]:
        """The wishes the rules hear."""
        return intents(heard.signs, agreed=heard.answer is Answer.YES)

    def _wishes(self, heard: Heard, text: str, reading: Reading) -> tuple[IntentScore, ...]:
        if heard.instructs:
            return ()
        chances = self.chances(heard)
        for sentence in sentences(text):
            # The weights learnt from messages of one sentence: beside a long one a short question is lost to them.
            alone = self.chances(self.heard(sentence, reading))
            chances = {label: max(chance, alone[label]) for label, chance in chances.items()}
        return as_change(wishes(self.ruled(heard), chances, heard.signs), heard.signs)

    def _lore(self, first: Lexicon, language: Language, reading: Reading) -> Lore:
        own = language == reading.languages[0] if reading.languages else True
        hotel = (reading.room_types, reading.rate_plans)
        known = self._hotels.get(hotel)
        if known is None:
            if len(self._hotels) >= HOTELS_REMEMBERED:
                self._hotels.clear()
            known = room_type_words(reading.room_types, self._lexicons), rate_plan_words(reading.rate_plans)
            self._hotels[hotel] = known
        return Lore(
            room_types=known[0],
            rate_plans=known[1],
            common=first.common,
            reserved=known[0].words | known[1].keys(),
            settled=own or (self._day_first.get(language, False) and reading.day_first),
        )
