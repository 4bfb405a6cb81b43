"""Who makes a request, and what they may do."""

from dataclasses import dataclass
from typing import Literal

Scope = Literal["chat", "catalog:write", "admin"]
SCOPES: tuple[Scope, ...] = ("chat", "catalog:write", "admin")


@dataclass(frozen=True)
class Caller:
    """A key, a shopper with a token of the issuer, or somebody unknown."""

    identity: str
    """Owner of the threads that the caller creates. Never a credential: it is stored and traced."""
    kind: Literal["key", "user", "anonymous", "loopback"]
    scopes: frozenset[Scope]
    address: str = ""
    """The network address, as rate limits count it."""
    delegate: bool = False
    """Whether it is this process, which brings a person's answer to the owner's thread."""

    def may(self, scope: Scope) -> bool:
        """Say whether the scope is held; `admin` holds all."""
        return scope in self.scopes or "admin" in self.scopes
