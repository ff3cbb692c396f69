"""A newsroom in which somebody else writes and does not end: what its pages answer meanwhile.

    python waiting.py

Prints what happened as JSON. On the database that the environment names, which it fills.
"""

import json
import os
import subprocess
import sys
from contextlib import contextmanager

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ["ALLOWED_HOSTS"] = "testserver"
os.environ["WRITE_TIMEOUT"] = "1"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from claims import workflow  # noqa: E402
from claims.models import Annotation, Claim, LogEntry  # noqa: E402
from claims.record.verification import verify  # noqa: E402
from claims.workflow.log import LOCK  # noqa: E402

QUEUE = """
import fcntl, sys
file = open(sys.argv[1] + ".lock", "w")
fcntl.flock(file, fcntl.LOCK_EX)
"""
ROWS = """
import sqlite3, sys
file = sqlite3.connect(sys.argv[1], isolation_level=None)
file.execute("BEGIN IMMEDIATE")
"""
ADVISORY = """
import psycopg, sys
file = psycopg.connect(sys.argv[1])
file.execute("SELECT pg_advisory_xact_lock(%s)", [int(sys.argv[2])])
"""
HELD = "print('held', flush=True); sys.stdin.read()"
PLAIN = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TYPED = "What I typed."


@contextmanager
def held(script):
    """Another process has the lock, until the block ends."""
    name = str(connection.settings_dict["NAME"])
    arguments = [name] if connection.vendor == "sqlite" else [os.environ["DATABASE_URL"], str(LOCK)]
    other = subprocess.Popen(
        [sys.executable, "-c", script + HELD, *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert other.stdout.readline() == "held\n"
        yield
    finally:
        other.communicate("")


def told(response):
    text = response.content.decode()
    return {
        "status": response.status_code,
        "later": response.headers.get("Retry-After", ""),
        "kept": TYPED in text,
        "sentence": "Somebody else has been writing" in text and "Nothing is lost" in text,
    }


def main():
    if connection.vendor == "sqlite":
        settings.DATABASES["default"]["OPTIONS"]["timeout"] = 1
    alice = User.objects.create_superuser("alice")
    claim = workflow.add(Claim(text="It rained."), by=alice)
    client = Client()
    client.force_login(alice)
    conversation = reverse("admin:claims_claim_annotations", args=[claim.pk])
    form = reverse("admin:claims_annotation_add")
    note = {"do": "annotate", "body": TYPED, "motivation": "commenting"}
    row = {"claim": claim.pk, "body": TYPED, "motivation": "commenting", "version": 0}
    asked = {
        "conversation": lambda: client.post(conversation, note),
        "form": lambda: client.post(form, row),
        "look": lambda: client.get(conversation),
        "reader": lambda: Client().get("/"),
    }
    scripts = (
        {"queue": QUEUE, "rows": ROWS} if connection.vendor == "sqlite" else {"rows": ADVISORY}
    )
    found, entries = {}, LogEntry.objects.count()
    for kind, script in scripts.items():
        with held(script):
            for name, ask in asked.items():
                # The admin's forms are in a transaction from the start, which passes by the queue.
                if (kind, name) != ("queue", "form"):
                    found[f"{kind} {name}"] = told(ask())
    found["written meanwhile"] = LogEntry.objects.count() - entries
    found["afterwards"] = [asked[name]().status_code for name in ("conversation", "form")]
    found["annotations"] = Annotation.objects.filter(body=TYPED).count()
    found["finding"] = verify().finding
    print(json.dumps(found))


with override_settings(STORAGES=PLAIN):
    main()
