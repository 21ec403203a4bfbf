"""A sealed file opens with its key, whole, or not at all."""

from io import BytesIO

import pytest

from hotel_agent.adapters.backups import seal
from hotel_agent.adapters.backups.seal import MAGIC, OpenedFile, SealedFile
from hotel_agent.domain.errors import BadConfig

KEY = "words of the keeper's own"
HEAD = len(MAGIC) + 16 + 7
PIECE = 100


@pytest.fixture(autouse=True)
def small_and_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "_PIECE", PIECE)
    monkeypatch.setattr(seal, "_HARDNESS", 2)


def sealed(content: bytes, key: str = KEY, *, step: int = 33) -> bytes:
    file = BytesIO()
    writing = SealedFile(file, key)
    for start in range(0, len(content), step):
        writing.write(content[start : start + step])
    writing.finish()
    return file.getvalue()


def opened(file: bytes, key: str = KEY) -> bytes:
    return OpenedFile(BytesIO(file), key).read()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 1234])
@pytest.mark.parametrize("step", [7, PIECE, 5000])
def test_what_goes_in_comes_out(size: int, step: int) -> None:
    content = bytes(number % 251 for number in range(size))
    assert opened(sealed(content, step=step)) == content
    reading = OpenedFile(BytesIO(sealed(content)), KEY)
    assert b"".join(iter(lambda: reading.read(41), b"")) == content


def test_the_same_content_is_never_sealed_alike() -> None:
    assert sealed(b"same")[HEAD:] != sealed(b"same")[HEAD:]


def test_nobody_without_the_key_opens_it() -> None:
    with pytest.raises(BadConfig, match="HOTEL_BACKUP_KEY is not the one of that day"):
        opened(sealed(b"guests"), key=f"{KEY} ")


@pytest.mark.parametrize("position", [len(MAGIC), HEAD - 1, HEAD, HEAD + PIECE + 5, -1])
def test_a_byte_that_was_changed_is_noticed(position: int) -> None:
    file = bytearray(sealed(bytes(3 * PIECE)))
    file[position] ^= 1
    with pytest.raises(BadConfig, match="it does not open"):
        opened(bytes(file))


@pytest.mark.parametrize("pieces", [0, 1, 2])
def test_a_file_that_was_cut_off_between_two_pieces_is_noticed(pieces: int) -> None:
    with pytest.raises(BadConfig, match="it does not open"):
        opened(sealed(bytes(3 * PIECE))[: HEAD + pieces * (PIECE + 16)])


def test_pieces_that_changed_places_are_noticed() -> None:
    file, length = sealed(bytes(3 * PIECE)), PIECE + 16
    first, second, rest = file[HEAD : HEAD + length], file[HEAD + length : HEAD + 2 * length], file[HEAD + 2 * length :]
    with pytest.raises(BadConfig, match="it does not open"):
        opened(file[:HEAD] + second + first + rest)


def test_a_file_of_another_kind_is_told_apart() -> None:
    with pytest.raises(BadConfig, match="it is no backup of hotel-agent"):
        opened(b"PGDMP and so on, a dump by somebody else")
