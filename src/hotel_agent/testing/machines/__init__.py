"""Machines that live through thousands of conversations looking for the one that goes wrong.

They are Hypothesis state machines: run `ConversationMachine.TestCase` or `DeskMachine.TestCase` as a test of your own.
`ConversationMachine` drives the pure `decide` and needs nothing but a tenant. `DeskMachine` drives a whole front desk,
with a world around it that crashes, repeats, delays and lies; subclass it and give it your own adapters.
"""

from hotel_agent.testing.machines.conversation import ConversationMachine
from hotel_agent.testing.machines.desk import DeskMachine

__all__ = ["ConversationMachine", "DeskMachine"]
