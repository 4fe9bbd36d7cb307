"""This is what every table shares: constraint names and the way moments are stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, LargeBinary, MetaData, TypeDecorator, inspect
from sqlalchemy.orm import DeclarativeBase, Mapper

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_milliseconds(moment: datetime) -> int:
    """Return the milliseconds between 1970-01-01T00:00Z and an aware moment."""
    return int((moment - _EPOCH) / timedelta(milliseconds=1))


def from_milliseconds(value: int) -> datetime:
    """Return the aware UTC moment that lies so many milliseconds after 1970-01-01T00:00Z."""
    return _EPOCH + timedelta(milliseconds=value)


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment, kept as whole milliseconds so that both databases compare it alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Turn an aware moment into milliseconds; a naive one is a bug and raises."""
        return None if value is None else to_milliseconds(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn stored milliseconds into an aware UTC moment."""
        return None if value is None else from_milliseconds(value)


BigId = BigInteger().with_variant(Integer(), "sqlite")
Bytes = LargeBinary


class Base(DeclarativeBase):
    """The parent of all rows; its naming convention lets migrations name what they change."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

    def __init__(self, **given: Any) -> None:
        """Make a row; what is not given has its default at once, not only when it is written."""
        kind: Any = type(self)
        for key, value in given.items():
            if not hasattr(kind, key):
                raise TypeError(f"{kind.__name__} has no {key}")
            setattr(self, key, value)
        for key, default in _defaults(kind):
            if key not in given:
                setattr(self, key, default())


@lru_cache(maxsize=256)
def _defaults(kind: Any) -> Sequence[tuple[str, Callable[[], Any]]]:
    """Return what makes the defaults of a kind of row, by attribute."""
    mapper: Mapper[Any] = inspect(kind)
    found: list[tuple[str, Callable[[], Any]]] = []
    for one in mapper.column_attrs:
        default: Any = one.columns[0].default
        if default is not None and default.is_scalar:
            found.append((one.key, partial(_same, default.arg)))
        elif default is not None and default.is_callable:
            found.append((one.key, partial(default.arg, None)))
    return found


def _same(value: Any) -> Any:
    return value
