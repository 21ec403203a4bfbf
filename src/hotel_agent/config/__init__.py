"""What an installation is told about itself, read from variables and a file, checked before anything starts."""

from hotel_agent.config.settings import (
    AdapterChoice,
    Available,
    Config,
    Environment,
    LogLevel,
    WhatsAppApp,
)

__all__ = ["AdapterChoice", "Available", "Config", "Environment", "LogLevel", "WhatsAppApp"]
