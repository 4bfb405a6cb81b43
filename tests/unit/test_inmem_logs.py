"""The server's loggers look at the level before they ask for a thread."""

import asyncio
import logging

import pytest
import structlog

from app.inmem_logs import look_at_levels_first


@pytest.fixture
def logger(request, monkeypatch):
    logger = logging.getLogger("dona.test.levels")
    logger.setLevel(request.param)
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())
    logger.addHandler(handler)
    bound = structlog.stdlib.BoundLogger
    for name in ("adebug", "ainfo"):
        monkeypatch.setattr(bound, name, getattr(bound, name))  # as it was, afterwards
    made_before = bound(logger, [structlog.stdlib.render_to_log_kwargs], {})
    look_at_levels_first()
    yield made_before, lines
    logger.removeHandler(handler)


@pytest.mark.parametrize(
    ("logger", "told"),
    [(logging.WARNING, ["warning"]), (logging.INFO, ["info", "warning"]),
     (logging.DEBUG, ["debug", "info", "warning"])],
    indirect=["logger"],
)  # fmt: skip
async def test_only_what_will_be_written_goes_to_a_thread(logger, told, monkeypatch):
    bound, lines = logger
    hops = []
    loop = asyncio.get_running_loop()
    original = loop.run_in_executor
    monkeypatch.setattr(
        loop, "run_in_executor", lambda *args: hops.append(args) or original(*args), raising=False
    )
    for level in ("debug", "info", "warning"):
        await getattr(bound, f"a{level}")(level)
    assert lines == told
    assert len(hops) == len(told)
