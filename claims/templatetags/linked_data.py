"""JSON-LD inside a page."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# What could end the script element early (`</script`, `<!--`), written as JSON escapes.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


@register.simple_tag
def linked_data(facts: dict[str, Any]) -> SafeString:
    """A data block: browsers do not run it, so the policy against scripts lets it pass.

    All but ASCII is escaped, U+2028 and U+2029 with it, which end a line in old JavaScript.
    """
    data = json.dumps(facts, ensure_ascii=True).translate(ESCAPES)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(data),
    )
