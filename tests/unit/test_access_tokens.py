"""Tokens of an OIDC issuer: which are believed."""

import base64
import hashlib
import hmac
import json
import time

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import ValidationError

from app.access.errors import AccessUnavailable, Refused
from app.access.tokens import TokenVerifier
from app.settings import AccessSettings
from tests.fakes.issuer import AUDIENCE, Issuer


@pytest.fixture
def verifier(issuer):
    return TokenVerifier(AccessSettings(issuer=issuer.url, audience=AUDIENCE))


def part(value) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


async def test_a_good_token_names_a_shopper(verifier, issuer):
    assert await verifier.verify(issuer.token("ana")) == ("ana", {"chat"})


async def test_scopes_beyond_chat_must_be_written_in_the_token(verifier, issuer):
    token = issuer.token(scope="openid dona:catalog:write admin")
    assert (await verifier.verify(token))[1] == {"chat", "catalog:write"}


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": int(time.time()) - 3600},
        {"nbf": int(time.time()) + 3600},
        {"iss": "https://otro.example"},
        {"aud": "otro"},
        {"aud": None},
        {"exp": None},
        {"sub": None},
        {"iss": None},
        {"headers": {"kid": "otra"}},
    ],
)
async def test_a_token_that_is_not_for_here_and_now_is_refused(verifier, issuer, changed):
    with pytest.raises(Refused) as refused:
        await verifier.verify(issuer.token(**changed))
    assert refused.value.status == 401


@pytest.mark.parametrize(("claim", "seconds"), [("exp", -15), ("nbf", 15), ("iat", 15)])
async def test_clocks_half_a_minute_apart_shut_nobody_out(verifier, issuer, claim, seconds):
    assert await verifier.verify(issuer.token(**{claim: int(time.time()) + seconds}))
    with pytest.raises(Refused):
        await verifier.verify(issuer.token(**{claim: int(time.time()) + 6 * seconds}))


async def test_unsigned_tokens_are_refused(verifier, issuer):
    claims = {"iss": issuer.url, "aud": AUDIENCE, "sub": "ana", "exp": int(time.time()) + 300}
    with pytest.raises(Refused):
        await verifier.verify(f"{part({'alg': 'none', 'kid': 'k1'})}.{part(claims)}.")


async def test_a_public_key_used_as_a_shared_secret_signs_nothing(verifier, issuer):
    claims = {"iss": issuer.url, "aud": AUDIENCE, "sub": "ana", "exp": int(time.time()) + 300}
    signed = f"{part({'alg': 'HS256', 'kid': 'k1'})}.{part(claims)}"
    pem = issuer.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    mac = hmac.new(pem, signed.encode(), hashlib.sha256).digest()
    with pytest.raises(Refused):
        await verifier.verify(f"{signed}.{part(mac)}")


async def test_another_key_with_a_known_name_signs_nothing(verifier, issuer):
    forger = Issuer()
    forger.url = issuer.url
    with pytest.raises(Refused):
        await verifier.verify(forger.token())


@pytest.mark.parametrize("text", ["", "a", "a.b.c", "..", "ñ.ñ.ñ"])
async def test_what_is_not_a_token_is_refused(verifier, text):
    with pytest.raises(Refused):
        await verifier.verify(text)


async def test_unknown_key_names_do_not_make_us_ask_the_issuer_each_time(verifier, issuer):
    await verifier.verify(issuer.token())
    before = issuer.asked
    for n in range(20):
        with pytest.raises(Refused):
            await verifier.verify(issuer.token(headers={"kid": f"k{n}-otra"}))
    assert issuer.asked == before


async def test_an_issuer_that_does_not_answer_is_not_the_shoppers_fault(issuer):
    closed = AccessSettings(issuer="http://127.0.0.1:9", audience=AUDIENCE)
    with pytest.raises(AccessUnavailable):
        await TokenVerifier(closed).verify(issuer.token())


def test_an_issuer_without_an_audience_is_a_mistake():
    with pytest.raises(ValidationError, match="AUDIENCE"):
        AccessSettings(issuer="https://id.example")
