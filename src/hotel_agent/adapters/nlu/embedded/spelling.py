"""Spelling: words typed with one error, for the few kinds of words worth guessing at."""

from collections.abc import Iterator, Mapping

GUESSED = frozenset({"month", "weekday", "offset", "night", "room", "adult", "child", "person", "weekend", "week"})
"""What a word must stand for to be worth a guess."""
SHORTEST = 5
LONGEST = 16


class Nearest:
    """Words of these kinds, found also with one letter missing, added, wrong, or two swapped."""

    def __init__(self, words: Mapping[str, Mapping[str, int]]) -> None:
        self._tags = {word: tags for word, tags in words.items() if len(word) >= SHORTEST and GUESSED & tags.keys()}
        self._by_part: dict[str, list[str]] = {}
        for word in self._tags:
            for part in _parts(word):
                self._by_part.setdefault(part, []).append(word)

    def tags(self, word: str) -> Mapping[str, int] | None:
        """What the one word near enough stands for; nothing if there is none, or several that differ."""
        if not SHORTEST <= len(word) <= LONGEST:
            return None
        near = {known for part in _parts(word) for known in self._by_part.get(part, ()) if _one_apart(word, known)}
        meant = [self._tags[known] for known in sorted(near)]
        if not meant or any(tags != meant[0] for tags in meant):
            return None
        return {**meant[0], "guess": 1}


def _parts(word: str) -> Iterator[str]:
    """The word, and the word without each of its letters."""
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def _one_apart(word: str, known: str) -> bool:
    """Whether one letter missing, added, wrong or swapped with its neighbour makes the one of the other."""
    start = next(
        (place for place, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), min(len(word), len(known))
    )
    rest, wanted = word[start:], known[start:]
    if len(rest) == len(wanted):
        return rest[1:] == wanted[1:] or (rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:])
    return rest[1:] == wanted if len(rest) > len(wanted) else rest == wanted[1:]
