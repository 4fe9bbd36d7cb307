"""This is what every page tells a browser to refuse: scripts, frames, leaks, and plain HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from flask import Response
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)

_NONE, _SELF, _YEAR = "'none'", "'self'", 365 * 24 * 60 * 60
_CACHE: Final = "Cache-Control"
_BY_OTHERS: Final = "Cross-Origin-Resource-Policy"


def guard(*, is_https: bool) -> Callable[[Response], Response]:
    """Return what puts the headers on an answer; one that says its own of a kind keeps it."""
    fixed = _headers(is_https=is_https)

    def put(response: Response) -> Response:
        for name, value in fixed.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault(_CACHE, "no-store")
        return response

    return put


def open_to_others(response: Response) -> Response:
    """Let an answer be shown within LINE, from whatever page it is shown there."""
    response.headers[_BY_OTHERS] = "cross-origin"
    return response


def _headers(*, is_https: bool) -> Mapping[str, str]:
    """Return the headers; there is no script at all, and nothing inline."""
    pages = (
        ContentSecurityPolicy()
        .default_src(_NONE)
        .style_src(_SELF)
        .font_src(_SELF)
        .img_src(_SELF)
        .media_src(_SELF)
        .form_action(_SELF)
        .base_uri(_NONE)
        .frame_ancestors(_NONE)
    )
    return dict(
        Secure(
            csp=pages,
            hsts=StrictTransportSecurity().max_age(_YEAR) if is_https else None,
            referrer=ReferrerPolicy().no_referrer(),
            permissions=PermissionsPolicy().camera().microphone().geolocation(),
            coop=CrossOriginOpenerPolicy().same_origin(),
            corp=CrossOriginResourcePolicy().same_origin(),
            xcto=XContentTypeOptions().nosniff(),
            xfo=XFrameOptions().deny(),
        ).headers
    )
