"""Where this machine's own server answers."""


def own_address(host: str, port: int) -> str:
    """Return the address of a server that listens on `host`, for this machine to call."""
    return f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"
