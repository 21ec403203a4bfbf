"""The rules of the house that no linter knows: its words, the size of its files, what the domain may lean on."""

import ast
import re
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from statistics import median

import pytest

import hotel_agent

SRC = Path(hotel_agent.__file__).parent
MODULES = sorted(path.relative_to(SRC).as_posix() for path in SRC.rglob("*.py"))

LONGEST_FILE = 400
LONGEST_MEDIAN = 130

KEPT_OUT = {
    "booking": "reservation (the verb `book` is fine)",
    "bookings": "reservations",
    "bot": "desk",
    "customer": "tenant, guest or booker",
    "customers": "tenants, guests or bookers",
    "data": "the noun that it holds",
    "handle": "the verb of what is done",
    "handler": "the noun of what it does",
    "helper": "the noun of what it does",
    "helpers": "the noun of what they do",
    "manager": "the noun of what it does",
    "order": "reservation, or `sequence` for what comes first",
    "orders": "reservations",
    "process": "the verb of what is done",
    "product": "room type, rate plan or extra",
    "products": "room types, rate plans or extras",
    "session": "conversation",
    "sessions": "conversations",
    "user": "guest, booker or staff",
    "users": "guests, bookers or staff",
    "util": "the noun of what it does",
    "utils": "the noun of what they do",
}
"""Words that name nothing in a hotel, each with the word to use instead."""

LET_IN: dict[str, dict[str, str]] = {
    "adapters/pms/qloapps/records.py": {"back_order": "what QloApps calls a room it gave away twice"},
    "entrypoints/http/*.py": {"data": "what the framework calls the body of a request"},
    "testing/servers/mail.py": {"handle_DATA": "a method aiosmtpd calls"},
    "domain/tenants/rights.py": {"MANAGER": "whom hotels call so"},
    "testing/servers/account.py": {"user": "an argument of subprocess.Popen"},
    "adapters/database/tables.py": {
        "process_bind_param": "a method SQLAlchemy calls",
        "process_result_value": "a method SQLAlchemy calls",
    },
}
"""Where a word kept out is right: file pattern -> name -> reason."""


@pytest.mark.parametrize("module", MODULES)
def test_a_file_is_split_by_noun_before_it_grows_too_long(module: str) -> None:
    assert len((SRC / module).read_text().splitlines()) < LONGEST_FILE


def test_the_usual_file_is_short() -> None:
    lengths = [len((SRC / module).read_text().splitlines()) for module in MODULES if not module.endswith("__init__.py")]
    assert median(lengths) <= LONGEST_MEDIAN


@pytest.mark.parametrize("module", MODULES)
def test_names_speak_the_words_of_the_house(module: str) -> None:
    strangers = [
        f"{module}:{line}: {name} (say {KEPT_OUT[word]})"
        for name, line in names_given_in(module, (SRC / module).read_text())
        for word in words_of(name)
        if word in KEPT_OUT and not is_let_in(module, name)
    ]
    assert not strangers, "\n".join(strangers)


def test_every_exception_to_the_words_is_still_needed() -> None:
    given = {(module, name) for module in MODULES for name, _ in names_given_in(module, (SRC / module).read_text())}
    unneeded = [
        f"{pattern}: {name}"
        for pattern, names in LET_IN.items()
        for name in names
        if not any(fnmatch(module, pattern) and name == given_name for module, given_name in given)
    ]
    assert not unneeded


@pytest.mark.parametrize("module", [module for module in MODULES if module.startswith("domain/")])
def test_the_domain_leans_on_attrs_and_the_standard_library_only(module: str) -> None:
    allowed = sys.stdlib_module_names | {"attrs"}
    foreign = {name for name in imports_in((SRC / module).read_text()) if name.partition(".")[0] not in allowed}
    assert {name for name in foreign if not name.startswith("hotel_agent.domain")} == set()


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("class BookingManager: ...", ["BookingManager"]),
        ("def serve(user_id, *orders, session=None, **customer): ...", ["user_id", "orders", "session", "customer"]),
        ("async def handle(): ...", ["handle"]),
        ("class A:\n    product: str\n    def b(self):\n        self.data_row = 1", ["product", "data_row"]),
        ("ORDER_LIMIT = 1\nHTTPSession: type = int", ["ORDER_LIMIT", "HTTPSession"]),
        ("import utils\nutils.process(user=1)", []),
        ("def book(in_process_of_time): ...", ["in_process_of_time"]),
        ("def border(reordered, userland, database): ...", []),
    ],
)
def test_the_search_for_words_sees_every_definition_and_no_use(code: str, found: list[str]) -> None:
    names = [name for name, _ in names_given_in("quote.py", code) if KEPT_OUT.keys() & set(words_of(name))]
    assert names == found


def names_given_in(module: str, code: str) -> Iterator[tuple[str, int]]:
    """What a file names for others to read: itself, classes, functions, arguments, attributes, module constants."""
    path = Path(module)
    yield (path.parent.name if path.stem == "__init__" else path.stem), 1
    tree = ast.parse(code)
    local = {
        id(inner)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Name)
    }
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name, node.lineno
            case ast.arg(arg=name):
                yield name, node.lineno
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name, ctx=ast.Store()):
                yield name, node.lineno
            case ast.Name(id=name, ctx=ast.Store()) if id(node) not in local:
                yield name, node.lineno
            case _:
                pass


def words_of(name: str) -> list[str]:
    """`HTTPSession`, `http_session` and `HTTP_SESSION` are all http and session."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)
    return [part.lower() for part in parts]


def is_let_in(module: str, name: str) -> bool:
    return any(fnmatch(module, pattern) and name in names for pattern, names in LET_IN.items())


def imports_in(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module)):
                yield module
            case _:
                pass
