"""Rooms: how many, and of which type, by the names the hotel gave its types."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from hotel_agent.adapters.nlu.embedded.lexicon import Lexicon
from hotel_agent.adapters.nlu.embedded.tagging import tag
from hotel_agent.adapters.nlu.embedded.terms import Term, Value, at, counts, described_room
from hotel_agent.adapters.nlu.embedded.tokens import tokenise
from hotel_agent.domain.conversations.understanding import Question
from hotel_agent.domain.ids import RoomTypeId
from hotel_agent.domain.language import Language, LocalText

_PLAIN = frozenset({"room", "of", "the", "the_f", "article", "with", "and", "for", "sign", "in"})
_NO_ROOM = frozenset({"family", "we_are", "bathroom", "possessive"})
MOST = 99


def stem(word: str) -> str:
    """A word without its plural: doble and dobles, suite and suites are one."""
    return word.removesuffix("s").rstrip("eoa") if len(word) > 3 else word


@frozen
class RoomTypeWords:
    """What each room type is called: the telling words of each of its names, and the kinds they stand for."""

    names: tuple[tuple[RoomTypeId, frozenset[str]], ...]
    apart: tuple[tuple[RoomTypeId, frozenset[str]], ...]
    """Of each name, the words that no other room type is called by."""
    kinds: Mapping[str, frozenset[RoomTypeId]]
    words: frozenset[str]
    """Every word that a room type is called by."""


def room_type_words(
    room_types: Sequence[tuple[RoomTypeId, LocalText]], lexicons: Mapping[Language, Lexicon]
) -> RoomTypeWords:
    """The telling words of these room types."""
    names: list[tuple[RoomTypeId, frozenset[str]]] = []
    kinds: dict[str, set[RoomTypeId]] = {}
    for identity, text in room_types:
        for language, name in text.texts:
            own = lexicons.get(language) or next(iter(lexicons.values()))
            terms = tag(tuple(tokenise(name)), own, tuple(lexicons.values()))
            telling = {
                stem(word) for term in terms if not _PLAIN & term.tags.keys() for word in term.words.split()
            } or {stem(word) for term in terms for word in term.words.split() if "sign" not in term}
            names.append((identity, frozenset(telling)))
            for term in terms:
                for kind in term.tags:
                    if kind.startswith("kind_"):
                        kinds.setdefault(kind, set()).add(identity)
    apart = [
        (identity, name.difference(*(other for another, other in names if another != identity)))
        for identity, name in names
    ]
    return RoomTypeWords(
        names=tuple(names),
        apart=tuple(apart),
        kinds={kind: frozenset(types) for kind, types in kinds.items()},
        words=frozenset(word for _, name in names for word in name),
    )


def rooms(terms: Sequence[Term], words: RoomTypeWords, asked: Question | None) -> list[Value]:
    """How many rooms of which type these terms name."""
    values: list[Value] = []
    for place, term in enumerate(terms):
        if "alone_room" in term:
            values.append(Value("rooms", 1, term.start, term.end))
        number = term.number
        following = at(terms, place + 1)
        if number is None or number > MOST or "nth" in term:
            continue
        kind = any(each.startswith("kind_") for each in following.tags)
        if described_room(terms, place + 1) is not None or (
            kind and not {"person", "night", "couple"} & at(terms, place + 2).tags.keys()
        ):
            values.append(Value("rooms", number, term.start, following.end))
    if asked is Question.ROOMS and not values:
        bare = [term for place, term in enumerate(terms) if term.number is not None and not counts(terms, place)]
        values.extend(Value("rooms", term.number, term.start, term.end) for term in bare[:1])
        if not bare and any("article" in term for term in terms):
            article = next(term for term in terms if "article" in term)
            values.append(Value("rooms", 1, article.start, article.end))
    return values + _room_type(terms, words)


def _room_type(terms: Sequence[Term], words: RoomTypeWords) -> list[Value]:
    """The one type named; what comes after a correction or in a later message counts before what was said earlier."""
    end = len(terms)
    for place in range(len(terms) - 1, -1, -1):
        if place == 0 or terms[place].tags.keys() & {"break", "correction"}:
            named = _named_type(terms[place:end], words)
            if named:
                return named
            end = place
    return []


def _named_type(terms: Sequence[Term], words: RoomTypeWords) -> list[Value]:
    """The one type whose name stands here with the most words, or the one of a kind named."""
    spoken = [term for place, term in enumerate(terms) if may_name(terms, place)]
    heard = {stem(word): term for term in spoken for word in term.words.split()}
    best: dict[RoomTypeId, int] = {}
    for identity, name in words.names:
        if name and name <= heard.keys():
            best[identity] = max(best.get(identity, 0), len(name))
    for (identity, name), (_, apart) in zip(words.names, words.apart, strict=True):
        if apart and (apart <= heard.keys() or any(word in apart and _is_with(terms, heard[word]) for word in heard)):
            best[identity] = max(best.get(identity, 0), len(name & heard.keys()))
    most = max(best.values(), default=0)
    types = [identity for identity, length in best.items() if length == most]
    if not best:
        kinds = {kind for term in spoken for kind in term.tags if kind.startswith("kind_")}
        found = [words.kinds[kind] for kind in sorted(kinds) if kind in words.kinds]
        types = list(frozenset.intersection(*found)) if found else []
    if len(types) != 1:
        return []
    named = {word for identity, name in words.names if identity == types[0] for word in name}
    spots = [term for word, term in heard.items() if word in named] or [
        term for term in spoken if any(kind.startswith("kind_") for kind in term.tags)
    ]
    return [Value("room_type", types[0], spots[0].start, spots[0].end)]


def _is_with(terms: Sequence[Term], term: Term) -> bool:
    """Whether the word is what the room comes with: "com vista", "with a view"."""
    place = terms.index(term)
    return any("with" in near for near in terms[max(0, place - 2) : place])


def _in_clause(terms: Sequence[Term], place: int) -> list[Term]:
    """The few terms before this one, back to the last stop."""
    near: list[Term] = []
    for term in reversed(terms[max(0, place - 3) : place]):
        if term.tags.keys() & {"comma", "stop", "break", "question"}:
            break
        near.append(term)
    return near


def may_name(terms: Sequence[Term], place: int) -> bool:
    """Whether a term can be part of a room type's name: not "my family", not "en suite", not "somos un casal"."""
    term = terms[place]
    if not term.words or _NO_ROOM & term.tags.keys() or "sign" in term or term.value is not None:
        return False
    before = at(terms, place - 1)
    if any(near.tags.keys() & {"no", "not", "instead_of", "without"} for near in _in_clause(terms, place)):
        return False
    if "possessive" in before and "room" not in at(terms, place + 1):
        return False
    return "couple" not in term or bool({"of", "room"} & before.tags.keys())
