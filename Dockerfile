# The site for production: everything but its data and its secrets. See docs/operators.md.
FROM python:3.11-slim AS built
WORKDIR /site
RUN python -m venv .venv && .venv/bin/pip install --quiet --no-cache-dir uv==0.13.9
COPY requirements.txt ./
RUN .venv/bin/uv pip install --quiet --no-cache --python .venv/bin/python --compile-bytecode \
    --require-hashes --requirement requirements.txt \
    && .venv/bin/uv pip uninstall --quiet --python .venv/bin/python uv
COPY . .
ENV STATIC_ROOT=/site/static
RUN VAR_DIR=/tmp/built .venv/bin/python manage.py compile_catalogues \
    && VAR_DIR=/tmp/built .venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home site && install -d -o site -g site /var/lib/communotheque
WORKDIR /site
COPY --from=built /site /site
ENV PATH=/site/.venv/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=config.settings.production \
    STATIC_ROOT=/site/static VAR_DIR=/var/lib/communotheque
USER site
VOLUME /var/lib/communotheque
EXPOSE 8000
# How many processes: WEB_CONCURRENCY. The clients' addresses come from the front server, the only one that reaches this.
CMD ["gunicorn", "config.wsgi", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--threads=4", \
     "--forwarded-allow-ips=*", "--no-control-socket", "--max-requests=2000", "--max-requests-jitter=200"]
