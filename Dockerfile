# DONA on Aegra: the graph, its models and the chat page; threads live in PostgreSQL.
# syntax=docker/dockerfile:1.7
FROM python:3.12.8-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/dona
COPY requirements-aegra.lock /tmp/
RUN /opt/dona/bin/pip install --no-deps --require-hashes -r /tmp/requirements-aegra.lock
WORKDIR /srv/dona
COPY . .
# Editable: models, data and pages are read beside the code. Every model is built here: where the
# image runs, nothing but data is written.
RUN /opt/dona/bin/pip install --no-deps --no-build-isolation -e . \
    && export DONA_CACHE=/opt/dona-cache DONA_INDEX__PATH=/tmp/index \
    && /opt/dona/bin/dona route hola && /opt/dona/bin/dona ingest \
    && /opt/dona/bin/dona ask "algo para que mi viejo tome mate" \
    && /opt/dona/bin/dona check --input data/checker/development17.jsonl > /dev/null

FROM python:3.12.8-slim-bookworm AS dona
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/dona dona
COPY --from=build /opt/dona /opt/dona
COPY --from=build --chown=dona:dona /opt/dona-cache /var/lib/dona/cache
COPY --from=build /srv/dona /srv/dona
WORKDIR /srv/dona
ENV PATH=/opt/dona/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DONA_CACHE=/var/lib/dona/cache DONA_INDEX__PATH=/var/lib/dona/data/index \
    DONA_SERVER__HOST=0.0.0.0 DONA_SERVER__PORT=2026 DONA_SERVER__LOG=json
RUN install -d -o dona -g dona /var/lib/dona/data
USER 10001
EXPOSE 2026
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:2026/ready', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["dona", "serve", "--aegra"]

# `dona ingest SOURCE --engine ray`
FROM dona AS ray
USER 0
RUN pip install --no-cache-dir "ray[data]==2.60.0"
USER 10001
HEALTHCHECK NONE
CMD ["dona", "ingest", "--engine", "ray"]
