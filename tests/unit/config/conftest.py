"""What the tests of the configuration share."""

from pathlib import Path

import pytest
from tests.unit.config.hotels import AVAILABLE, Told, Wrong

from hotel_agent.config import Available, BookCheck, Config, load
from hotel_agent.domain.errors import BadConfig


@pytest.fixture(scope="session")
def available() -> Available:
    return AVAILABLE


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """The configuration made from variables, and from a tenants file if one is given."""

    def configured(
        tenants: str | bytes | None = None,
        *,
        available: Available = AVAILABLE,
        check_book: BookCheck | None = None,
        **environ: str,
    ) -> Config:
        if tenants is not None:
            path = tmp_path / "hotels.toml"
            path.write_bytes(tenants if isinstance(tenants, bytes) else tenants.encode())
            environ["HOTEL_TENANTS_FILE"] = str(path)
        return load(environ, available=available, check_book=check_book)

    return configured


@pytest.fixture
def wrong(told: Told) -> Wrong:
    """Everything that is wrong with such a configuration; it must be refused."""

    def problems(
        tenants: str | bytes | None = None,
        *,
        available: Available = AVAILABLE,
        check_book: BookCheck | None = None,
        **environ: str,
    ) -> list[str]:
        with pytest.raises(BadConfig) as refused:
            told(tenants, available=available, check_book=check_book, **environ)
        return list(refused.value.problems)

    return problems
