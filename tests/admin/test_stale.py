"""Two people write at once: the second decides, and nothing that they typed is lost."""

import pytest

from claims import workflow
from claims.models import Claim, ClaimReview, Evidence, LogEntry


@pytest.fixture
def claim(make_claim, review_claim):
    return review_claim(make_claim(), summary="It did.", explanation="First.\nSecond.")


def carried(response):
    """What the browser would post from the page with both texts."""
    assert response.status_code == 409
    data = {}
    for name, value in response.context["carried"]:
        data.setdefault(name, []).append(value)
    for row in response.context["conflict"].rows:
        for collision in row.collisions:
            data[collision.bound.html_name] = collision.bound.value()
    return data


def row_of(page, prefix, wanted):
    for inline in page.context["inline_admin_formsets"]:
        for form in inline.formset.initial_forms:
            if form.instance == wanted:
                return form.prefix
    raise AssertionError(f"{wanted} is not on the page")


def test_both_texts_are_shown_and_the_merge_is_saved(enter, address, filled, alice, erin, claim):
    where = address("claim_change", claim)
    first, second = enter(alice), enter(erin)
    seen_by_alice, seen_by_erin = first.get(where), second.get(where)
    first.post(where, filled(seen_by_alice, text="The bridge cost nine million crowns."))

    typed = filled(
        seen_by_erin,
        text="The bridge cost eleven million crowns.",
        kind="statistic",
        **{"claim_review-0-summary": "It did not.", "annotations-0-body": "Who paid for it?"},
    )
    response = second.post(where, typed)
    page = response.content.decode()
    assert "The bridge cost nine million crowns." in page
    assert "The bridge cost eleven million crowns." in page
    assert Claim.objects.get().text == "The bridge cost nine million crowns."
    assert ClaimReview.objects.get().summary == "It did."

    merge = carried(response) | {"text": "The bridge cost nine to eleven million crowns."}
    assert second.post(where, merge).status_code == 302
    saved = Claim.objects.get()
    assert saved.text == "The bridge cost nine to eleven million crowns."
    assert saved.kind == "statistic"
    assert saved.claim_review.summary == "It did not."
    assert [one.body for one in saved.annotations.all()] == ["Who paid for it?"]


def test_what_only_one_of_them_touched_is_merged(enter, address, filled, alice, erin, claim):
    where = address("claim_change", claim)
    first, second = enter(alice), enter(erin)
    seen_by_alice, seen_by_erin = first.get(where), second.get(where)
    review = "claim_review-0"
    first.post(where, filled(seen_by_alice, **{f"{review}-summary": "It did, twice."}))
    response = second.post(
        where, filled(seen_by_erin, **{f"{review}-explanation": "First.\r\nThird."})
    )
    assert response.context["conflict"].rows[0].collisions == []
    assert second.post(where, carried(response)).status_code == 302
    saved = ClaimReview.objects.get()
    assert (saved.summary, saved.explanation) == ("It did, twice.", "First.\nThird.")


def test_a_third_edit_while_merging_is_shown_again(enter, address, filled, alice, erin, claim):
    where = address("claim_change", claim)
    client = enter(erin)
    page = client.get(where)
    for text in ("One.", "Two."):
        fresh = Claim.objects.get()
        workflow.edit(fresh, by=alice, seen=fresh.version, changes={"text": text})
        response = client.post(where, filled(page, text="Mine."))
        assert f">{text}<" in response.content.decode()
    response = client.post(where, carried(response))
    assert response.status_code == 302
    assert Claim.objects.get().text == "Mine."


def test_rows_that_others_touched_do_not_stop_a_save(enter, address, filled, alice, erin, claim):
    where = address("claim_change", claim)
    client = enter(erin)
    page = client.get(where)
    piece = claim.evidence.first()
    workflow.edit(piece, by=alice, seen=piece.version, changes={"note": "Theirs."})
    assert client.post(where, filled(page, text="Mine.")).status_code == 302
    assert Evidence.objects.get(pk=piece.pk).note == "Theirs."


def test_removing_what_somebody_edited_asks_once_more(enter, address, filled, alice, erin, claim):
    where = address("claim_change", claim)
    client = enter(erin)
    page = client.get(where)
    piece = claim.evidence.first()
    workflow.edit(piece, by=alice, seen=piece.version, changes={"note": "Now it says more."})
    prefix = row_of(page, "evidence", piece)
    response = client.post(where, filled(page, **{f"{prefix}-DELETE": "on"}))
    assert response.status_code == 409
    assert "Now it says more." in response.content.decode()
    assert client.post(where, carried(response)).status_code == 302
    assert not Evidence.objects.filter(pk=piece.pk).exists()


def test_a_row_removed_under_ones_hands_comes_back_as_a_new_one(
    enter, address, filled, alice, erin, claim
):
    where = address("claim_change", claim)
    client = enter(erin)
    page = client.get(where)
    gone, stays = claim.evidence.all()
    note, other = row_of(page, "evidence", gone), row_of(page, "evidence", stays)
    typed = filled(page, **{f"{note}-note": "I typed this.", f"{other}-note": "And this."})
    workflow.remove(gone, by=alice, seen=gone.version)
    response = client.post(where, typed)
    assert response.status_code == 422
    text = response.content.decode()
    assert "Somebody else removed an entry that you were editing." in text
    assert "I typed this." in text
    again = filled_again(response)
    assert client.post(where, again).status_code == 302
    assert set(Evidence.objects.values_list("note", flat=True)) == {"I typed this.", "And this."}


def is_under(name, prefix):
    return name.removeprefix("initial-").startswith(prefix)


def filled_again(response):
    """The bound forms of an answered page, as the browser would send them back."""
    data = dict(response.context["adminform"].form.data.lists())
    for inline in response.context["inline_admin_formsets"]:
        prefix = f"{inline.formset.prefix}-"
        data = {name: data[name] for name in data if not is_under(name, prefix)}
        for name, values in inline.formset.data.lists():
            if is_under(name, prefix):
                data[name] = values
    return data


def test_two_who_begin_the_same_review_both_keep_their_words(
    enter, address, filled, alice, erin, make_claim, ratings
):
    claim = make_claim()
    workflow.take_up(claim, by=alice)
    where = address("claim_change", claim)
    first, second = enter(alice), enter(erin)
    seen_by_alice, seen_by_erin = first.get(where), second.get(where)
    first.post(where, filled(seen_by_alice, **{"claim_review-0-summary": "It did."}))
    response = second.post(
        where,
        filled(
            seen_by_erin,
            **{"claim_review-0-summary": "It did not.", "claim_review-0-explanation": "Because."},
        ),
    )
    text = response.content.decode()
    assert "It did." in text
    assert "It did not." in text
    assert second.post(where, carried(response)).status_code == 302
    review = ClaimReview.objects.get()
    assert (review.summary, review.explanation) == ("It did not.", "Because.")
    assert (review.written_by, review.edited_by) == (alice, erin)


def test_ticks_choices_and_topics_collide_in_words(
    enter, address, filled, alice, erin, claim, ratings
):
    where = address("claim_change", claim)
    client = enter(erin)
    page = client.get(where)
    review = claim.claim_review
    workflow.edit(review, by=alice, seen=review.version, changes={"rating": ratings["unproven"]})
    typed = filled(page, **{"claim_review-0-rating": ratings["false"].pk})
    response = client.post(where, typed)
    collision = response.context["conflict"].rows[0].collisions[0]
    assert (collision.theirs, collision.yours) == ("Unproven", "False")
    assert client.post(where, carried(response)).status_code == 302
    assert ClaimReview.objects.get().rating == ratings["false"]


def test_a_page_without_its_version_saves_nothing(enter, address, filled, erin, claim):
    where = address("claim_change", claim)
    client = enter(erin)
    entries = LogEntry.objects.count()
    for version in ("", "abc", str(10**20)):
        typed = filled(client.get(where), text="Changed.", version=version)
        assert client.post(where, typed).status_code in (409, 422)
    assert LogEntry.objects.count() == entries
