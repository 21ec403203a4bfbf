"""Simulated guests: scenarios played against the whole service, judged by the hotel's book and by rules nobody bends.

A guest reads what stands on the screen, answers, corrects, digresses, is silent and comes back; the dice of a seed say
how. `evaluate` plays them, `figures` and `write_report` tell how it went.
"""

from hotel_agent.testing.guests.evaluation import EvaluationPlan, Verdict, evaluate
from hotel_agent.testing.guests.multiwoz import read_multiwoz
from hotel_agent.testing.guests.overheard import Overheard
from hotel_agent.testing.guests.report import as_pages, figures, transcript, write_report
from hotel_agent.testing.guests.scenario import Scenario, read_scenarios, shipped

__all__ = [
    "EvaluationPlan",
    "Overheard",
    "Scenario",
    "Verdict",
    "as_pages",
    "evaluate",
    "figures",
    "read_multiwoz",
    "read_scenarios",
    "shipped",
    "transcript",
    "write_report",
]
