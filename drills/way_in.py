"""This is the way in to several doors: as the proxy of a deployment does, it asks each in turn."""

from __future__ import annotations

import itertools
import selectors
import socket
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

_PIECE = 65536
_PATIENCE = 60.0
# So that the next request goes to the next door.
_LULL = 0.05


class _Passage(socketserver.BaseRequestHandler):
    """One connection, carried on to a door that is open."""

    server: _Way

    def handle(self) -> None:
        """Carry both ways until either side is done; what no door takes is hung up on."""
        with suppress(OSError), self.server.an_open_door() as door:
            _carry(self.request, door)


class _Way(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int, doors: Sequence[int]) -> None:
        super().__init__(("127.0.0.1", port), _Passage)
        self._doors = doors
        self._turns = itertools.cycle(range(len(doors)))
        self.carried = Counter[int]()

    def an_open_door(self) -> socket.socket:
        """Connect to the next door, or to the one after it where that is shut."""
        first = next(self._turns)
        fault: OSError = ConnectionRefusedError()
        for place in range(len(self._doors)):
            port = self._doors[(first + place) % len(self._doors)]
            try:
                door = socket.create_connection(("127.0.0.1", port), timeout=1)
            except OSError as shut:
                fault = shut
            else:
                self.carried[port] += 1
                return door
        raise fault


def _carry(one: socket.socket, other: socket.socket) -> None:
    """Carry both ways until either hangs up, or an answer is followed by a lull."""
    is_answered = False
    with selectors.DefaultSelector() as waiting:
        for at, to in ((one, other), (other, one)):
            at.settimeout(_PATIENCE)
            waiting.register(at, selectors.EVENT_READ, to)
        while found := waiting.select(_LULL if is_answered else _PATIENCE):
            for key, _ in found:
                is_answered = key.data is one
                piece = key.fileobj.recv(_PIECE)  # type: ignore[union-attr]
                if not piece:
                    return
                key.data.sendall(piece)


@contextmanager
def way_in(port: int, doors: Sequence[int]) -> Iterator[Counter[int]]:
    """Share out what comes to a port over several doors; give how many connections each had."""
    with _Way(port, doors) as way:
        thread = threading.Thread(target=way.serve_forever, name="way in", daemon=True)
        thread.start()
        try:
            yield way.carried
        finally:
            way.shutdown()
            thread.join(5)
