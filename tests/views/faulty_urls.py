"""A street map on which one address breaks."""

from django.urls import path

from factcheck import urls


def broken(request):
    raise RuntimeError("A view that breaks, for the test of the page that says so.")


urlpatterns = [path("claims/", broken), *urls.urlpatterns]
handler500 = urls.handler500
