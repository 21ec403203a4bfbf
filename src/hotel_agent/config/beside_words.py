"""What is done with what guests send beside words: kept for so long, and voice notes heard by whom."""

import re

from attrs import evolve

from hotel_agent.config.problems import not_as_expected
from hotel_agent.config.settings import AdapterChoice, Config
from hotel_agent.config.variables import Variables

LONGEST_DAYS = 365
_SOCKET = re.compile(r"tcp://[^/@:?#\s]+:\d{1,5}|unix:///[^?#\s]+")


def beside_words(config: Config, variables: Variables) -> Config:
    """The configuration with what these variables tell."""
    days = int(variables.number("HOTEL_MEDIA_DAYS", config.media_days, most=LONGEST_DAYS, whole=True))
    if scanner := variables.text("CLAMAV_URL"):
        if not _SOCKET.fullmatch(scanner):
            expected = "where ClamAV listens, as tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl"
            variables.wrong("CLAMAV_URL", str(not_as_expected(expected, scanner)))
        config = evolve(config, scanner=AdapterChoice("clamav", {"url": scanner}))
    url = variables.address("SPEECH_BASE_URL", example="https://api.openai.com/v1")
    key, model = variables.secret("SPEECH_API_KEY"), variables.text("SPEECH_MODEL")
    if not url:
        for name, text in (("SPEECH_API_KEY", key), ("SPEECH_MODEL", model)):
            if text:
                variables.wrong(name, "set, but SPEECH_BASE_URL is not; name the service, or unset this")
        return evolve(config, media_days=days)
    told = {"base_url": url, "api_key": key, "model": model}
    options: dict[str, object] = {name: text for name, text in told.items() if text}
    return evolve(config, media_days=days, speech=AdapterChoice("transcriptions", options))
