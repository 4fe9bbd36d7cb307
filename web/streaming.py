"""This is how a recording in the vault is given to a player, whole or the part it asks for."""

from __future__ import annotations

from flask import Response, abort, request

from files.sealed_chunks import VaultTrouble
from web.site import Site

_PARTIAL, _UNMET, _UNAVAILABLE = 206, 416, 503


def streamed(site: Site, kept: tuple[str, bytes], mime: str) -> Response:
    """Give a recording, by its name and key in the vault, or the part of it that is asked for."""
    try:
        with site.vault.open(*kept) as reader:
            size = reader.size
        wanted = request.range.range_for_length(size) if request.range else None
        if request.range and wanted is None:
            return Response(status=_UNMET, headers={"Content-Range": f"bytes */{size}"})
        start, end = wanted or (0, size)
        content = site.vault.read_range(*kept, start, end)
    except VaultTrouble:
        abort(_UNAVAILABLE)
    status = _PARTIAL if wanted else 200
    answer = Response(content, status=status, content_type=mime, direct_passthrough=True)
    answer.content_length = end - start
    answer.headers["Accept-Ranges"] = "bytes"
    if request.method == "HEAD":
        content.close()
    if wanted:
        answer.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return answer
