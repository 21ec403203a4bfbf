"""A stand-in for QloApps 1.6.1: the same demo hotel, contract and faults, over HTTP on this machine."""

from hotel_agent.testing.qloapps.demo import demo_house
from hotel_agent.testing.qloapps.faults import AS_RECORDED, Fault
from hotel_agent.testing.qloapps.house import House, Season
from hotel_agent.testing.qloapps.ledger import DoubleNight, Ledger, LineSeen
from hotel_agent.testing.qloapps.resources import Key
from hotel_agent.testing.qloapps.server import KEY, QloAppsStub

__all__ = [
    "AS_RECORDED",
    "KEY",
    "DoubleNight",
    "Fault",
    "House",
    "Key",
    "Ledger",
    "LineSeen",
    "QloAppsStub",
    "Season",
    "demo_house",
]
