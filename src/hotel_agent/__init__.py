"""The receptionist who writes back: a hotel's conversations as a library, and as a service.

`open_desk()` opens a whole reception in one process. `Config` says what it is made of.
"""

from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import open_desk
from hotel_agent.config import Config

__all__ = ["Config", "FrontDesk", "open_desk"]
