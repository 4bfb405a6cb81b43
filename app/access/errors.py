"""What access control raises.

AccessError
├── AccessMisconfigured     the server must not start: keys or handlers do not load, or nobody
│                           decided who may reach it
├── AccessUnavailable       who asks cannot be found out now (503)
└── Refused                 the request is answered with this status
"""


class AccessError(Exception):
    """Root of everything that access control raises on purpose."""


class AccessMisconfigured(AccessError):
    """The server must not start as it is configured."""


class AccessUnavailable(AccessError):
    """The keys file or the issuer's keys cannot be read at this moment."""


class Refused(AccessError):
    """A request that is not served: its status, and a sentence for whoever asked."""

    def __init__(self, status: int, detail: str, *, retry_after_s: int | None = None) -> None:
        """Say when to come back in `retry_after_s`, in seconds."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = {} if retry_after_s is None else {"Retry-After": str(retry_after_s)}
        if status == 401:
            self.headers["WWW-Authenticate"] = "Bearer"
