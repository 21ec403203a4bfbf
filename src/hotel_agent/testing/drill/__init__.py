"""A rehearsal of everything that goes wrong: many guests, real processes that are killed, servers that go away.

`drill` plays it and an independent ledger judges: what was taken in, what was answered, what stands in the books.
"""

from hotel_agent.testing.drill.drill import drill
from hotel_agent.testing.drill.ledger import Verdict
from hotel_agent.testing.drill.plan import DrillPlan

__all__ = ["DrillPlan", "Verdict", "drill"]
