"""Tokens (JWT) of an OIDC issuer, verified with its published keys."""

import asyncio
import time
from typing import Any

import httpx
import jwt

from app.access.caller import Scope
from app.access.errors import AccessUnavailable, Refused
from app.settings import AccessSettings

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures only: with `none` anyone signs, with HMAC whoever holds the public key."""
REQUIRED = ("exp", "iss", "aud", "sub")
LEEWAY_S = 30
KEPT_S = 3600
"""How long the issuer's keys are used without asking again."""
PAUSE_S = 10
"""Between two questions to the issuer, however many tokens name keys that it does not have."""
TIMEOUT_S = 5

GRANTED: dict[str, Scope] = {"dona:catalog:write": "catalog:write", "dona:admin": "admin"}
"""What a token's `scope` claim may say beyond `chat`, which every shopper of the issuer has."""


class TokenVerifier:
    """Verifies signature, issuer, audience and times of tokens."""

    def __init__(self, settings: AccessSettings) -> None:
        self._issuer = settings.issuer
        self._audience = settings.audience
        self._jwks_url = settings.jwks_url
        self._keys: dict[str, jwt.PyJWK] = {}
        self._asked_at = float("-inf")
        self._asking = asyncio.Lock()

    async def verify(self, token: str) -> tuple[str, frozenset[Scope]]:
        """Return the token's subject and scopes.

        Raises:
            Refused: it is not a valid token of this issuer for this service.
            AccessUnavailable: the issuer does not tell its keys.
        """
        try:
            header = jwt.get_unverified_header(token)
            key = await self._key(str(header.get("kid", "")))
            claims = jwt.decode(
                token,
                key,
                algorithms=list(ALGORITHMS),
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY_S,
                options={"require": list(REQUIRED)},
            )
        except jwt.ExpiredSignatureError as error:
            raise Refused(401, "Tu sesión venció. Volvé a ingresar.") from error
        except jwt.PyJWTError as error:
            raise Refused(401, "No pudimos reconocer tu sesión. Volvé a ingresar.") from error
        words = str(claims.get("scope", "")).split()
        scopes: set[Scope] = {"chat"}
        scopes.update(GRANTED[word] for word in words if word in GRANTED)
        return str(claims["sub"]), frozenset(scopes)

    async def _key(self, kid: str) -> jwt.PyJWK:
        async with self._asking:
            age = time.monotonic() - self._asked_at
            if age > KEPT_S or (kid not in self._keys and age > PAUSE_S):
                self._asked_at = time.monotonic()
                try:
                    found = await asyncio.to_thread(self._fetch)
                    self._keys = {key.key_id or "": key for key in found.keys}
                except (httpx.HTTPError, ValueError, LookupError, jwt.PyJWTError) as error:
                    if kid not in self._keys:
                        raise AccessUnavailable(f"{self._issuer}: {error}") from error
        if kid not in self._keys:
            raise jwt.InvalidKeyError("no such key")
        return self._keys[kid]

    def _fetch(self) -> jwt.PyJWKSet:
        with httpx.Client(timeout=TIMEOUT_S) as client:
            url = self._jwks_url
            if not url:
                discovery = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
                url = _json(client, discovery)["jwks_uri"]
            return jwt.PyJWKSet.from_dict(_json(client, url))


def _json(client: httpx.Client, url: str) -> dict[str, Any]:
    content = client.get(url).raise_for_status().json()
    if not isinstance(content, dict):
        raise ValueError(f"{url} is not an object")
    return content
