"""Passwords are kept so that nobody learns them, and codes are those of the standard."""

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from hotel_agent.adapters.people import Argon2Passwords, TotpCodes

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""`12345678901234567890`, the seed of RFC 6238's own examples."""

VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]
"""RFC 6238, appendix B, SHA-1; of its eight digits the last six, as apps show them."""


async def test_a_password_matches_what_was_kept_of_it_and_nothing_else() -> None:
    passwords = Argon2Passwords(QUICK)
    for password in ("four words in a row", "señal 🌊 con acentos", "\ud800 half a sign", ""):
        kept = await passwords.hashed(password)
        assert kept.startswith("$argon2id$")
        assert not password or password not in kept
        assert await passwords.matches(password, kept)
        assert not await passwords.matches(password + " ", kept)
        assert kept != await passwords.hashed(password)


@pytest.mark.parametrize("kept", ["", "plain text", "$argon2id$", "$2b$12$abcdefghijklmnopqrstuv"])
async def test_what_was_never_a_password_matches_none(kept: str) -> None:
    passwords = Argon2Passwords(QUICK)
    assert not await passwords.matches(kept, kept)
    assert not await passwords.matches("", kept)
    assert passwords.is_old(kept)


async def test_a_hash_of_another_cost_is_old() -> None:
    kept = await Argon2Passwords(QUICK).hashed("four words in a row")
    assert not Argon2Passwords(QUICK).is_old(kept)
    assert Argon2Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)).is_old(kept)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert TotpCodes().step(SEED, code, now=at) == seconds // 30
    assert TotpCodes().step(SEED, f"{code[:3]} {code[3:]}", now=at) == seconds // 30


def test_a_code_counts_half_a_minute_early_or_late_and_no_longer() -> None:
    at = datetime.fromtimestamp(1111111111, UTC)
    step = 1111111111 // 30
    found = [TotpCodes().step(SEED, "050471", now=at + timedelta(seconds=30 * off)) for off in (-2, -1, 0, 1, 2)]
    assert found == [None, step, step, step, None]


@pytest.mark.parametrize("code", ["", "05047", "0504710", "abcdef", "０５０４７１", "\ud800", "050471\x00"])
def test_nonsense_is_no_code(code: str) -> None:
    assert TotpCodes().step(SEED, code, now=datetime.fromtimestamp(1111111111, UTC)) is None


def test_seeds_are_new_each_time_and_an_app_takes_them_from_an_address() -> None:
    codes = TotpCodes()
    seeds = {codes.seed() for _ in range(20)}
    assert len(seeds) == 20
    assert min(map(len, seeds)) >= 32
    assert codes.address(SEED, "ana@hotel.example").startswith("otpauth://totp/hotel_agent:ana%40hotel.example?secret=")
