# The service, its worker and its commands: `docker build -t hotel-agent .`

FROM python:3.14-slim AS built
WORKDIR /build
RUN python -m venv /opt/hotel
COPY requirements/runtime.txt requirements/
RUN /opt/hotel/bin/pip install --no-cache-dir --require-hashes -r requirements/runtime.txt
COPY LICENSE README.md pyproject.toml ./
COPY src src
RUN /opt/hotel/bin/pip install --no-cache-dir --no-deps .

FROM python:3.14-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/hotel hotel
COPY --from=built /opt/hotel /opt/hotel
ENV PATH=/opt/hotel/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HOTEL_HOST=0.0.0.0 \
    HOTEL_DATA_DIR=/var/lib/hotel
USER hotel
WORKDIR /var/lib/hotel
# Where everything is kept unless POSTGRES_URL is set.
VOLUME /var/lib/hotel
EXPOSE 8000
ENTRYPOINT ["hotel-agent"]
CMD ["serve"]
