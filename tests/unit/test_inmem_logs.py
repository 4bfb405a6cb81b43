"""The server's loggers look at the level before they ask for a thread."""

import asyncio
import logging

import pytest
import structlog

from app.inmem_logs import LevelFirst


@pytest.fixture
def logger(request):
    logger = logging.getLogger("dona.test.levels")
    logger.setLevel(request.param)
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())
    logger.addHandler(handler)
    yield LevelFirst(logger, [structlog.stdlib.render_to_log_kwargs], {}), lines
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
