"""The server's process ends when it is told to, whatever it was doing at that moment."""

from __future__ import annotations

import threading

from server import Server


def test_a_signal_that_meets_the_end_of_the_child_stops_nothing() -> None:
    server = Server("nowhere:nothing")

    def be_interrupted_while_the_event_is_held() -> None:
        with server.main_loop_interrupt._cond:
            server.signal_handler_interrupt()

    main_loop = threading.Thread(target=be_interrupted_while_the_event_is_held, daemon=True)
    main_loop.start()
    main_loop.join(5)
    assert not main_loop.is_alive()
    assert server.main_loop_interrupt.wait(5)
    assert server.interrupt_signal
