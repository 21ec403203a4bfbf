"""Clues: what of a word and of what was understood around it tells which slot of a corpus it belongs to."""

from collections.abc import Iterator, Sequence

from hotel_agent.adapters.nlu.embedded.tokens import Token
from hotel_agent.adapters.nlu.exams.slots import SlotSaid, slots_said
from hotel_agent.domain.conversations.said import Between, Said
from hotel_agent.domain.conversations.understanding import Mention, Understanding

EDGE = "|"
"""What stands before the first word and behind the last."""
REACH = 5
"""How many words before a value may tell its role."""


def clues(tokens: Sequence[Token], text: str, understanding: Understanding, language: str) -> list[list[str]]:
    """For each word of a message the clues that lie on it."""
    ruled = _ruled(tokens, slots_said(text, understanding))
    words = [_plain(token.folded) for token in tokens]
    kinds = [_covering(token, understanding.said) for token in tokens]
    slots = [_mentioned(token, understanding.mentions) for token in tokens]
    whole = sorted({word for word in words if len(word) > 3})
    found = [list(_of(place, words, kinds, slots, tokens, language, whole)) for place in range(len(tokens))]
    for place, each in enumerate(found):
        each.extend(_by_rule(place, words, ruled, language, whole))
    return found


def _by_rule(
    place: int, words: Sequence[str], ruled: Sequence[str], language: str, whole: Sequence[str]
) -> Iterator[str]:
    """What the rules make of the word and of those beside it."""
    rule = ruled[place]
    before = ruled[place - 1] if place else EDGE
    behind = ruled[place + 1] if place + 1 < len(ruled) else EDGE
    yield f"rule {rule}"
    yield f"rule {rule} {language}"
    yield f"rules {before} {rule} {behind}"
    yield f"rule {rule} {words[place]}"
    yield f"rule {rule} {words[place - 1] if place else EDGE} {language}"
    yield f"rule< {before} {words[place]}"
    yield f"rule> {behind} {words[place]}"
    if rule != "o":
        for each in whole:
            yield f"rule with {each} {rule}"


def _ruled(tokens: Sequence[Token], slots: Sequence[SlotSaid]) -> list[str]:
    return [
        next(
            (
                f"{'b' if token.start == each.start else 'i'} {each.slot}"
                for each in slots
                if each.start <= token.start < each.start + len(each.text)
            ),
            "o",
        )
        for token in tokens
    ]


def _of(  # noqa: PLR0917 - one word and the rows it stands in
    place: int,
    words: Sequence[str],
    kinds: Sequence[str],
    slots: Sequence[str],
    tokens: Sequence[Token],
    language: str,
    whole: Sequence[str],
) -> Iterator[str]:
    near = [words[there] if 0 <= (there := place + step) < len(words) else EDGE for step in (-3, -2, -1, 0, 1, 2, 3)]
    word, kind, slot = words[place], kinds[place], slots[place]
    yield "always"
    for step, each in enumerate(near, -3):
        yield f"w{step} {each}"
    yield f"w {near[2]} {word}"
    yield f"w {word} {near[4]}"
    yield f"w {near[1]} {near[2]} {word}"
    yield f"w {word} {near[4]} {near[5]}"
    yield f"end {word[-3:]}"
    yield f"shape {_shape(tokens[place].text)}"
    yield f"length {min(len(words), 6)} {kind}"
    for step in (-2, -1, 1, 2):
        there = place + step
        yield f"kind{step} {kinds[there] if 0 <= there < len(kinds) else EDGE} {kind}"
    yield f"kind {kind}"
    yield f"kind {kind} {language} {near[2]}"
    yield f"slot {slot}"
    yield f"slot {slot} {kind}"
    yield f"slot {slot} {kind} {near[2]}"
    yield f"slot {slot} {word}"
    yield f"slots {slots[place - 1] if place else EDGE} {slot} {slots[place + 1] if place + 1 < len(slots) else EDGE}"
    if kind != "o" or slot != "o" or word == "0":
        for before in words[max(0, place - REACH) : place]:
            yield f"before {before} {kind}"
        for behind in words[place + 1 : place + 4]:
            yield f"behind {behind} {kind}"
        for each in whole:
            yield f"with {each} {kind}"


def _plain(word: str) -> str:
    """Figures tell nothing by themselves but that they are some."""
    return "0" if word.isdecimal() and len(word) < 3 else "0000" if word.isdecimal() else word


def _shape(word: str) -> str:
    if word.isdecimal():
        return f"figures {min(len(word), 5)}"
    return "sign" if not word[0].isalpha() else "upper" if word[0].isupper() else "lower"


def _covering(token: Token, values: Sequence[Said]) -> str:
    """The kind of value the word is part of, whether it begins it, and in a range which end it is near."""
    for said in values:
        if said.start <= token.start < said.end:
            begins = "b" if token.start == said.start else "i"
            ranged = bool(said.readings) and isinstance(said.readings[0], Between)
            full = ranged and isinstance(said.readings[0], Between) and None not in (
                said.readings[0].begin, said.readings[0].end
            )  # fmt: skip
            return f"{begins} {said.kind.value}{' full' if full else ''}"
    return "o"


def _mentioned(token: Token, mentions: Sequence[Mention]) -> str:
    """The slots of the stay the word tells of."""
    found = [
        f"{'b' if token.start == each.start else 'i'} {each.slot}"
        for each in mentions
        if each.start <= token.start < each.end
    ]
    return " ".join(sorted(found)) or "o"
