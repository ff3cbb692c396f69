#!/usr/bin/env python
"""The machine room's door: `python manage.py help` lists what runs on a clock or in bulk."""

import os
import sys

from django.core.management import execute_from_command_line

from factcheck.environment import Refused

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    try:
        execute_from_command_line(sys.argv)
    except Refused as refusal:
        sys.exit(str(refusal))
