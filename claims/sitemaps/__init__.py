"""What search engines may list (https://www.sitemaps.org/protocol.html)."""
