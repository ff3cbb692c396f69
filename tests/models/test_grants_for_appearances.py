"""A newsroom that was there before appearances were exchanged may exchange them afterwards."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission

grant = import_module("claims.migrations.0002_exchange_appearances").grant


@pytest.fixture
def _before(cast):
    Permission.objects.filter(codename__endswith="port_appearance").delete()


@pytest.mark.usefixtures("_before")
def test_who_may_exchange_claims_may_exchange_appearances(alice):
    alice.user_permissions.add(Permission.objects.get(codename="import_claim"))
    grant(apps, None)
    grant(apps, None)
    held = Group.objects.filter(permissions__codename="import_appearance")
    assert {group.name for group in held} == {"editor", "admin"}
    held = Group.objects.filter(permissions__codename="export_appearance")
    assert {group.name for group in held} == {"reviewer", "editor", "admin"}
    assert alice.user_permissions.filter(codename="import_appearance").exists()


@pytest.mark.usefixtures("_before")
def test_a_database_that_is_being_made_has_nobody_to_grant_it_to():
    Permission.objects.filter(codename__endswith="port_claim").delete()
    grant(apps, None)
    assert not Permission.objects.filter(codename__endswith="port_appearance").exists()
