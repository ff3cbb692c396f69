"""Pages for what went wrong."""
from django.http import HttpResponse


def bad_request(request, exception=None):
    return HttpResponse(str(exception), status=400)
permission_denied = not_found = server_error = bad_request
