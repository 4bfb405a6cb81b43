"""An OIDC issuer on this machine: one signing key, discovery, its public keys."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.fakes.serving import QuietHandler, serving

AUDIENCE = "dona"


class Issuer:
    """Signs tokens; counts how often its keys were asked for."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.url = ""
        self.asked = 0

    def token(self, subject: str = "ana", *, headers: dict[str, str] | None = None, **changed: Any):
        """Return a good token, or one with other claims; None leaves a claim out."""
        now = int(time.time())
        claims = {"iss": self.url, "aud": AUDIENCE, "sub": subject, "exp": now + 300} | changed
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(kept, self.key, "RS256", headers={"kid": "k1"} | (headers or {}))

    def answer(self, path: str) -> dict[str, Any]:
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        self.asked += 1
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "k1", "use": "sig", "alg": "RS256"}]}


@contextmanager
def serving_issuer() -> Iterator[Issuer]:
    """Serve an issuer on a free port of the loopback."""
    issuer = Issuer()

    class Handler(QuietHandler):
        def do_GET(self) -> None:
            body = json.dumps(issuer.answer(self.path)).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with serving(Handler) as issuer.url:
        yield issuer
