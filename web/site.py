"""This is what the pages for people are made with, put together once at the start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from catalog import Catalog
from domain.identifiers import NameCustoms
from files.vault import Vault
from models.unit_of_work import Store


@dataclass(frozen=True, kw_only=True)
class Site:
    """The store, the sentences, the clock and the media; `is_https` as people reach it."""

    store: Store
    catalog: Catalog
    clock: Callable[[], datetime]
    vault: Vault
    is_https: bool
    customs: NameCustoms = field(default_factory=NameCustoms)
