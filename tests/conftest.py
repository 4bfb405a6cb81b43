"""What every test may use."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """Return the checkout's model cache: built once, whole suites reuse it."""
    return Path(__file__).resolve().parent.parent / ".dona" / "cache"
