# The product in an image: no compiler, no secret, no root. See docs/operations.md, "Containers".
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
RUN python -m venv /venv
COPY requirements/base.txt requirements/
RUN /venv/bin/pip install --require-hashes -r requirements/base.txt
COPY manage.py ./
COPY crm crm
COPY customers customers
COPY interactions interactions
COPY performance performance
COPY templates templates
COPY locale locale
# Static files with gzip and brotli beside them; the tool for it stays in this stage. The settings are
# throw-away ones: nothing is connected to, and nothing of them is in the image.
COPY requirements/image.txt requirements/
RUN python -m venv --system-site-packages /tools \
    && /tools/bin/pip install --require-hashes -r requirements/image.txt \
    && export $(/venv/bin/python -m crm.settings.make_keys) \
    && DATABASE_URL=postgresql://nobody@localhost/nothing CELERY_BROKER_URL=redis://localhost \
       DATA_DIR=/tmp/build STATIC_DIR=/app/static /venv/bin/python manage.py collectstatic --no-input \
    && PYTHONPATH=/venv/lib/python3.11/site-packages /tools/bin/python -m whitenoise.compress -q static \
    && rm -rf /tmp/build

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin crm \
    && install -d -m 0700 -o crm -g crm /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1 \
    DJANGO_SETTINGS_MODULE=crm.settings.prod DATA_DIR=/data STATIC_DIR=/app/static PORT=8000
USER crm
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "-c", "python:crm.site.web", "--bind", "0.0.0.0:8000", "crm.wsgi"]
