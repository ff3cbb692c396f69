"""Find words in a queryset, on SQLite or PostgreSQL."""

from typing import TypeVar

from django.db.models import QuerySet


Rows = TypeVar("Rows", bound=QuerySet)


def search(queryset: Rows, words: str) -> Rows:
    return queryset.filter(text__icontains=words)
