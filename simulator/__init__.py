"""This is a LINE for one machine: its API, webhooks and phones. It is a simulator, not LINE."""

from __future__ import annotations

from simulator.cast import Cast, Channel, GroupChat, Person, Place
from simulator.faults import Fault, FaultKind
from simulator.platform import Platform
from simulator.postman import Switches
from simulator.web import create_app

__all__ = [
    "Cast",
    "Channel",
    "Fault",
    "FaultKind",
    "GroupChat",
    "Person",
    "Place",
    "Platform",
    "Switches",
    "create_app",
]
