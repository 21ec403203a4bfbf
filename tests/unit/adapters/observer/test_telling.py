"""What the log tells of what is done for guests, and that several observers are told the same."""

from collections.abc import Iterator
from inspect import signature
from typing import Any

import pytest
from loguru import logger

from hotel_agent.adapters.observer import QuietObserver, SeveralObservers, TellingObserver
from hotel_agent.domain.ids import ConversationId
from hotel_agent.ports.observer import Observer
from hotel_agent.ports.trail import Trail, following

TRAIL = Trail(name="3f2a9c1eb318", step="0" * 16, conversation=ConversationId("c-1"), also=("77aa00bb11cc",))
CALLS = sorted(name for name in vars(Observer) if not name.startswith("_"))


@pytest.fixture
def told() -> Iterator[list[dict[str, Any]]]:
    lines: list[dict[str, Any]] = []

    def keep(message: Any) -> None:
        record = message.record
        lines.append({"level": record["level"].name, "message": record["message"], **record["extra"]})

    logger.enable("hotel_agent")
    sink = logger.add(keep, level=0)
    yield lines
    logger.remove(sink)
    logger.disable("hotel_agent")


def test_what_is_done_for_a_conversation_is_told_with_its_name(told: list[dict[str, Any]]) -> None:
    observer = TellingObserver()
    with following(TRAIL):
        observer.event_received("whatsapp", "GuestWrote", repeated=False, tenant="marina")
        observer.turn_done("book", 0.25, tenant="marina")
        observer.book_asked("search", "read", "done", seconds=0.1)
        observer.message_sent("whatsapp", "done", tenant="marina")
    assert [(line["level"], line["message"]) for line in told] == [
        ("INFO", "it came in"),
        ("INFO", "a turn was decided"),
        ("INFO", "the book was asked"),
        ("INFO", "a message to a guest"),
    ]
    assert {line["conversation"] for line in told} == {"c-1"}
    assert (told[1]["milliseconds"], told[1]["also"]) == (250, "77aa00bb11cc")


def test_what_a_page_asks_the_book_every_few_seconds_is_told_to_whoever_wants_everything(
    told: list[dict[str, Any]],
) -> None:
    TellingObserver().book_asked("staying", "read", "unavailable", seconds=5, error="Unavailable")
    (line,) = told
    assert (line["level"], line["operation"], line["error"]) == ("DEBUG", "staying", "Unavailable")
    assert "conversation" not in line


def test_what_comes_twice_is_no_news_and_what_is_nobodys_is_told_by_whoever_keeps_it(
    told: list[dict[str, Any]],
) -> None:
    observer = TellingObserver()
    with following(TRAIL):
        observer.event_received("whatsapp", "GuestWrote", repeated=True, tenant="marina")
    observer.event_received("whatsapp", "unrouted", repeated=False)
    assert [(line["level"], line["message"]) for line in told] == [("DEBUG", "it came in once more")]


@pytest.mark.parametrize("call", CALLS)
def test_several_observers_are_told_everything_in_the_same_words(call: str) -> None:
    class Hearing(QuietObserver):
        def __init__(self) -> None:
            self.heard: list[tuple[tuple[object, ...], dict[str, object]]] = []

        def __getattribute__(self, name: str) -> Any:
            if name != call:
                return super().__getattribute__(name)
            return lambda *args, **kwargs: self.heard.append((args, kwargs))

    one, other = Hearing(), Hearing()
    several = SeveralObservers([one, other])
    parameters = list(signature(getattr(several, call)).parameters.values())
    by_place = [f"<{each.name}>" for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD]
    by_name = {each.name: f"<{each.name}>" for each in parameters if each.kind is each.KEYWORD_ONLY}
    getattr(several, call)(*by_place, **by_name)
    assert one.heard == other.heard == [(tuple(by_place), by_name)]
