"""Who a command writes for: the log names a person, never the machine."""

from django.contrib.auth.models import User
from django.core.management.base import CommandError

BACKEND = "django.contrib.auth.backends.ModelBackend"
NAMED = 10


def person(username: str, permission: str) -> User:
    """The one named, or the only one who holds `permission`, such as claims.add_document.

    Raises CommandError, with the names to choose from.
    """
    if username:
        named = User.objects.filter(username=username).first()
        if named is None:
            raise CommandError(f"There is no user “{username}”: name another with --as.")
        return named
    able = list(User.objects.with_perm(permission, backend=BACKEND).order_by("username")[:NAMED])
    if len(able) == 1:
        return able[0]
    names = f", one of {', '.join(one.get_username() for one in able)}" if able else ""
    raise CommandError(f"Say for whom: --as USERNAME{names}.")
