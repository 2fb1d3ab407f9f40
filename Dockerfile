# Three stages: the tools build the assets and the essays; the dependencies alone make the environment; the last holds
# both and nothing else, and runs as a user without rights.
FROM python:3.11-slim-bookworm AS base
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 UV_PYTHON_DOWNLOADS=never
WORKDIR /app

FROM base AS tools
RUN apt-get update && apt-get install --yes --no-install-recommends make && rm -rf /var/lib/apt/lists/*
COPY Makefile pyproject.toml requirements.lock requirements-dev.lock package.json package-lock.json .npmrc README.md ./
RUN make environment
COPY . .
RUN make assets && OVERLOOK_VAR=/tmp/var .venv/bin/python manage.py publish --build \
    && STATIC_ROOT=/app/static OVERLOOK_VAR=/tmp/var .venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM base AS environment
COPY requirements.lock ./
RUN python -m venv /tmp/tools && /tmp/tools/bin/pip install --quiet 'uv==0.13.8' \
    && /tmp/tools/bin/uv venv /opt/venv \
    && /tmp/tools/bin/uv pip sync --python /opt/venv/bin/python --require-hashes requirements.lock

FROM base
RUN useradd --system --uid 10001 --home-dir /data overlook && install --directory --owner overlook /data
COPY --from=environment /opt/venv /opt/venv
COPY manage.py pyproject.toml ./
COPY platform platform
COPY essays essays
COPY assessments assessments
COPY simulations simulations
COPY --from=tools /app/build build
COPY --from=tools /app/static static
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/app:/app/platform STATIC_ROOT=/app/static
USER overlook
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--blocking-threads", "64", "--no-ws", "overlook.wsgi:application"]
