"""What an installation is told about itself, read from variables and a file, checked before anything starts."""

from hotel_agent.config.books import BookCheck
from hotel_agent.config.environment import VARIABLES, in_memory, load
from hotel_agent.config.keeping import place_of, shared_at, without_database
from hotel_agent.config.problems import says_unknown
from hotel_agent.config.registered import Hotel, hotel_of, in_force, parted, secrets_named_in, tables_to_enter
from hotel_agent.config.report import report
from hotel_agent.config.servers import forbidden_servers
from hotel_agent.config.settings import (
    LOOPBACK,
    AdapterChoice,
    Available,
    Config,
    Environment,
    LogLevel,
    StaffChoice,
    WhatsAppApp,
)
from hotel_agent.config.tenants_file import rules_in

IN_MEMORY = in_memory()
"""The demo hotel, with everything kept in memory."""

__all__ = [
    "IN_MEMORY",
    "LOOPBACK",
    "VARIABLES",
    "AdapterChoice",
    "Available",
    "BookCheck",
    "Config",
    "Environment",
    "Hotel",
    "LogLevel",
    "StaffChoice",
    "WhatsAppApp",
    "forbidden_servers",
    "hotel_of",
    "in_force",
    "in_memory",
    "load",
    "parted",
    "place_of",
    "report",
    "rules_in",
    "says_unknown",
    "secrets_named_in",
    "shared_at",
    "tables_to_enter",
    "without_database",
]
