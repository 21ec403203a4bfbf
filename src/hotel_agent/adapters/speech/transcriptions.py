"""Voice notes heard by a service that speaks OpenAI's `/audio/transcriptions`: theirs, or one in the hotel's own house.

Options: `base_url`, up to and with `/v1`; `api_key`, where it wants one; `model`; `timeout_seconds`.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import httpx
from attrs import field, fields_dict, frozen
from attrs.validators import gt, instance_of, matches_re, min_len

from hotel_agent.domain.errors import BadConfig, Unavailable
from hotel_agent.domain.language import Language
from hotel_agent.domain.refusals import Reason, Refusal
from hotel_agent.ports.media import Media

_ENDINGS = {
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/amr": "amr",
    "audio/aac": "aac",
}
"""Services look at the ending of a file's name more than at anything else."""
_NOT_TO_BE_HEARD = frozenset({400, 413, 415, 422})
_LONGEST_TEXT = 65_536


@frozen(kw_only=True)
class TranscriptionOptions:
    """Where it is, and what it is to be asked with."""

    base_url: str = field(validator=matches_re(r"https?://\S+"))
    api_key: str = field(default="", repr=False, validator=instance_of(str))
    model: str = field(default="whisper-1", validator=[instance_of(str), min_len(1)])
    timeout_seconds: float = field(default=30.0, validator=[instance_of((int, float)), gt(0)])

    @classmethod
    def read(cls, written: Mapping[str, object]) -> "TranscriptionOptions":
        """The options as they were written. Raises BadConfig, and never tells the key."""
        unknown = sorted(written.keys() - fields_dict(cls).keys())
        if unknown:
            raise BadConfig([f"{key}: unknown; expected one of {', '.join(fields_dict(cls))}" for key in unknown])
        try:
            return cls(**written)  # type: ignore[arg-type]  # what they are, the validators say
        except (TypeError, ValueError) as cause:
            raise BadConfig("base_url: expected an address such as https://api.openai.com/v1, and a model") from cause


class Transcriptions:
    """Asks the service once for each voice note. What it says is the guest's words, no instruction."""

    def __init__(self, options: TranscriptionOptions, http: httpx.AsyncClient) -> None:
        self._options = options
        self._http = http

    async def hear(self, media: Media, *, languages: Sequence[Language]) -> str | Refusal:
        """What is said. The language is told where the house speaks one only; otherwise the service finds it out."""
        ending = _ENDINGS.get(media.mime_type)
        if ending is None:
            return Refusal(Reason.BAD_REQUEST, detail=f"{media.mime_type} is nothing to be heard")
        asked = {"model": self._options.model, "response_format": "json"}
        if len(languages) == 1:
            asked["language"] = languages[0]
        key = self._options.api_key
        try:
            answer = await self._http.post(
                f"{self._options.base_url.rstrip('/')}/audio/transcriptions",
                data=asked,
                files={"file": (f"voice.{ending}", media.content, media.mime_type)},
                headers={"authorization": f"Bearer {key}"} if key else {},
            )
        except httpx.HTTPError as cause:
            raise Unavailable(f"nobody hears voice notes now ({type(cause).__name__})") from cause
        if answer.status_code in _NOT_TO_BE_HEARD:
            return Refusal(Reason.BAD_REQUEST, detail=f"HTTP {answer.status_code}")
        if not answer.is_success:
            raise Unavailable(f"who hears voice notes answered with HTTP {answer.status_code}")
        return _text(answer)


@asynccontextmanager
async def open_transcriptions(options: Mapping[str, object]) -> AsyncIterator[Transcriptions]:
    """A hearer with these options; its connections are closed on leaving."""
    read = TranscriptionOptions.read(options)
    async with httpx.AsyncClient(timeout=read.timeout_seconds) as http:
        yield Transcriptions(read, http)


def _text(answer: httpx.Response) -> str:
    try:
        told = answer.json()
    except (ValueError, RecursionError) as cause:
        raise Unavailable("who hears voice notes answered with something else than JSON") from cause
    text = told.get("text") if isinstance(told, dict) else None
    if not isinstance(text, str):
        raise Unavailable("who hears voice notes answered without a text")
    return text.strip()[:_LONGEST_TEXT]
