"""The demo's people where others can reach them."""

import io

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from claims.models import Claim


def test_known_passwords_are_not_put_where_others_can_reach_them(db, settings):
    settings.SITE_URL = "https://facts.example.org"
    with pytest.raises(CommandError, match="--password"):
        call_command("load_demo")
    assert not Claim.objects.exists()
    call_command("load_demo", password="a word of ours", stdout=io.StringIO())
    assert authenticate(username="erin", password="a word of ours")
