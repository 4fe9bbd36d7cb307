"""This is a small web server for tests and benches: one kept-alive thread a connection."""

from __future__ import annotations

import io
import socket
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from urllib.parse import unquote_to_bytes

MOST_HEADERS = 64 * 1024
IDLE_SECONDS = 120
Environ = dict[str, Any]


class Gone(Exception):
    """The other side hung up, or spoke no HTTP."""


class Server:
    """Listens on 127.0.0.1 and serves a WSGI application until it is closed."""

    def __init__(self, app: Any, port: int = 0) -> None:
        self._app = app
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._socket = socket.create_server(("127.0.0.1", port), backlog=512)
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, name="simulator", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Return the address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        """Stop listening and hang up on everyone."""
        self._closed = True
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=3)

    def join(self) -> None:
        """Wait until the server is closed."""
        self._thread.join()

    def _accept(self) -> None:
        while not self._closed:
            try:
                connection, address = self._socket.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.settimeout(IDLE_SECONDS)
            with self._lock:
                self._open.add(connection)
            threading.Thread(target=self._converse, args=(connection, address), daemon=True).start()

    def _converse(self, connection: socket.socket, address: tuple[str, int]) -> None:
        line = Line(connection)
        try:
            while not self._closed and line.serve_one(self._app, address, self.port):
                pass
        except (OSError, Gone):
            pass
        finally:
            with self._lock:
                self._open.discard(connection)
            line.close()
            connection.close()


class Line:
    """One connection: reads a request, has it answered, writes the answer, and again."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._reader = connection.makefile("rb", buffering=64 * 1024)
        self._has_hung_up = False

    def serve_one(self, app: Any, address: tuple[str, int], port: int) -> bool:
        """Answer one request; False when the conversation is over."""
        environ = self._read(address, port)
        if environ is None:
            return False
        environ["simulator.hang_up"] = self._hang_up
        told: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _exc: Any = None) -> None:
            told[:] = [status, headers]

        body = app(environ, start_response)
        try:
            if not self._has_hung_up:
                self._write(told[0], told[1], body, method=environ["REQUEST_METHOD"])
        finally:
            if hasattr(body, "close"):
                body.close()
        return environ.get("HTTP_CONNECTION", "").lower() != "close" and not self._has_hung_up

    def close(self) -> None:
        """Let go of what was read ahead; the connection itself lives until then."""
        self._reader.close()

    def _hang_up(self) -> None:
        self._has_hung_up = True
        self._connection.shutdown(socket.SHUT_RDWR)

    def _read(self, address: tuple[str, int], port: int) -> Environ | None:
        first = self._reader.readline(MOST_HEADERS)
        if not first.strip():
            return None
        try:
            method, target, protocol = first.decode("latin-1").split()
        except ValueError:
            raise Gone from None
        path, _, query = target.partition("?")
        environ: Environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "REMOTE_ADDR": address[0],
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": protocol,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        self._read_headers(environ)
        environ["wsgi.input"] = io.BytesIO(self._read_body(environ))
        return environ

    def _read_headers(self, environ: Environ) -> None:
        left = MOST_HEADERS
        while (raw := self._reader.readline(left)) not in (b"\r\n", b"\n"):
            left -= len(raw)
            if not raw or left <= 0:
                raise Gone
            name, _, value = raw.decode("latin-1").partition(":")
            key = name.upper().replace("-", "_")
            if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
                key = f"HTTP_{key}"
            environ[key] = value.strip()

    def _read_body(self, environ: Environ) -> bytes:
        if environ.get("HTTP_EXPECT", "").lower() == "100-continue":
            self._connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked":
            whole = b"".join(iter(self._read_chunk, b""))
            environ["CONTENT_LENGTH"] = str(len(whole))
            return whole
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdigit():
            raise Gone
        data: bytes = self._reader.read(int(length))
        if len(data) != int(length):
            raise Gone
        return data

    def _read_chunk(self) -> bytes:
        try:
            size = int(self._reader.readline(100).partition(b";")[0], 16)
        except ValueError:
            raise Gone from None
        data: bytes = self._reader.read(size)
        self._reader.readline(4)
        return data

    def _write(
        self, status: str, headers: list[tuple[str, str]], body: Iterable[bytes], *, method: str
    ) -> None:
        has_length = any(name.lower() == "content-length" for name, _ in headers)
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
        if not has_length:
            lines.append("Transfer-Encoding: chunked")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        if has_length or method == "HEAD":
            self._connection.sendall(head + b"".join(body))
            return
        self._connection.sendall(head)
        for part in body:
            if part:
                self._connection.sendall(b"%x\r\n%b\r\n" % (len(part), part))
        self._connection.sendall(b"0\r\n\r\n")
