"""The receptionist who writes back: a hotel's conversations as a library, and as a service.

`open_desk()` opens a whole reception in one process. `Config` says what it is made of. As a library it logs nothing;
`loguru.logger.enable("hotel_agent")` lets it speak.
"""

from loguru import logger

from hotel_agent.application.desk import FrontDesk
from hotel_agent.bootstrap import open_desk
from hotel_agent.config import Config

__all__ = ["Config", "FrontDesk", "open_desk"]

# A library is silent until whoever uses it wants to hear it.
logger.disable("hotel_agent")
