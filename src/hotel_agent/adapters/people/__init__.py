"""Who may come in behind the desk: where that is kept, and how it is proven."""

from hotel_agent.adapters.people.letters import JwtVouchers

__all__ = ["JwtVouchers"]
