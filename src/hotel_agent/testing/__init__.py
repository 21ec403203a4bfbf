"""What an adapter's author needs to prove that the adapter keeps its port's promises."""

import pytest

# A promise that is not kept is shown with both its sides, as in a test file of one's own.
pytest.register_assert_rewrite("hotel_agent.testing.contracts")
