"""What every test may use."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.issuer import Issuer, serving_issuer


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--aegra",
        metavar="FOLDER",
        help="Environment with Aegra (`make aegra`): end-to-end tests run on it, over PostgreSQL "
        "and Redis that they start, instead of on the in-memory server.",
    )


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """Return the checkout's model cache: built once, whole suites reuse it."""
    return Path(__file__).resolve().parent.parent / ".dona" / "cache"


@pytest.fixture(scope="session")
def issuer() -> Iterator[Issuer]:
    """Return an OIDC issuer that listens on this machine."""
    with serving_issuer() as running:
        yield running
