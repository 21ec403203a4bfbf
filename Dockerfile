# The service, its worker and its commands: `docker build -t hotel-agent .`
#
# For a bill of materials and proof of where it was built: docker buildx build --sbom=true --provenance=mode=max .
# PYTHON may also name a digest: --build-arg PYTHON=3.14-slim-trixie@sha256:...

ARG PYTHON=3.14-slim-trixie

FROM python:${PYTHON} AS built
# `--build-arg REQUIREMENTS=traces` adds what sends traces (docs/operations.md).
ARG REQUIREMENTS=runtime
WORKDIR /build
RUN python -m venv /opt/hotel
COPY requirements/runtime.txt requirements/traces.txt requirements/
RUN /opt/hotel/bin/pip install --no-cache-dir --no-compile --require-hashes -r requirements/${REQUIREMENTS}.txt
COPY LICENSE README.md pyproject.toml ./
COPY src src
# Nobody installs anything in the image that runs.
RUN /opt/hotel/bin/pip install --no-cache-dir --no-deps . \
    && python -m compileall -q /opt/hotel/lib \
    && /opt/hotel/bin/pip uninstall --yes --quiet pip

FROM python:${PYTHON}
LABEL org.opencontainers.image.title="hotel-agent" \
    org.opencontainers.image.licenses="MIT"
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/hotel --shell /usr/sbin/nologin hotel
COPY --from=built /opt/hotel /opt/hotel
ENV PATH=/opt/hotel/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOTEL_HOST=0.0.0.0 \
    HOTEL_DATA_DIR=/var/lib/hotel
USER hotel
WORKDIR /var/lib/hotel
# Where everything is kept unless POSTGRES_URL is set. Everything else may be read-only.
VOLUME /var/lib/hotel
EXPOSE 8000
# Of a container that serves; a worker has no doors and is told to leave this out.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["hotel-agent"]
CMD ["serve"]
