"""Hands out work to many processes on many hosts, over PostgreSQL: procrastinate's jobs and its worker."""

from hotel_agent.adapters.dispatch.procrastinate.dispatch import ProcrastinateDispatch, open_procrastinate
from hotel_agent.adapters.dispatch.procrastinate.options import ProcrastinateOptions

__all__ = ["ProcrastinateDispatch", "ProcrastinateOptions", "open_procrastinate"]
