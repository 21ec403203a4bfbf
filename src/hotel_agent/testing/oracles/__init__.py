"""The expected answers, worked out in another, duller way than the house does.

Plain loops over plain tables: no function of the subject is asked, so that a fault of the subject is no fault of the
expectation too. An off-by-one in `Stay.nights` would deceive whoever counts by it; it does not deceive a calendar.
"""

from hotel_agent.testing.oracles.consent import Consent, Consented
from hotel_agent.testing.oracles.extras import published_extras
from hotel_agent.testing.oracles.links import Links
from hotel_agent.testing.oracles.nights import nights_slept
from hotel_agent.testing.oracles.occupancy import Occupancy
from hotel_agent.testing.oracles.penalties import penalty, rungs
from hotel_agent.testing.oracles.prices import published_price
from hotel_agent.testing.oracles.proof import Proof

__all__ = [
    "Consent",
    "Consented",
    "Links",
    "Occupancy",
    "Proof",
    "nights_slept",
    "penalty",
    "published_extras",
    "published_price",
    "rungs",
]
