"""The rows a drill's ledger reads: straight from the database, past everything the house is made of."""

import sqlite3
from collections.abc import Sequence
from typing import Any

import psycopg


class Rows:
    """Reads a database as its owner does. Nothing is written."""

    def __init__(self, url: str) -> None:
        self._url = url

    def read(self, statement: str) -> Sequence[tuple[Any, ...]]:
        """All rows of this statement, which asks for nothing a guest told."""
        if self._url.startswith("sqlite:///"):
            file = sqlite3.connect(f"file:{self._url.removeprefix('sqlite:///')}?mode=ro", uri=True, timeout=10)
            try:
                return file.execute(statement).fetchall()
            finally:
                file.close()
        with psycopg.connect(self._url, autocommit=True) as database:
            return database.execute(statement.encode()).fetchall()
