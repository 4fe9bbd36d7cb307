"""`python -m bench.media [megabytes]`: the vault's speed beside a plain copy of the same file."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from files.vault import Vault

PIECE = 64 * 1024
ROUNDS = 3
MANY = 1 << 40


def main(megabytes: int) -> None:
    """Print one line of figures, the best of a few rounds of each."""
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as folder:
        source = Path(folder) / "source"
        with source.open("wb") as file:
            for _ in range(megabytes):
                file.write(secrets.token_bytes(1_000_000))
        vault, key = Vault(Path(folder) / "vault"), secrets.token_bytes(32)
        name = _kept(vault, source, key)
        figures = {
            "plain copy": _speed(megabytes, lambda: _copy(source, Path(folder) / "copy")),
            "vault write": _speed(megabytes, lambda: vault.remove(_kept(vault, source, key))),
            "plain read": _speed(megabytes, lambda: _drained(_pieces(source))),
            "vault read": _speed(megabytes, lambda: _drained(vault.open(name, key))),
        }
    said = ", ".join(f"{name} {speed:,.0f} MB/s" for name, speed in figures.items())
    print(f"{megabytes} MB, fsync included: {said}")


def _kept(vault: Vault, source: Path, key: bytes) -> str:
    return vault.keep(_pieces(source), key, max_bytes=MANY).name


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as written:
        shutil.copyfileobj(read, written, PIECE)
        written.flush()
        os.fsync(written.fileno())


def _pieces(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _drained(pieces: Iterable[bytes]) -> None:
    for _ in pieces:
        pass


def _speed(megabytes: int, work: Callable[[], None]) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return megabytes / best


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
