"""This is what wakes the roles: bells within a process, Huey between processes and machines.

The tables are the truth. A wake-up says only "look again"; one that is lost costs time until the
sweep, never work.
"""

from __future__ import annotations

from bot.engine.bell import Bell
from bot.engine.crew import Crew
from bot.engine.gate import Gate
from bot.engine.wakeups import Engine, Role

__all__ = ["Bell", "Crew", "Engine", "Gate", "Role"]
