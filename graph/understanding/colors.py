"""A colour as it agrees with a noun."""


def agreeing(color: str) -> tuple[str, ...]:
    """Return a colour's first word as it agrees with a noun: negro, negra, negros, negras."""
    one = color.split()[0]
    other = one[:-1] + "a" if one.endswith("o") else one
    return tuple(dict.fromkeys((one, one + "s", one + "es", other, other + "s")))
