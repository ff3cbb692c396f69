# The site in one image: `docker compose up`, or see README.md, "Deployment".

FROM python:3.13-slim AS build
WORKDIR /app
RUN python -m venv .venv
# The dependencies first: they change less often than the code.
COPY pyproject.toml constraints.txt ./
RUN python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"], sep="\n")' > dependencies.txt \
 && .venv/bin/pip install --no-cache-dir -c constraints.txt -r dependencies.txt
COPY . .
# The key is needed to start and signs nothing here; it is not kept in the image's settings.
RUN SECRET_KEY=collects-static-files-and-is-used-for-nothing-else DATA_DIR=/tmp/build \
    STATIC_DIR=/app/static .venv/bin/python manage.py collectstatic --no-input

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /app factcheck \
 && install -d -o factcheck -g factcheck /data
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data STATIC_DIR=/app/static \
    WORKERS=1 THREADS=4
USER factcheck
VOLUME /data
EXPOSE 8000
# Healthy is any answer but a server error, asked for as the proxy would ask.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD python -c "\
import http.client, os, urllib.parse; \
site = urllib.parse.urlsplit(os.environ.get('SITE_URL') or 'http://127.0.0.1:8000'); \
connection = http.client.HTTPConnection('127.0.0.1', 8000, timeout=4); \
connection.request('GET', '/', headers={'Host': site.netloc, 'X-Forwarded-Proto': site.scheme}); \
raise SystemExit(connection.getresponse().status >= 500)"
# The queue's worker lives as long as the server beside it, and is started again when it dies.
CMD ["sh", "-c", "python manage.py migrate --no-input --skip-checks && python manage.py set_up && { { while kill -0 $$ 2>/dev/null; do python manage.py run_tasks --beside $$ --verbosity 0; sleep 1; done; } & } && exec granian --interface wsgi --host 0.0.0.0 --port 8000 --no-ws --workers \"$WORKERS\" --blocking-threads \"$THREADS\" --respawn-failed-workers factcheck.wsgi:application"]
