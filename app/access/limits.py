"""How often a caller may ask, counted in this process or, for several servers, in Redis."""

import math
import time

from limits import RateLimitItem, parse
from limits.aio.strategies import MovingWindowRateLimiter
from limits.storage import storage_from_string

from app.access.caller import Caller
from app.access.errors import Refused
from app.settings import LimitSettings


class Limits:
    """Counts turns, catalog writes and wrong credentials over moving windows."""

    def __init__(self, settings: LimitSettings) -> None:
        # For Redis, the client that is installed; the library's own choice is another.
        storage = storage_from_string(f"async+{settings.storage}", implementation="redispy")
        self._window = MovingWindowRateLimiter(storage)
        self._refused = parse(settings.refused)
        self._catalog = parse(settings.catalog)
        self._address = parse(settings.address)
        self._turns = {
            "key": parse(settings.key),
            "user": parse(settings.shopper),
            "anonymous": parse(settings.shopper),
            "loopback": parse(settings.loopback),
        }

    async def count_turn(self, caller: Caller) -> None:
        """Count a turn.

        Anonymous shoppers cost nothing to make up, so their address has a limit too; a machine's
        own user is counted by address alone.

        Raises:
            Refused: there were too many.
        """
        if caller.kind == "anonymous":
            await self._hit(self._address, "turns", caller.address)
        who = caller.address if caller.kind == "loopback" else caller.identity
        await self._hit(self._turns[caller.kind], "turns", who)

    async def count_write(self, caller: Caller) -> None:
        """Count a catalog write.

        Raises:
            Refused: there were too many.
        """
        await self._hit(self._catalog, "catalog", caller.identity)

    async def count_refusal(self, address: str) -> None:
        """Count a wrong key or token."""
        await self._window.hit(self._refused, "refused", address)

    async def check_refusals(self, address: str) -> None:
        """Look at no more credentials from where too many were wrong.

        Raises:
            Refused: there were too many.
        """
        if not await self._window.test(self._refused, "refused", address):
            raise await self._too_many(self._refused, "refused", address)

    async def _hit(self, limit: RateLimitItem, *names: str) -> None:
        if not await self._window.hit(limit, *names):
            raise await self._too_many(limit, *names)

    async def _too_many(self, limit: RateLimitItem, *names: str) -> Refused:
        stats = await self._window.get_window_stats(limit, *names)
        wait_s = max(1, math.ceil(stats.reset_time - time.time()))
        seconds = "1 segundo" if wait_s == 1 else f"{wait_s} segundos"
        detail = f"Recibimos muchos pedidos seguidos. Probá de nuevo en {seconds}."
        return Refused(429, detail, retry_after_s=wait_s)
