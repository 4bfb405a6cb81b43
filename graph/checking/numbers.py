"""The plainest check: every number of the text stands in a source. Kept as a rival to beat."""

import json
import re
from collections.abc import Sequence

from graph.answer import MARKER
from graph.ports import Check
from graph.state import Claim, Source
from graph.wording import write_money

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class NumberChecker:
    """Support a text when each of its numbers is written in a source or by the shopper."""

    async def check(
        self, question: str, text: str, sources: Sequence[Source], *, before: str = ""
    ) -> Check:
        known = set(_NUMBER.findall(question))
        for source in sources:
            payload = source["payload"]
            known |= set(_NUMBER.findall(json.dumps(payload, ensure_ascii=False)))
            for key in ("price_cents", "sale_price_cents", "current_cents"):
                if payload.get(key) is not None:
                    known |= set(_NUMBER.findall(write_money(payload[key])))
        plain = MARKER.sub("", text)
        missing = [number for number in _NUMBER.findall(plain) if number not in known]
        claim = Claim(
            text=text,
            type="price",
            source=next((int(n) for n in MARKER.findall(text)), None),
            verdict="not_found" if missing else "supported",
            reason=f"no está en las fuentes: {', '.join(missing)}" if missing else "",
            rule="numbers",
        )
        return Check(not missing, [claim])
