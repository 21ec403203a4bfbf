import pytest

from hotel_agent.adapters.nlu.embedded.engine import EmbeddedNlu
from hotel_agent.ports.nlu import Nlu
from hotel_agent.testing.contracts.nlu import NluContract

READER = EmbeddedNlu()


class TestEmbeddedNlu(NluContract):
    @pytest.fixture
    def nlu(self) -> Nlu:
        return READER
