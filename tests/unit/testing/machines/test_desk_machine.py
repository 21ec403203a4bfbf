"""Whatever crashes, repeats, is late or lies: no message is lost, nothing is done twice, no price is invented."""

from hotel_agent.testing.machines import DeskMachine

TestAnyDayAtTheDesk = DeskMachine.TestCase
