"""One of several processes that edit the same claims: `python writer.py NUMBER EDITS`.

Prints how many edits succeeded and how many were stale and tried again.
"""

import os
import random
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402

from claims import workflow  # noqa: E402
from claims.models import Claim  # noqa: E402


def main(number: int, edits: int) -> None:
    choose = random.Random(number)
    erin, stale = User.objects.get(username="erin"), 0
    names = list(Claim.objects.values_list("pk", flat=True))
    for turn in range(edits):
        while True:
            claim = Claim.objects.get(pk=choose.choice(names))
            words = f"{claim.text}\n{number}:{turn}"
            try:
                workflow.edit(claim, by=erin, seen=claim.version, changes={"text": words})
            except workflow.Stale:
                stale += 1
            else:
                break
    print(edits, stale)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
