"""What hits are asked for wherever they are ordered."""

from ingest.index.port import Hit


def is_sold_out(hit: Hit) -> bool:
    return bool(hit.payload["availability"] == "out_of_stock")


def value(hit: Hit, key: str) -> float:
    if key.startswith("num."):
        return float(hit.payload["num"].get(key[4:], 0))
    return float(hit.payload[key])
