"""The prompt: what a model is told once, and what it is given of each message."""

import json
import tomllib
from functools import cache
from importlib.resources import files

from hotel_agent.domain.conversations.understanding import Reading


@cache
def instructions() -> str:
    """What a model is told before any message: its task, the names of intents and values, and what it must give."""
    table = tomllib.loads((files("hotel_agent.adapters.nlu.llm") / "prompt.toml").read_text(encoding="utf-8"))
    lists = {name: "\n".join(f"- {key}: {what}" for key, what in table[name].items()) for name in ("intents", "values")}
    told: str = table["system"].replace("{intents}", lists["intents"]).replace("{values}", lists["values"])
    return told.strip()


def question(text: str, reading: Reading) -> str:
    """One message as it is given to a model: inside JSON, so that nothing in it can end it before its end."""
    asked = reading.asked.value if reading.asked is not None else None
    languages = list(reading.languages)
    return json.dumps({"asked": asked, "languages": languages, "message": text}, ensure_ascii=True)
