"""The newsroom's own pages: methodology and about."""

from django.contrib import admin

from claims.admin.slug import SlugAdmin
from claims.models import Page


@admin.register(Page)
class PageAdmin(SlugAdmin):
    list_display = ["title", "slug", "edited_at"]
    search_fields = ["title", "body"]
    fields = ["title", "slug", "body"]
    named_by = "title"
