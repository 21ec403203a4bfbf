"""Real servers that start by themselves on this machine and never outlive who started them.

A server is taken from where an environment variable says one is running (it is not ours then: it cannot be stopped),
else from programs installed here, else from the wheels of the extra `[testing]`.
"""

from hotel_agent.testing.servers.postgres import PostgresServer
from hotel_agent.testing.servers.redis import RedisServer

__all__ = ["PostgresServer", "RedisServer"]
