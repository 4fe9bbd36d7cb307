"""This is what makes media fit to be shown: copies that tell nothing but what is seen and heard.

`clean` decides by content, never by name or declared type, and works in a process of its own
with ceilings on time, memory and size, so that hostile media can end that process at worst.
What it leaves: marks inside the coded sound, for AAC and MP3 are copied as they are.
"""

from __future__ import annotations

from files.cleaning.isolation import clean
from files.cleaning.marking import watermark
from files.cleaning.outcome import Cleaned, CleaningInterrupted, Kind, Reason, Uncleanable, Way

__all__ = [
    "Cleaned",
    "CleaningInterrupted",
    "Kind",
    "Reason",
    "Uncleanable",
    "Way",
    "clean",
    "watermark",
]
