# The service. The digest of the base image is given when an image is released.
ARG BASE=python:3.13-slim
FROM ${BASE} AS build
WORKDIR /src
COPY . .
RUN python -m venv /opt/amem \
    && /opt/amem/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
    && /opt/amem/bin/pip install --no-cache-dir --no-build-isolation --no-deps .

FROM ${BASE}
COPY --from=build /opt/amem /opt/amem
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/amem amem
USER amem
ENV PATH=/opt/amem/bin:$PATH PYTHONDONTWRITEBYTECODE=1
VOLUME /var/lib/amem
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/livez', timeout=3)"]
ENTRYPOINT ["amem"]
CMD ["serve", "--home", "/var/lib/amem", "--host", "0.0.0.0", "--port", "8000"]
