"""When a sale price holds: Merchant's `sale_price_effective_date`, two ISO 8601 dates and a `/`."""

from datetime import datetime, time
from functools import lru_cache

FOR_EVER = 9999
"""The year that stands for no end."""


def is_on_sale(dates: str, now: datetime) -> bool:
    """Tell whether `now`, which has a zone, lies within the dates; without dates, always.

    A date without a zone is of this machine's, and one without an hour is the whole day.

    Raises:
        ValueError: they are not two dates.
    """
    if not dates:
        return True
    begin, end = _instants(dates)
    return begin <= _as_written(now, begin) and _as_written(now, end) <= end


def is_over(dates: str, now: datetime) -> bool:
    """Tell whether `now` is after the dates; without dates, never.

    Raises:
        ValueError: they are not two dates.
    """
    if not dates:
        return False
    _, end = _instants(dates)
    return _as_written(now, end) > end


def end_of(dates: str) -> datetime | None:
    """Return when a sale ends, with the zone that was written, if any; None: it has no end.

    Raises:
        ValueError: they are not two dates.
    """
    if not dates:
        return None
    _, end = _instants(dates)
    return end if end.year < FOR_EVER else None


@lru_cache(1024)
def _instants(dates: str) -> tuple[datetime, datetime]:
    begins, _, ends = map(str.strip, dates.partition("/"))
    try:
        return _instant(begins, time.min), _instant(ends, time.max)
    except ValueError as error:
        raise ValueError(f"no two dates in {dates!r}") from error


def _instant(written: str, hour: time) -> datetime:
    instant = datetime.fromisoformat(written)
    has_hour = "T" in written or ":" in written
    return instant if has_hour else datetime.combine(instant, hour)


def _as_written(now: datetime, date: datetime) -> datetime:
    """Return now with a zone or without, as the date is: `9999-12-31`, for ever, has no other."""
    return now if date.tzinfo else now.astimezone().replace(tzinfo=None)
