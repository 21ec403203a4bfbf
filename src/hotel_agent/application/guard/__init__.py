"""What stands between the desk and a hotel's book, so that a book in trouble is trouble for its own hotel only."""

from hotel_agent.application.guard.guarded import GuardedPms

__all__ = ["GuardedPms"]
