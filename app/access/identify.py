"""Who makes a request: a key, a token of the issuer, or an anonymous shopper."""

import hashlib
import hmac
import ipaddress
import re
from typing import Literal
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from app.access.caller import Caller, Scope
from app.access.delegate import acted_for
from app.access.errors import Refused
from app.access.keys import PREFIX, KeyFile, keys_path
from app.access.limits import Limits
from app.access.tokens import TokenVerifier
from app.settings import Settings

SHOPPER_HEADER = "x-dona-shopper"
"""A secret that an anonymous shopper's client makes up and keeps: it proves whose threads are.

A header rather than a cookie: no other site can make a browser send it, it works where the chat
is embedded in another site's page, and `get_client(headers=…)` of the LangGraph SDK sends it.
"""
_SHOPPER = re.compile(r"[A-Za-z0-9_-]{32,128}")
"""At least 32 characters: 128 random bits in hexadecimal."""
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


class Identifier:
    """Identifies callers as the settings say."""

    def __init__(self, settings: Settings, limits: Limits) -> None:
        self._anonymous = settings.access.anonymous
        self._keys = KeyFile(keys_path(settings))
        self._tokens = TokenVerifier(settings.access) if settings.access.issuer else None
        self._catalog_token = settings.catalog.token.get_secret_value()
        self._limits = limits

    async def identify(self, headers: Headers, peer: str) -> Caller:
        """Return who asks.

        Args:
            headers: of the request.
            peer: address of the other end; behind trusted proxies, the one that they tell.

        Raises:
            Refused: a credential is wrong (401), or none is shown and one is needed.
            AccessUnavailable: the keys file or the issuer cannot be read.
        """
        address = network(peer)
        if owner := acted_for(headers):
            return Caller(owner, "key", frozenset({"chat"}), address, delegate=True)
        if credential := _credential(headers):
            await self._limits.check_refusals(address)
            try:
                return await self._holder(credential, address)
            except Refused:
                await self._limits.count_refusal(address)
                raise
        local = _is_loopback(peer) and not any(name in headers for name in _FORWARDED)
        if self._anonymous == "nobody" or (self._anonymous == "loopback" and not local):
            raise Refused(401, "Para chatear tenés que identificarte.")
        return _anonymous(headers, address, local=local)

    async def _holder(self, credential: str, address: str) -> Caller:
        if credential.startswith(PREFIX):
            key = await self._keys.find(credential)
            if key is None:
                raise Refused(401, "unknown, expired or revoked key")
            return Caller(f"key:{key.id}", "key", frozenset(key.scopes), address)
        token = self._catalog_token
        if token and hmac.compare_digest(credential.encode(), token.encode()):
            return Caller("key:environment", "key", frozenset({"catalog:write"}), address)
        if self._tokens is None:
            raise Refused(401, "unknown key")
        subject, scopes = await self._tokens.verify(credential)
        return Caller(f"user:{subject}", "user", scopes, address)


def _credential(headers: Headers) -> str:
    """Return the key or token shown; empty when none is.

    The LangGraph SDK sends whatever key of LangSmith it finds as `x-api-key`: only ours count.
    """
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return value.strip()
    key = headers.get("x-api-key", "")
    return key if key.startswith(PREFIX) else ""


def _anonymous(headers: Headers, address: str, *, local: bool) -> Caller:
    kind: Literal["loopback", "anonymous"] = "loopback" if local else "anonymous"
    chat: frozenset[Scope] = frozenset({"chat"})
    if secret := headers.get(SHOPPER_HEADER, ""):
        if not _SHOPPER.fullmatch(secret):
            raise Refused(401, f"{SHOPPER_HEADER}: 32 to 128 letters, digits, - or _, at random")
        hashed = hashlib.sha256(secret.encode()).hexdigest()
        return Caller(f"anonymous:{hashed[:32]}", kind, chat, address)
    # Whoever is on this machine and has no secret is its one user. Pages of other sites, open in
    # that user's browser, are not.
    if not local or _from_another_site(headers):
        raise Refused(401, f"{SHOPPER_HEADER} is missing: a secret of the client's own, 128 bits")
    return Caller("loopback", "loopback", chat, address)


def _from_another_site(headers: Headers) -> bool:
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def network(peer: str) -> str:
    """Return what rate limits count as one address: an IPv4 address, an IPv6 /64."""
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return peer
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


def _is_loopback(peer: str) -> bool:
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
