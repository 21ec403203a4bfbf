"""A week of several hotels, generated: WhatsApp, web chat and e-mail, in batches, twice, late, forged, cut short.

An independent ledger says what was lost, doubled, or told to somebody else.
"""

from hotel_agent.testing.replay.ledger import ReplayVerdict
from hotel_agent.testing.replay.plan import ReplayPlan
from hotel_agent.testing.replay.replay import Replay, open_replay

__all__ = ["Replay", "ReplayPlan", "ReplayVerdict", "open_replay"]
