"""Feeds and the sitemap: whole addresses, well-formed, and nothing that was withdrawn."""

from defusedxml import ElementTree

from claims.models import Claim

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client, path):
    response = client.get(path)
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def test_the_feed_of_verdicts_has_those_that_stand(client, print_run, settings):
    found = entries(client, "/feed/")
    assert [entry.findtext(f"{ATOM}title") for entry in found] == [
        "False: The bridge opened in 2020.",
        "True: The bridge cost ten million.",
    ]
    assert found[0].find(f"{ATOM}link").get("href") == (
        settings.SITE_URL + print_run.opened.get_absolute_url()
    )


def test_the_feed_of_corrections_tells_what_changed(client, print_run):
    found = entries(client, "/corrections/feed/")
    assert [entry.findtext(f"{ATOM}title") for entry in found] == [
        "Withdrawal",
        "Withdrawal: The ferry carried a million.",
        "Substantial correction: The bridge opened in 2020.",
    ]
    assert found[2].findtext(f"{ATOM}summary") == "We had misread the register."
    kinds = [entry.find(f"{ATOM}category").get("term") for entry in found]
    assert kinds == ["withdrawal", "withdrawal", "substantial"]
    correction = print_run.opened.corrections.get()
    assert found[2].findtext(f"{ATOM}published") == correction.approved_at.isoformat()
    assert found[2].find(f"{ATOM}link").get("href").endswith(f"#correction-{correction.public_id}")


def test_characters_that_xml_cannot_write_break_no_feed(client, make_claim, publish_claim):
    claim = publish_claim(make_claim("One\x0btwo\x1f."), summary="Be\x08fore.")
    assert "\x0b" in Claim.objects.get(pk=claim.pk).text
    (entry,) = entries(client, "/feed/")
    assert entry.findtext(f"{ATOM}title") == "True: One two ."


def test_the_sitemap_lists_what_stands_under_our_own_address(client, print_run, settings):
    response = client.get("/sitemap.xml", headers={"Host": "localhost"})
    found = [element.text for element in ElementTree.fromstring(response.content).iter()]
    listed = {text for text in found if text and text.startswith("http")}
    assert settings.SITE_URL + print_run.bridge.get_absolute_url() in listed
    assert settings.SITE_URL + print_run.ferry.get_absolute_url() not in listed
    assert settings.SITE_URL + print_run.document.get_absolute_url() in listed
    assert all(address.startswith(settings.SITE_URL) for address in listed)
