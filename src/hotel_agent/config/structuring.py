"""Tables as they were written become values of the house; what does not fit is said key by key, all at once.

cattrs does the structuring. Added here: nothing is converted silently (a number in quotes is a text), and the words.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date, time
from functools import partial
from types import GenericAlias
from typing import Any, cast, get_args, get_origin

from attrs import NOTHING, Attribute, fields, has, resolve_types
from cattrs import BaseConverter, BaseValidationError, Converter, ForbiddenExtraKeysError
from cattrs.cols import list_structure_factory
from cattrs.errors import AttributeValidationNote, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, override

from hotel_agent.config.problems import closest, element, names_a_secret, not_as_expected, under, unknown_key
from hotel_agent.domain.ids import PropertyId, TenantId
from hotel_agent.domain.language import Language, LocalText, Tone, language

Hook = Callable[[Any, Any], Any]

_EXPECTED: dict[object, str] = {
    str: "a text in quotes",
    int: "a whole number",
    bool: "true or false",
    date: "a date such as 2027-03-01",
    time: 'a time such as "15:00"',
    LocalText: 'a text by language, such as { es = "…", en = "…" }',
    TenantId: "a name of small letters, digits, - and _ in quotes",
    PropertyId: "a name of small letters, digits, - and _ in quotes",
    Tone: '"usted", "tu" or "vos"',
    Language: 'a language code of two small letters, such as "es"',
}

_PLAIN_ID = re.compile(r"[a-z0-9_-]+")
_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LIMIT = re.compile(r"'\w+' must be (>=|<=|>|<) (\S+): (.*)", re.DOTALL)
_SIGNS = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}


def expected(kind: Any) -> str:
    """What a hotelier would write for a value of this kind."""
    if words := _EXPECTED.get(kind):
        return words
    if _is_list(kind):
        return "a list"
    if base := getattr(kind, "__supertype__", None):
        return expected(base)
    return "a table"


def strict_converter() -> Converter:
    """A converter that takes each value as it was written or refuses it in a hotelier's words."""
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    for kind in (str, int, bool, date):
        converter.register_structure_hook(kind, _exactly)
    converter.register_structure_hook(time, _clock_time)
    converter.register_structure_hook(TenantId, _plain_id)
    converter.register_structure_hook(PropertyId, _plain_id)
    converter.register_structure_hook(Language, _language)
    converter.register_structure_hook(Tone, _tone)
    converter.register_structure_hook(LocalText, _local_text)
    converter.register_structure_hook_factory(_is_list, _list_hook)
    converter.register_structure_hook_factory(_is_table, _table_hook)
    return converter


def problems_in(error: BaseException, key: str, written: object) -> Iterator[str]:
    """Each leaf of a structuring error as a line: the key, what was expected, what was found."""
    if isinstance(error, BaseValidationError):
        meant = {word for each in error.exceptions for word in _meant_by(each)}
        for each in error.exceptions:
            if not (isinstance(each, KeyError) and each.args[0] in meant):
                yield from problems_in(each, *_place(each, key, written))
    elif isinstance(error, ForbiddenExtraKeysError):
        for name in sorted(error.extra_fields):
            if not names_a_secret(name):  # those are looked for everywhere, and once
                yield f"{under(key, name)}: {unknown_key(name, _names(error.cl))}"
    elif isinstance(error, KeyError):
        yield f"{key}: missing; expected {expected(_kind_of(error))}"
    else:
        yield f"{key}: {_LIMIT.sub(_in_words, str(error))}"


def _place(each: BaseException, key: str, written: object) -> tuple[str, object]:
    """The key of a part that failed, and what was written there."""
    for note in getattr(each, "__notes__", []):
        if isinstance(note, AttributeValidationNote) and isinstance(written, Mapping):
            return under(key, note.name), written.get(note.name)
        if isinstance(note, IterableValidationNote) and isinstance(note.index, int) and isinstance(written, list):
            return element(key, written[note.index], note.index), written[note.index]
    return key, written


def _meant_by(error: BaseException) -> Iterator[str]:
    """The keys that were probably meant by unknown ones: saying that they are missing as well helps nobody."""
    if isinstance(error, ForbiddenExtraKeysError):
        yield from (word for name in error.extra_fields if (word := closest(name, _names(error.cl))))


def _names(kind: type) -> list[str]:
    return [each.name for each in fields(kind)]


def _kind_of(error: BaseException) -> object:
    return next((note.type for note in error.__notes__ if isinstance(note, AttributeValidationNote)), str)


def _in_words(limit: re.Match[str]) -> str:
    return f"expected {_SIGNS[limit[1]]} {limit[2]}, found {limit[3]}"


def _exactly(value: object, kind: Any) -> object:
    if type(value) is not kind:
        raise not_as_expected(expected(kind), value)
    return value


def _clock_time(value: object, kind: Any) -> time:
    if isinstance(value, time) and value.tzinfo is None:
        return value
    if isinstance(value, str) and _CLOCK_TIME.fullmatch(value):
        return time.fromisoformat(value)
    raise not_as_expected(expected(kind), value)


def _plain_id(value: object, kind: Any) -> str:
    if not isinstance(value, str) or not _PLAIN_ID.fullmatch(value):
        raise not_as_expected(expected(kind), value)
    return value


def _language(value: object, kind: Any) -> Language:
    try:
        return language(value if isinstance(value, str) else "")
    except ValueError:
        raise not_as_expected(expected(kind), value) from None


def _tone(value: object, kind: Any) -> Tone:
    try:
        return Tone(value)
    except ValueError:
        raise not_as_expected(expected(kind), value) from None


def _local_text(value: object, kind: Any) -> LocalText:
    if not isinstance(value, Mapping) or not value:
        raise not_as_expected(expected(kind), value)
    for code, text in value.items():
        _language(code, Language)
        if not isinstance(text, str) or not text.strip():
            raise not_as_expected(f"a text in {code}", text)
    return LocalText(tuple((language(code), text) for code, text in value.items()))


def _is_list(kind: Any) -> bool:
    return get_origin(kind) in {list, tuple}


def _is_table(kind: Any) -> bool:
    return has(kind) and kind is not LocalText


def _list_hook(kind: Any, converter: BaseConverter) -> Hook:
    form, inner = get_origin(kind), GenericAlias(list, (get_args(kind)[0],))
    whole = list_structure_factory(cast("type", inner), converter)

    def structure(value: object, _kind: Any) -> object:
        if not isinstance(value, list):
            raise not_as_expected("a list", value)
        return form(whole(value, kind))

    return structure


def _table_hook(kind: Any, converter: BaseConverter) -> Hook:
    overrides: dict[str, Any] = {
        each.name: override(struct_hook=partial(_checked, each, converter.get_structure_hook(each.type)))
        for each in fields(resolve_types(kind))
    }
    whole = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True, **overrides)

    def structure(value: object, _kind: Any) -> object:
        if not isinstance(value, Mapping):
            raise not_as_expected("a table", value)
        return whole(value, kind)

    return structure


def _checked(attribute: "Attribute[Any]", hook: Hook, value: object, _kind: Any) -> object:
    """One value of a table, held to its own limits at once, so that a second wrong value is found beside the first."""
    made = hook(value, attribute.type)
    if attribute.default is NOTHING and made == "":
        raise not_as_expected("a text", made)
    if attribute.validator is not None:
        # A limit that looks at other values as well finds none yet; it is checked when the whole table is made.
        with suppress(AttributeError):
            attribute.validator(None, attribute, made)
    return made
