"""The rights of guests over PostgreSQL, behind the wall between hotels."""

import pytest
from tests.unit.rights.stories import RightsStories


class TestRightsInPostgres(RightsStories):
    @pytest.fixture
    def database(self, tables: str) -> str:
        return tables
