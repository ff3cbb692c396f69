"""People and roles: Django's own admin, kept from raising anybody above who edits them."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

from claims.admin.changelist import StrictAdmin
from claims.admin.filters import YES_OR_NO, filter_by

admin.site.unregister(User)
admin.site.unregister(Group)


def _roles() -> list[tuple[str, str]]:
    return [(name, name) for name in Group.objects.order_by("name").values_list("name", flat=True)]


@admin.register(User)
class PersonAdmin(UserAdmin, StrictAdmin):
    """Only a superuser makes, edits or deletes a superuser: else the right to change people would
    be the right to take the whole place over."""

    list_display = ["username", "first_name", "last_name", "is_active", "is_staff"]
    list_filter = [
        filter_by("role", _roles, path="groups__name"),
        filter_by("active", YES_OR_NO, path="is_active"),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fixed = list(super().get_readonly_fields(request, obj))
        if not request.user.is_superuser:
            fixed.append("is_superuser")
        return [*fixed, "last_login", "date_joined"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_within_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_within_reach(request, obj)


def _is_within_reach(request: HttpRequest, person: Any) -> bool:
    return person is None or not person.is_superuser or request.user.is_superuser


@admin.register(Group)
class RoleAdmin(GroupAdmin, StrictAdmin):
    list_display = ["name"]
