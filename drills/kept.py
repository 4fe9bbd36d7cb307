"""This is a process that is started again whenever it ends, as systemd keeps a service."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psutil

CHECKOUT = Path(__file__).resolve().parents[1]
_PAUSE = 0.1
_READY_WITHIN = 60.0


class Kept:
    """One command of the program, kept running until it is stopped."""

    def __init__(
        self, command: str, *, config: Path, log: Path, env: Mapping[str, str] | None = None
    ) -> None:
        self.command = command
        self.starts = 0
        self._config, self._log = config, log
        ours = {key: one for key, one in os.environ.items() if not key.startswith("TASAPPAROT_")}
        self._env = {**ours, **(env or {})}
        self._is_ready = threading.Event()
        self._is_ending = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._keep, name=f"kept {command}", daemon=True)

    def begin(self) -> None:
        """Start it, and wait for nothing."""
        self._thread.start()

    def await_ready(self) -> None:
        """Wait until it says that it is ready."""
        if not self._is_ready.wait(_READY_WITHIN):
            said = self._log.read_text()[-3000:] if self._log.exists() else ""
            raise TimeoutError(f"{self.command} is not ready:\n{said}")

    def strike(self) -> bool:
        """Kill one of its processes, whichever chance picks; say whether there was any."""
        family = self.family()
        if not family:
            return False
        with suppress(psutil.NoSuchProcess):
            random.choice(family).kill()
        return True

    def family(self) -> list[psutil.Process]:
        """Return its processes as they are now."""
        process = self._process
        if process is None or process.poll() is not None:
            return []
        with suppress(psutil.NoSuchProcess):
            parent = psutil.Process(process.pid)
            return [parent, *parent.children(recursive=True)]
        return []

    def stop(self) -> None:
        """End it for good; kill what does not end in time."""
        self._is_ending.set()
        family = self.family()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        self._thread.join(15)
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        self._thread.join(5)

    def _keep(self) -> None:
        while not self._is_ending.is_set():
            with self._log.open("a") as log:
                self._process = subprocess.Popen(
                    [sys.executable, CHECKOUT / "app.py", "--config", self._config, self.command],
                    cwd=CHECKOUT,
                    env=self._env,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                )
            self.starts += 1
            self._attend(self._process)
            self._is_ending.wait(_PAUSE)

    def _attend(self, process: subprocess.Popen[str]) -> None:
        """Hear whether it is ready, and wait for its end."""
        if process.stdout is None:
            return
        with process.stdout as said:
            if said.readline().startswith("ready"):
                self._is_ready.set()
            process.wait()
        self._is_ready.clear()
