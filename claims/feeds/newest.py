"""What both feeds share: our own address, and text that XML can carry."""

import re

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed

# Control characters that XML 1.0 has no way to write (https://www.w3.org/TR/xml/#charsets).
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
ENTRIES = 30


def writable(text: str) -> str:
    return UNWRITABLE.sub(" ", text)


class Newest(Feed):
    feed_type = Atom1Feed

    def author_name(self) -> str:
        return settings.NEWSROOM_NAME

    def our(self, path: str) -> str:
        """A whole address: the one that we publish under, whatever host was asked."""
        return settings.SITE_URL + path
