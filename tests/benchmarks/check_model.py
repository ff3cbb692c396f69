"""The workflow against a model of it written by hand (`tests/workflow/model.py`).

Every state × step × person, through the shell's verbs and through the admin's pages, then random
histories: `python check_model.py 10000`. What is published is what was approved, by two people at
least, and no change is without its entry. Stops at the first that differs; else prints its counts.
On a database of its own: SQLite, or PostgreSQL where DATABASE_URL says so.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ["DATA_DIR"] = tempfile.mkdtemp()
sys.path.insert(0, str(Path(__file__).parent.parent / "workflow"))

import django

django.setup()

import model  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import (  # noqa: E402
    setup_databases,
    setup_test_environment,
    teardown_databases,
)
from django.urls import reverse  # noqa: E402
from tqdm import tqdm  # noqa: E402

from claims.forms.steps import seen  # noqa: E402
from claims.models import Claim  # noqa: E402

HISTORIES = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
clients: dict[str, Client] = {}


def by_page(claim: Claim, verb: str, by: User, kind: str) -> bool:
    """The admin's door: 302 leads back to the claim, all else refuses with a sentence."""
    if verb == "propose_verdict" and kind and claim.published_version_id is None:
        return False  # where readers have seen nothing, the page has no field for a kind
    client = clients.setdefault(by.get_username(), Client(raise_request_exception=True))
    client.force_login(by)
    address = reverse("admin:claims_claim_step", args=[claim.pk, verb])
    with transaction.atomic():
        answer = client.post(address, {**seen(claim), **model.arguments(verb, kind)})
    assert answer.status_code in (302, 400, 403, 409, 422), (answer.status_code, address)
    return answer.status_code == 302


def told(name: str, counts: Counter[str], begun: float) -> None:
    figures = ", ".join(f"{number:,} {what}" for what, number in sorted(counts.items()))
    print(f"{name}: {figures} ({time.perf_counter() - begun:.0f} s)", flush=True)


def main() -> None:
    setup_test_environment()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    kept = setup_databases(verbosity=0, interactive=False)
    cast = model.people()
    claim = model.extracted_claim(cast)
    begun = time.perf_counter()
    told("every step by verb", model.walk_everything(claim, cast, model.by_verb), begun)
    counts: Counter[str] = Counter()
    begun = time.perf_counter()
    for seed in tqdm(range(HISTORIES), unit="history", disable=None):
        counts += model.history(seed, claim, cast)
        if counts["histories"] % 1_000 == 0:
            told("so far", counts, begun)
    told("random histories", counts, begun)
    begun = time.perf_counter()
    told("every step by page", model.walk_everything(claim, cast, by_page), begun)
    teardown_databases(kept, verbosity=0)


if __name__ == "__main__":
    main()
