"""This is the tie between the server's process and its child: what ends one ends the other."""

from __future__ import annotations

import os
import select
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

_ENDS = "SERVER_LIFELINE"
_LOOK_EVERY = 1.0
# Before the server itself loses patience; what is not done then is safe in the tables.
_ENDS_WITHIN = 6.0
_ANSWERS_LEAVE_WITHIN = 0.5


class Lifeline:
    """A pipe that the parent holds open; the child ends when it is let go, by will or by death."""

    def __init__(self, heard: int, held: int) -> None:
        self._heard, self._held = heard, held
        self.is_ending = False

    @classmethod
    def new(cls) -> Lifeline:
        """In the parent: open the line, and leave word of it for the child."""
        heard, held = os.pipe()
        os.environ[_ENDS] = f"{heard} {held}"
        return cls(heard, held)

    @classmethod
    def inherited(cls) -> Lifeline:
        """In the child: return the line that the parent opened."""
        heard, held = os.environ[_ENDS].split()
        return cls(int(heard), int(held))

    def let_go(self) -> None:
        """Tell the child to end."""
        with suppress(OSError):
            os.close(self._held)

    def follow(
        self,
        stop: Callable[[], None],
        *,
        lingers: float = 0.0,
        leave: Callable[[int], None] = os._exit,
    ) -> Callable[[], None]:
        """In the child: when the parent lets go or dies, stop and leave.

        Who `lingers` goes on for so many seconds after it is known to end, so that a proxy can
        send people elsewhere first; but not when the parent is dead and somebody is to follow.
        What is returned does the same for a child that is told to end alone.

        The server alone would wait for whoever keeps a connection open, such as a browser that
        follows what happens, for as long as they like.
        """
        parent = os.getppid()
        asked = threading.Event()
        # Our own copy of the parent's end would keep the line open for ever.
        self.let_go()

        def watch() -> None:
            while os.getppid() == parent and not self._is_let_go() and not asked.is_set():
                pass
            self.is_ending = True
            if os.getppid() == parent:
                time.sleep(lingers)
            _let_end(stop, within=_ENDS_WITHIN - lingers)
            leave(0)

        def end() -> None:
            asked.set()
            if not lingers:
                stop()

        threading.Thread(target=watch, name="lifeline", daemon=True).start()
        return end

    def _is_let_go(self) -> bool:
        readable, _, _ = select.select([self._heard], [], [], _LOOK_EVERY)
        return bool(readable)


def _let_end(stop: Callable[[], None], *, within: float) -> None:
    """Stop, waiting for it so many seconds at most, and let the last answers leave."""
    ending = threading.Thread(target=stop, name="ending", daemon=True)
    ending.start()
    ending.join(within)
    time.sleep(_ANSWERS_LEAVE_WITHIN)
    sys.stderr.flush()


class Once:
    """Work that several may ask for and that is done once; whoever asks waits for its end."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._turn = threading.Lock()
        self._is_done = False

    def __call__(self) -> None:
        """Do the work, or wait until it is done."""
        with self._turn:
            if not self._is_done:
                self._is_done = True
                self._work()
