import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.preservation import LIMITS, Unfetchable
from claims.preservation.web_address import parse


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("http://example.org", "http://example.org/"),
        ("  HTTPS://Example.ORG/Report?Year=2018#page=3 ", "https://example.org/Report?Year=2018"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:443/a", "http://example.org:443/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://bücher.example/für alle", "https://xn--bcher-kva.example/f%C3%BCr%20alle"),
        ("https://example.org/a%20b?q=50%25", "https://example.org/a%20b?q=50%25"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
        ("http://①②⑦.⓪.⓪.①/", "http://127.0.0.1/"),
    ],
)
def test_an_address_is_read_as_browsers_read_it(typed, read):
    assert str(parse(typed, LIMITS)) == read


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "begins with http"),
        ("example.org/report", "begins with http"),
        ("ftp://example.org/report", "begins with http"),
        ("file:///etc/passwd", "begins with http"),
        ("javascript:alert(1)", "begins with http"),
        ("gopher://example.org:70/", "begins with http"),
        ("http://", "host or port cannot be read"),
        ("http:///path", "host or port cannot be read"),
        ("http://[::1", "host or port cannot be read"),
        ("http://example.org:port/", "host or port cannot be read"),
        ("http://example.org:99999/", "host or port cannot be read"),
        ("http://exa mple.org/", "host or port cannot be read"),
        ("http://example.org\\@evil.example/", "user name or password"),
        ("http://example.org/\r\nHost: evil.example", "control character"),
        ("http://example.org/\\evil", "backslash"),
        ("http://" + "a" * 64 + ".example/", "host or port cannot be read"),
        ("http://straße.example/", "host or port cannot be read"),
        ("https://ravi:secret@example.org/", "user name or password"),
        ("https://ravi:secret@example.org:port/", "host or port cannot be read"),
        ("https://ravi@example.org/", "user name or password"),
        ("http://example.org:22/", "port 22"),
        ("http://example.org:0/", "port 0"),
        ("https://example.org:8443/", "port 8443"),
        ("https://example.org/" + "a" * 2_000, "2,020 characters"),
    ],
)
def test_an_address_that_is_none_is_refused_with_the_reason(typed, sentence):
    with pytest.raises(Unfetchable) as refusal:
        parse(typed, LIMITS)
    assert sentence in str(refusal.value)
    assert "\r" not in str(refusal.value)
    assert "secret" not in str(refusal.value)


@given(
    st.one_of(
        st.text(max_size=40),
        st.builds("http://{}/{}".format, st.text(max_size=20), st.text(max_size=20)),
        st.builds("https://example.org/{}".format, st.text(max_size=20)),
    )
)
def test_what_is_read_once_reads_the_same_again_and_all_else_is_refused(typed):
    try:
        address = parse(typed, LIMITS)
    except Unfetchable:
        return
    assert str(address).isascii()
    assert parse(str(address), LIMITS) == address


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/other", "https://example.org/other"),
        ("next", "https://example.org/reports/next"),
        ("//example.com/x", "https://example.com/x"),
        ("http://example.com", "http://example.com/"),
        ("/f\u00c3\u00bcr", "https://example.org/f%C3%BCr"),
        ("/f\u00fcr", "https://example.org/f%C3%BCr"),
    ],
)
def test_a_redirect_is_followed_from_where_it_was_given(location, leads_to):
    here = parse("https://example.org/reports/2018", LIMITS)
    assert str(here.follow(location, LIMITS)) == leads_to
