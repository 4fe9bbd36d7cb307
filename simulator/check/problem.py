"""This is what LINE says of one fault in a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One fault: what is wrong, and with which property."""

    message: str
    property: str

    def as_json(self) -> Mapping[str, str]:
        """Return it as LINE writes it in `details`."""
        return {"message": self.message, "property": self.property}
