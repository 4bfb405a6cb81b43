"""Where this machine's own server answers."""

ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Where this machine reaches a server that listens everywhere."""


def own_address(host: str, port: int) -> str:
    """Return the address of a server that listens on `host`, for this machine to call."""
    here = ANY.get(host, host)
    return f"http://[{here}]:{port}" if ":" in here else f"http://{here}:{port}"
