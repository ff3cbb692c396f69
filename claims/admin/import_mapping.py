"""Mappings: how the tables of others, and the newsroom's own spreadsheets, become our columns."""

from django.contrib import admin

from claims.admin.filters import filter_by
from claims.admin.recorded import RecordedAdmin
from claims.models import ImportMapping
from claims.vocabulary import Exchanged


@admin.register(ImportMapping)
class ImportMappingAdmin(RecordedAdmin):
    list_display = ["name", "noun", "edited_at"]
    list_filter = [filter_by("noun", Exchanged.choices)]
    search_fields = ["name"]
    fields = ["name", "noun", "columns", "words", "header", "once"]
