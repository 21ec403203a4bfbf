"""A guest without buttons, as in an e-mail, types what they say: it means what pressing them would."""

from datetime import UTC, date, datetime

import pytest

from hotel_agent.adapters.languages import codes
from hotel_agent.adapters.nlu.embedded.options import open_embedded
from hotel_agent.adapters.wording.templates import Templates
from hotel_agent.domain.conversations.lines import ALL_LINES
from hotel_agent.domain.conversations.replies import Reply
from hotel_agent.domain.conversations.understanding import Answer, Question, Reading, Understanding
from hotel_agent.domain.language import Language

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


async def typed_back(line: str, language: Language, asked: Question) -> Understanding:
    said = (await Templates().word(Reply(parts=(ALL_LINES[line](),)), language)).text
    reading = Reading(at=NOW, language=language, languages=codes(), asked=asked)
    return await open_embedded().understand([said.rpartition(": ")[2]], reading)


@pytest.mark.parametrize(
    ("line", "asked", "answer"),
    [
        ("choice.accept", Question.ACCEPT_QUOTE, Answer.YES),
        ("choice.decline", Question.ACCEPT_QUOTE, Answer.NO),
        ("choice.confirm_cancellation", Question.CONFIRM_CANCELLATION, Answer.YES),
        ("choice.keep_reservation", Question.CONFIRM_CANCELLATION, Answer.NO),
    ],
)
@pytest.mark.parametrize("language", codes())
async def test_a_button_that_answers_reads_as_that_answer(
    language: Language, line: str, asked: Question, answer: Answer
) -> None:
    assert (await typed_back(line, language, asked)).answer is answer


@pytest.mark.parametrize(
    ("line", "asked", "intent"),
    [
        ("choice.talk_to_person", Question.TALK_TO_PERSON, "person"),
        ("choice.want_to_book", Question.WISH, "book"),
        ("choice.hear_from_us", Question.WISH, "hear_again"),
    ],
)
@pytest.mark.parametrize("language", codes())
async def test_a_button_that_wishes_reads_as_that_wish(
    language: Language, line: str, asked: Question, intent: str
) -> None:
    assert (await typed_back(line, language, asked)).shows(intent)


@pytest.mark.parametrize("language", codes())
async def test_the_example_we_give_is_one_we_understand(language: Language) -> None:
    slots = (await typed_back("stay.ask_dates_and_party", language, Question.DATES)).slots
    assert (slots.arrival, slots.departure) == (date(2026, 12, 12), date(2026, 12, 15))
    assert (slots.adults, slots.child_ages) == (2, (5,))


@pytest.mark.parametrize(
    ("text", "language", "wish"),
    [
        ("No quiero recibir avisos", "es", "stop"),
        ("quiero dejar de recibir avisos", "es", "stop"),
        ("no vuelvan a escribirme", "es", "stop"),
        ("Quiero volver a recibir sus mensajes", "es", "hear_again"),
        ("I don't want to get messages", "en", "stop"),
        ("never message me again", "en", "stop"),
        ("you can write to me again", "en", "hear_again"),
        ("não quero receber avisos", "pt", "stop"),
        ("quero parar de receber mensagens", "pt", "stop"),
        ("podem voltar a me escrever", "pt", "hear_again"),
    ],
)
async def test_consent_is_given_again_in_so_many_words_only(text: str, language: str, wish: str) -> None:
    reading = Reading(at=NOW, language=Language(language), languages=codes(), asked=Question.WISH)
    meant = await open_embedded().understand([text], reading)
    assert meant.shows("hear_again") == (wish == "hear_again")
    assert wish == "hear_again" or meant.shows(wish)
