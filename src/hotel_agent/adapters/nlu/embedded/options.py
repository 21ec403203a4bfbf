"""What a hotel may give the embedded reader: weights of its own, and words of its own for the topics."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from hotel_agent.adapters import languages
from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.adapters.nlu.embedded.topics import TopicWords
from hotel_agent.adapters.nlu.embedded.weights import Weights, unpacked
from hotel_agent.domain.errors import BadConfig
from hotel_agent.domain.language import Language

_KNOWN = frozenset({"weights", "words"})


def open_embedded(options: Mapping[str, object] | None = None) -> EmbeddedNlu:
    """The reader with what these options name; without any, as it comes with the package.

    `weights` is a file that `hotel-agent nlu train` made, `words` one in TOML: a table a language, a list of words a
    topic. Raises BadConfig with every problem at once, each with its key.
    """
    told = options or {}
    problems = [f"{key}: unknown; expected weights or words" for key in sorted(told.keys() - _KNOWN)]
    weights = _weights(told.get("weights"), problems)
    words = _words(told.get("words"), problems)
    if problems:
        raise BadConfig(problems)
    return EmbeddedNlu(weights, words)


def _weights(path: object, problems: list[str]) -> Weights | None:
    content = _content("weights", path, problems)
    if content is None:
        return None
    try:
        return unpacked(content)
    except BadConfig as bad:
        problems.extend(f"weights: {path}: {problem}" for problem in bad.problems)
        return None


def _words(path: object, problems: list[str]) -> Mapping[Language, TopicWords] | None:
    content = _content("words", path, problems)
    if content is None:
        return None
    try:
        table = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as cause:
        problems.append(f"words: {path} is no TOML: {cause}")
        return None
    wrong = [problem for code, topics in table.items() for problem in _wrong(code, topics)]
    problems.extend(f"words: {path}: {problem}" for problem in wrong)
    return None if wrong else {Language(code): topics for code, topics in table.items()}


def _wrong(code: str, topics: object) -> list[str]:
    if code not in languages.codes():
        return [f"[{code}] is no language spoken here; expected {', '.join(languages.codes())}"]
    if not isinstance(topics, Mapping):
        return [f"{code}: a table of topics expected, such as [{code}] with a line pool = ['...']"]
    known = languages.load(Language(code), "topics.toml").keys()
    unknown = [
        f"{code}.{topic} is no topic; expected one of {', '.join(known)}" for topic in topics if topic not in known
    ]
    return unknown + [
        f"{code}.{topic}: a list of words expected"
        for topic, words in topics.items()
        if topic in known
        and not (isinstance(words, list) and all(isinstance(word, str) and word.strip(" *") for word in words))
    ]


def _content(key: str, path: object, problems: list[str]) -> bytes | None:
    if path is None:
        return None
    if not isinstance(path, str) or not path:
        problems.append(f"{key}: {path!r} found, the path of a file expected")
        return None
    try:
        return Path(path).read_bytes()
    except OSError as cause:
        problems.append(f"{key}: {path} cannot be read: {cause.strerror}")
        return None
