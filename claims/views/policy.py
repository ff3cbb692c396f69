"""What we asked of a verdict, and since when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.models import Policy
from claims.views.readers import for_readers


@for_readers
def policy_list(request: HttpRequest) -> HttpResponse:
    """The newest first, each beside the one that it replaced. A newsroom has few."""
    policies = list(Policy.objects.order_by("-number"))
    before = [*policies[1:], None]
    shown = [(one, list(one.in_words(old))) for one, old in zip(policies, before, strict=True)]
    return render(request, "claims/policy_list.html", {"policies": shown})
