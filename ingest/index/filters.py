"""Filter conditions over payloads, in no engine's dialect: each index adapter translates them."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Match:
    """The payload's value, or one of its values, is among `any_of`."""

    key: str
    any_of: tuple[str, ...]


@dataclass(frozen=True)
class Range:
    """The payload's number is within the bounds given."""

    key: str
    gte: float | None = None
    lte: float | None = None
    gt: float | None = None
    lt: float | None = None


@dataclass(frozen=True)
class Either:
    """One of the filters holds."""

    filters: "tuple[Filter, ...]"


Condition = Match | Range | Either


@dataclass(frozen=True)
class Filter:
    """All of `must` and none of `must_not` hold."""

    must: tuple[Condition, ...] = field(default=())
    must_not: tuple[Condition, ...] = field(default=())
