"""What the claims that we checked are about."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.forms.query import QueryForm
from claims.models import Claim, Topic
from claims.views.published import find, tally
from claims.views.readers import for_readers


@for_readers
def topic_detail(request: HttpRequest, slug: str) -> HttpResponse:
    asked = QueryForm.asked(request.GET)
    sentence = "We have published no review of a claim on a topic at this address."
    topic = find(Topic.objects.public(), slug, sentence)
    claims = Claim.objects.standing().filter(topics=topic)
    found = {"topic": topic, "page": asked.page_of(claims.as_readers_see())}
    return render(request, "claims/topic_detail.html", found | {"tally": tally(claims)})
