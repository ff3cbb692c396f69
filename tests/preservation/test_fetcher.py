"""The fetcher against real servers on 127.0.0.1. Only the network passed in lets it go there."""

import gzip
import socket
import ssl
import subprocess
import threading
import time
import tracemalloc
import zlib
from datetime import UTC, datetime

import pytest

from claims.preservation import Limits, Unfetchable, fetch
from tests.local_server import local, moved, page, serving

NEWSROOM = "https://newsroom.example.org"
HTML = b"<html><title>Report</title><p>The bridge cost ten million crowns.</p></html>"
PDF = b"%PDF-1.7\n..."


@pytest.fixture
def site():
    with serving() as running:
        yield running


def get(site, path="/", network=None, host="127.0.0.1", **limits):
    return fetch(
        f"http://{host}:{site.port}{path}",
        site_url=NEWSROOM,
        limits=site.limits(**limits),
        network=network or local(),
    )


def refusal(site, path="/", **how):
    with pytest.raises(Unfetchable) as refused:
        get(site, path, **how)
    sentence = str(refused.value)
    assert sentence.endswith(".")
    return sentence


def test_a_page_comes_with_its_kind_its_charset_and_the_time(site):
    site.pages["/report"] = page(HTML, "Text/HTML; charset=ISO-8859-1")
    before = datetime.now(UTC)
    fetched = get(site, "/report#page=3")
    assert fetched.body == HTML
    assert (fetched.media_type, fetched.charset) == ("text/html", "iso-8859-1")
    assert fetched.url == fetched.final_url == f"{site.url}/report"
    assert fetched.redirects == ()
    assert before <= fetched.fetched_at <= datetime.now(UTC)


def test_the_request_says_who_asks_and_carries_nothing_else_of_ours(site, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ravi password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    site.pages["/"] = page(HTML)
    get(site)
    [(path, headers)] = site.asked
    assert path == "/"
    assert headers["User-Agent"] == f"Factcheck (+{NEWSROOM})"
    assert headers["Host"] == f"127.0.0.1:{site.port}"
    assert headers.keys() == {
        "Host", "User-Agent", "Accept", "Accept-Encoding", "Connection",
    }  # fmt: skip


def test_a_proxy_named_in_the_environment_is_not_asked(site, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    site.pages["/"] = page(HTML)
    assert get(site).body == HTML


def test_without_leave_the_fetcher_does_not_come_to_this_machine(site):
    site.pages["/"] = page(HTML)
    for host in ("127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]", "0"):
        with pytest.raises(Unfetchable, match="private or reserved"):
            fetch(f"http://{host}:{site.port}/", site_url=NEWSROOM, limits=site.limits())
    assert site.asked == []


def test_one_private_address_among_public_ones_refuses_the_host(site):
    site.pages["/"] = page(HTML)
    network = local("127.0.0.1 10.0.0.1")
    assert "private or reserved" in refusal(site, host="two.example", network=network)
    assert site.asked == []


def test_the_connection_goes_to_the_address_that_was_checked(site, monkeypatch):
    """DNS rebinding: the second answer to the same question leads elsewhere."""
    site.pages["/"] = page(HTML)
    resolved = []
    honest = socket.getaddrinfo

    def watched(host, *args, **more):
        resolved.append(host)
        return honest(host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", watched)
    network = local("127.0.0.1", "10.0.0.1")
    assert get(site, host="rebinding.example", network=network).body == HTML
    assert set(resolved) <= {"127.0.0.1"}
    assert site.asked[0][1]["Host"] == f"rebinding.example:{site.port}"


def test_a_redirect_to_the_same_name_is_checked_anew(site):
    site.pages["/"] = moved("/again")
    network = local("127.0.0.1", "10.0.0.1")
    assert "private or reserved" in refusal(site, host="rebinding.example", network=network)
    assert [path for path, _ in site.asked] == ["/"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_told(site, status):
    site.pages |= {
        "/": moved("/a", status),
        "/a": moved("b", status),
        "/b": page(HTML, Set_Cookie="x=1"),
    }
    fetched = get(site)
    assert fetched.body == HTML
    assert fetched.redirects == (f"{site.url}/", f"{site.url}/a")
    assert fetched.final_url == f"{site.url}/b"


def test_cookies_given_on_the_way_are_not_carried_on(site):
    site.pages |= {
        "/": page(b"", status=302, Location="/b", Set_Cookie="session=1; Path=/"),
        "/b": page(HTML),
    }
    get(site)
    assert [headers.get("Cookie") for _, headers in site.asked] == [None, None]


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("http://169.254.169.254/latest/meta-data/", "asks for port 80"),
        ("http://169.254.169.254:{port}/latest/", "private or reserved"),
        ("http://[::1]:{port}/", "private or reserved"),
        ("//10.0.0.1:{port}/", "private or reserved"),
        ("http://localhost:22/", "asks for port 22"),
        ("file:///etc/passwd", "begins with http"),
        ("ftp://example.org/", "begins with http"),
        ("http://user:pass@127.0.0.1:{port}/", "user name or password"),
        ("http://[", "cannot be read"),
        ("", "not where to"),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(site, target, sentence):
    site.pages["/"] = moved(target.format(port=site.port))
    network = local()
    numeric = type(network)(permits=network.permits)  # the system's own look-up
    assert sentence in refusal(site, network=numeric)
    assert len(site.asked) == 1


def test_a_circle_of_redirects_is_seen(site):
    site.pages |= {"/": moved("/a"), "/a": moved("/")}
    assert "in a circle" in refusal(site)
    assert len(site.asked) == 2


def test_five_redirects_are_followed_and_a_sixth_is_not(site):
    site.pages |= {f"/{n}": moved(f"/{n + 1}") for n in range(6)}
    site.pages["/6"] = page(HTML)
    assert get(site, "/1").body == HTML
    assert "more than 5 times" in refusal(site, "/0")


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (404, "no page at"),
        (410, "no page at"),
        (401, "not shown to programs"),
        (403, "not shown to programs"),
        (429, "not shown to programs"),
        (500, "in trouble"),
        (503, "in trouble"),
        (204, "no page (answer 204)"),
        (206, "no page (answer 206)"),
        (304, "no page (answer 304)"),
        (300, "no page (answer 300)"),
    ],
)
def test_an_answer_that_is_no_page_is_refused_by_its_number(site, status, sentence):
    site.pages["/"] = page(b"", status=status)
    said = refusal(site)
    assert sentence in said
    assert str(status) in said


@pytest.mark.parametrize(
    "media_type",
    ["image/png", "video/mp4", "application/json", "application/zip", "text/css", "text/x-python"],
)
def test_a_kind_that_cannot_be_read_is_refused_by_its_name(site, media_type):
    site.pages["/"] = page(HTML, media_type)
    assert f"is {media_type};" in refusal(site)


@pytest.mark.parametrize(
    ("media_type", "body", "kind"),
    [
        ("application/pdf", PDF, "application/pdf"),
        ("application/octet-stream", PDF, "application/pdf"),
        (None, PDF, "application/pdf"),
        ("text/plain", b"text", "text/plain"),
        ("application/xhtml+xml", HTML, "application/xhtml+xml"),
    ],
)
def test_a_kind_that_can_be_read_comes_by_its_name_or_by_its_first_bytes(
    site, media_type, body, kind
):
    site.pages["/"] = page(body, media_type)
    assert get(site).media_type == kind


def test_bytes_of_no_declared_kind_that_are_no_document_are_refused(site):
    site.pages["/"] = page(b"\x00\x01\x02", "application/octet-stream")
    assert "no declared kind" in refusal(site)


def test_a_body_that_says_it_is_too_big_is_not_waited_for(site):
    site.pages["/"] = page(b"the first of many", Content_Length=str(10**12))
    assert "more than 20 MB" in refusal(site)


def test_a_body_without_end_is_left_at_the_limit(site):
    sent = []

    def answer(request):
        request.send_response(200)
        request.send_header("Content-Type", "text/plain")
        request.end_headers()
        try:
            for _ in range(10_000):
                request.wfile.write(b"x" * 10_000)
                sent.append(1)
        except OSError:
            pass

    site.pages["/"] = answer
    assert "more than 1 MB" in refusal(site, bytes=1_000_000)
    assert len(sent) < 10_000


def test_a_body_of_just_the_limit_comes_and_one_byte_more_does_not(site):
    site.pages |= {"/fits": page(b"x" * 1_000), "/over": page(b"x" * 1_001)}
    assert len(get(site, "/fits", bytes=1_000).body) == 1_000
    assert "1,000 bytes" in refusal(site, "/over", bytes=1_000)


def test_compressed_pages_are_unpacked(site):
    site.pages |= {
        "/gzip": page(gzip.compress(HTML), Content_Encoding="gzip"),
        "/deflate": page(zlib.compress(HTML), Content_Encoding="deflate"),
    }
    assert get(site, "/gzip").body == HTML
    assert get(site, "/deflate").body == HTML


def test_a_gzip_bomb_is_left_without_filling_the_memory(site):
    pack = zlib.compressobj(wbits=31)
    packed = b"".join(pack.compress(b"\0" * 10**7) for _ in range(50)) + pack.flush()
    assert len(packed) < 10**6
    site.pages["/"] = page(packed, Content_Encoding="gzip")
    tracemalloc.start()
    sized = refusal(site, ratio=10_000)
    unlike = refusal(site)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "more than 20 MB" in sized
    assert "200 times" in unlike
    assert peak < 100_000_000, "500 MB were packed"


def test_a_small_page_that_packs_well_is_no_bomb(site):
    site.pages["/"] = page(gzip.compress(b"\n" * 900_000), Content_Encoding="gzip")
    assert len(get(site).body) == 900_000


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress"])
def test_a_packing_that_was_not_asked_for_is_refused(site, encoding):
    site.pages["/"] = page(b"x", Content_Encoding=encoding)
    assert f"compressed as {encoding}" in refusal(site)


def test_damaged_gzip_is_refused(site):
    site.pages["/"] = page(b"this is no gzip", Content_Encoding="gzip")
    assert "damaged" in refusal(site)


def test_a_body_shorter_than_it_says_is_refused(site):
    site.pages["/"] = page(b"half", Content_Length="8")
    assert "broke off" in refusal(site)


def dripping(part, count):
    """An answer that comes byte by byte; `count` tells how many went out."""

    def answer(request):
        if part == "body":
            request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
        else:
            request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        try:
            for _ in range(1_000):
                request.wfile.write(b"x")
                count.append(1)
                time.sleep(0.02)
        except OSError:
            pass

    return answer


@pytest.mark.parametrize("part", ["headers", "body"])
def test_an_answer_that_drips_is_ended_by_the_clock(site, part):
    dripped = []
    site.pages["/"] = dripping(part, dripped)
    assert "not here after 0.4 seconds" in refusal(site, seconds=0.4)
    assert len(dripped) < 500


def test_the_clock_runs_on_through_redirects(site):
    def late(request):
        time.sleep(0.15)
        moved(request.path + "x")(request)

    site.pages |= {"/" + "x" * n: late for n in range(10)}
    assert "not here after 0.4 seconds" in refusal(site, seconds=0.4, redirects=10)
    assert len(site.asked) < 6


def test_a_server_that_falls_silent_is_left(site):
    awake = threading.Event()
    site.pages["/"] = lambda request: awake.wait(5)
    try:
        assert "fell silent" in refusal(site, silence_seconds=0.2)
    finally:
        awake.set()


def test_a_port_where_nobody_listens_is_said_so():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(Unfetchable, match="does not answer"):
            fetch(
                f"http://127.0.0.1:{port}/",
                site_url=NEWSROOM,
                limits=Limits(ports=frozenset({port})),
                network=local(),
            )


def test_the_next_address_of_a_host_is_tried_where_the_first_is_silent(site):
    site.pages["/"] = page(HTML)
    network = local("127.0.0.2 127.0.0.1")
    both = type(network)(look_up=network.look_up, permits=lambda address: address.is_loopback)
    assert get(site, host="two.example", network=both).body == HTML


def test_a_name_that_nobody_knows_is_said_so(site):
    def unknown(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    network = type(local())(look_up=unknown)
    assert "nowhere.example is not known" in refusal(site, host="nowhere.example", network=network)


def test_a_server_that_speaks_no_http_is_refused(site):
    site.pages["/"] = lambda request: request.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    assert "broke off" in refusal(site)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Of secure.example, signed by itself."""
    folder = tmp_path_factory.mktemp("tls")
    command = "req -x509 -newkey rsa:2048 -nodes -days 2 -keyout key.pem -out certificate.pem"
    name = ["-subj", "/CN=secure.example", "-addext", "subjectAltName=DNS:secure.example"]
    subprocess.run(
        ["openssl", *command.split(), *name], cwd=folder, check=True, capture_output=True
    )
    return folder


@pytest.fixture
def secure_site(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "certificate.pem", certificate / "key.pem")
    names = []
    context.sni_callback = lambda _, name, __: names.append(name)

    def wrap(listening):
        return context.wrap_socket(listening, server_side=True)

    with serving(wrap) as site:
        site.pages["/"] = page(HTML)
        yield site, names


def get_secure(site, host, trusted=None, **limits):
    return fetch(
        f"https://{host}:{site.port}/",
        site_url=NEWSROOM,
        limits=site.limits(**limits),
        network=local(tls=lambda: ssl.create_default_context(cafile=trusted)),
    )


def test_tls_is_spoken_with_the_name_while_the_connection_goes_to_the_address(
    secure_site, certificate
):
    site, names = secure_site
    fetched = get_secure(site, "secure.example", certificate / "certificate.pem")
    assert fetched.body == HTML
    assert names == ["secure.example"]
    assert site.asked[0][1]["Host"] == f"secure.example:{site.port}"


def test_a_certificate_of_another_name_is_refused(secure_site, certificate):
    site, _ = secure_site
    with pytest.raises(Unfetchable, match=r"does not prove that it is other\.example: Hostname"):
        get_secure(site, "other.example", certificate / "certificate.pem")
    assert site.asked == []


def test_a_certificate_that_nobody_vouches_for_is_refused(secure_site):
    site, _ = secure_site
    with pytest.raises(Unfetchable, match="does not prove that it is secure"):
        get_secure(site, "secure.example")
    assert site.asked == []


def test_a_server_that_speaks_no_tls_is_refused(site):
    with pytest.raises(Unfetchable, match="No secure connection"):
        get_secure(site, "secure.example")


def test_a_handshake_that_drips_is_ended_by_the_clock():
    dripped = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def drip():
            connection, _ = listening.accept()
            with connection:
                # A record of 16,384 bytes is announced, and arrives one byte at a time.
                connection.sendall(b"\x16\x03\x03\x40\x00")
                try:
                    for _ in range(1_000):
                        connection.sendall(b"\x00")
                        dripped.append(1)
                        time.sleep(0.02)
                except OSError:
                    pass

        server = threading.Thread(target=drip)
        server.start()
        with pytest.raises(Unfetchable, match=r"not here after 0\.4 seconds"):
            fetch(
                f"https://secure.example:{port}/",
                site_url=NEWSROOM,
                limits=Limits(ports=frozenset({port}), seconds=0.4),
                network=local(),
            )
        server.join()
    assert len(dripped) < 500
