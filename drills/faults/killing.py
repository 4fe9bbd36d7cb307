"""This is `kill -9` of every kind of process, at random moments."""

from __future__ import annotations

import random
import time
from collections import Counter

from drills.course import Scale
from drills.ground import Ground


def killed(ground: Ground, scale: Scale) -> str:
    """Kill one process after another, each at a moment of chance."""
    gap = scale.seconds / scale.kills
    struck: Counter[str] = Counter()
    while struck.total() < scale.kills:
        time.sleep(random.uniform(0.2, 1.8) * gap)
        victim = random.choice(ground.services)
        if victim.strike():
            struck[victim.command] += 1
    said = ", ".join(f"{count} of {what}" for what, count in sorted(struck.items()))
    return f"{struck.total()} killed ({said})"
