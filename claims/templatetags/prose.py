"""People's words on a page: Markdown made harmless, dates as exact as they are, any language."""

import re
from datetime import date
from typing import Any

import nh3
from django import template
from django.utils.dateformat import format as format_date
from django.utils.html import format_html, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from claims.workflow.mentions import MENTION

register = template.Library()

# `html=False` shows raw HTML as text; what is built from Markdown is cleaned once more. Images
# are left out: a page makes no request to another site.
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
TAGS = {
    "a", "abbr", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"*": {"dir", "lang"}, "a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
BLOCKS = {"paragraph_open", "heading_open", "td_open", "th_open"}
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@register.filter
def note(text: str) -> SafeString:
    """An annotation's plain text: paragraphs, addresses as links, and colleagues it mentions."""
    html = str(linebreaks(urlize(text, nofollow=True, autoescape=True)))
    return mark_safe(MENTION.sub(r'<b class="mention">@\1</b>', html).replace("\\@", "@"))


@register.filter
def markdown(text: str, highest: int = 2) -> SafeString:
    """HTML without anything active; its highest heading is `<h{highest}>`, 2 to 6."""
    tokens = MARKDOWN.parse(text)
    _fit(tokens, highest)
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    return mark_safe(
        nh3.clean(
            html,
            tags=TAGS,
            attributes=ATTRIBUTES,
            url_schemes=SCHEMES,
            link_rel="nofollow noopener",
        )
    )


def _fit(tokens: list[Token], highest: int) -> None:
    """Move headings below those of the page, and let each block find its own direction."""
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    shift = highest - min(levels, default=1)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + shift)}"
        if token.type in BLOCKS:
            token.attrSet("dir", "auto")


@register.filter
def partial_date(value: str) -> str:
    """`2018-12` as “December 2018”; nothing is added to what the source says."""
    parts = [int(part) for part in value.split("-")] if value else []
    if not parts:
        return ""
    pattern = ("Y", "F Y", "j F Y")[len(parts) - 1]
    return format_date(date(*parts, *[1] * (3 - len(parts))), pattern)


@register.simple_tag
def in_language(tag: Any) -> SafeString:
    """The attributes of an element that holds other people's words."""
    if tag and LANGUAGE_TAG.fullmatch(tag):
        return format_html(' lang="{}" dir="auto"', tag)
    return mark_safe(' dir="auto"')
