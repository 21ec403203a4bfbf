"""Voice notes are heard by whoever speaks OpenAI's /audio/transcriptions, and never believed to be instructions."""

from collections.abc import Callable

import httpx
import pytest

from hotel_agent.adapters.speech.transcriptions import TranscriptionOptions, Transcriptions, open_transcriptions
from hotel_agent.domain.errors import BadConfig, Unavailable
from hotel_agent.domain.language import Language
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.media import Media

VOICE = Media(mime_type="audio/ogg", content=b"OggS a voice")
ES, EN = Language("es"), Language("en")
Answer = Callable[[httpx.Request], httpx.Response]


def hearer(answer: Answer, *, key: str = "sk-a-key") -> Transcriptions:
    options = TranscriptionOptions(base_url="http://speech.example/v1/", api_key=key, model="whisper-large")
    return Transcriptions(options, httpx.AsyncClient(transport=httpx.MockTransport(answer)))


def says(text: str, asked: list[httpx.Request]) -> Answer:
    def answer(request: httpx.Request) -> httpx.Response:
        request.read()
        asked.append(request)
        return httpx.Response(200, json={"text": text})

    return answer


async def test_what_is_said_comes_back_and_the_file_is_named_by_what_it_is() -> None:
    asked: list[httpx.Request] = []
    assert await hearer(says("  Una doble, por favor ", asked)).hear(VOICE, languages=[ES]) == "Una doble, por favor"
    (request,) = asked
    assert str(request.url) == "http://speech.example/v1/audio/transcriptions"
    assert request.headers["authorization"] == "Bearer sk-a-key"
    for part in (b"OggS a voice", b'filename="voice.ogg"', b"whisper-large", b'name="language"\r\n\r\nes'):
        assert part in request.content


async def test_a_house_of_several_languages_tells_none_and_a_service_without_a_key_is_shown_none() -> None:
    asked: list[httpx.Request] = []
    assert await hearer(says("", asked), key="").hear(VOICE, languages=[ES, EN]) == ""
    assert b'name="language"' not in asked[0].content
    assert "authorization" not in asked[0].headers


async def test_a_picture_is_nothing_to_be_heard() -> None:
    asked: list[httpx.Request] = []
    refused = await hearer(says("", asked)).hear(Media(mime_type="image/jpeg", content=b""), languages=[])
    assert isinstance(refused, Refusal)
    assert asked == []


@pytest.mark.parametrize("status", [400, 413, 415, 422])
async def test_what_nobody_can_hear_is_refused(status: int) -> None:
    refused = await hearer(lambda _: httpx.Response(status)).hear(VOICE, languages=[])
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.BAD_REQUEST


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(401),
        httpx.Response(429),
        httpx.Response(503),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=["text"]),
        httpx.Response(200, json={"text": None}),
    ],
)
async def test_a_service_that_does_not_do_its_work_is_asked_again_later(answer: httpx.Response) -> None:
    with pytest.raises(Unavailable) as silence:
        await hearer(lambda _: answer).hear(VOICE, languages=[])
    assert "sk-a-key" not in str(silence.value)


async def test_a_service_that_is_away_is_asked_again_later() -> None:
    def nobody(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody listens")

    with pytest.raises(Unavailable):
        await hearer(nobody).hear(VOICE, languages=[])


@pytest.mark.parametrize("written", [{}, {"base_url": "speech.example"}, {"base_url": "http://s", "pigeons": 1}])
async def test_options_that_cannot_be_are_refused(written: dict[str, object]) -> None:
    with pytest.raises(BadConfig):
        async with open_transcriptions(written):
            pass
