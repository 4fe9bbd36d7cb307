"""This is the server's own process: it keeps the port and the child with the roles, and is small.

It is begun anew by `serving.py`, because what that had to read before weighs more than a server.
"""

from __future__ import annotations

import sys
import threading
from typing import Any

from granian import Granian
from granian.constants import Interfaces, Loops

from bot.lifeline import Lifeline


class Server(Granian):  # type: ignore[misc, valid-type]
    """Granian, which a signal that comes while the child ends does not bring to a standstill.

    It tells its child of the end before it waits for it.
    """

    def __init__(self, target: str, **more: Any) -> None:
        super().__init__(target, **more)
        self.lifeline = Lifeline.new()

    def signal_handler_interrupt(self, *_: Any) -> None:
        """Note that we are to end, and say so from a thread of its own.

        Granian's own handler sets an event on the main thread, which may hold that event's lock.
        """
        self.interrupt_signal = True
        threading.Thread(target=self.main_loop_interrupt.set, daemon=True).start()

    def shutdown(self, exit_code: int = 0) -> None:
        """Let the child go, then wait for it."""
        self.lifeline.let_go()
        super().shutdown(exit_code)


def main(host: str, port: str) -> None:
    """Serve until SIGTERM or until the child dies."""
    Server(
        "serving:application",
        address=host,
        port=int(port),
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        factory=True,
        log_enabled=False,
        workers_kill_timeout=8,
        process_name=None,
    ).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
