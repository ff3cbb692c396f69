"""Annotations as W3C Web Annotations: held against the model's rules and its worked examples.

`broken` states the requirements of https://www.w3.org/TR/annotation-model/ that bear on what we
write. It passes the specification's own examples (numbered as there) and fails broken ones, and
then ours are asked.
"""

import json
import re
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command

from claims import workflow
from claims.jsonld.annotation import annotation_collection, for_jsonld
from claims.models import Annotation, ClaimReview

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
SITE = "https://facts.example.org"
# Of the vocabulary, section 2.3: the thirteen motivations, which are purposes too.
MOTIVATIONS = {
    "assessing",
    "bookmarking",
    "classifying",
    "commenting",
    "describing",
    "editing",
    "highlighting",
    "identifying",
    "linking",
    "moderating",
    "questioning",
    "replying",
    "tagging",
}
TEXT = "We built much. The bridge cost ten million crowns. It opened in May."


def several(value):
    return value if isinstance(value, list) else [value]


def is_iri(value):
    return isinstance(value, str) and bool(urlsplit(value).scheme) and " " not in value


def broken(facts, *, is_whole=True):
    """The requirements that an annotation does not meet, as words."""
    found = []
    if is_whole and CONTEXT not in several(facts.get("@context")):
        found.append("context")
    if not is_iri(facts.get("id")):
        found.append("id")
    if "Annotation" not in several(facts.get("type")):
        found.append("type")
    if not set(several(facts.get("motivation", []))) <= MOTIVATIONS:
        found.append("motivation")
    for name in ("created", "modified"):
        if name in facts and not is_time(facts[name]):
            found.append(name)
    if "target" not in facts:
        found.append("target")
    for target in several(facts.get("target", [])):
        found += broken_resource(target)
    for body in several(facts.get("body", [])):
        found += broken_body(body)
    if "body" in facts and "bodyValue" in facts:
        found.append("body and bodyValue")
    return found


def is_time(value):
    try:
        return datetime.fromisoformat(value.replace("Z", "+00:00")).tzinfo is not None
    except ValueError:
        return False


def broken_body(body):
    if not isinstance(body, dict) or body.get("type") != "TextualBody":
        return broken_resource(body)
    found = [] if isinstance(body.get("value"), str) else ["value"]
    return found + ([] if body.get("purpose", "tagging") in MOTIVATIONS else ["purpose"])


def broken_resource(resource):
    if isinstance(resource, str):
        return [] if is_iri(resource) else ["iri"]
    if "source" not in resource:
        return [] if is_iri(resource.get("id")) else ["id or source"]
    found = broken_resource(resource["source"])
    if "scope" in resource and not is_iri(resource["scope"]):
        found.append("scope")
    for selector in several(resource.get("selector", [])):
        found += broken_selector(selector)
    return found


def broken_selector(selector):
    if isinstance(selector, str):
        return [] if is_iri(selector) else ["selector"]
    if selector.get("type") == "TextQuoteSelector":
        texts = [selector.get("exact"), selector.get("prefix", ""), selector.get("suffix", "")]
        return [] if all(isinstance(text, str) for text in texts) and texts[0] else ["exact"]
    if selector.get("type") == "TextPositionSelector":
        start, end = selector.get("start"), selector.get("end")
        whole = isinstance(start, int) and isinstance(end, int)
        return [] if whole and 0 <= start <= end else ["start and end"]
    return ["selector"]


def example(number, **facts):
    named = {"id": f"http://example.org/anno{number}", "type": "Annotation"}
    return {"@context": CONTEXT} | named | {"target": "http://example.com/page1"} | facts


QUOTE = {
    "type": "TextQuoteSelector",
    "exact": "anotation",
    "prefix": "this is an ",
    "suffix": " that has some",
}
EXAMPLES = [
    example(1, body="http://example.org/post1"),
    example(5, body={"type": "TextualBody", "value": "<p>j'adore !</p>", "format": "text/html",
                     "language": "fr"}, target="http://example.org/photo1"),
    example(7, body={"type": "TextualBody", "value": "Comment text", "format": "text/plain",
                     "purpose": "commenting"}, target="http://example.org/target1"),
    example(8, target="http://example.org/ebook1"),
    example(9, body=["http://example.org/description1", {"type": "TextualBody", "value": "tag1"}],
            target=["http://example.org/image1", "http://example.org/image2"]),
    example(14, creator="http://example.org/user1", created="2015-01-28T12:00:00Z",
            modified="2015-01-29T09:00:00Z", body={"id": "http://example.net/review1"}),
    example(18, motivation="bookmarking", body=[
        {"type": "TextualBody", "value": "readme", "purpose": "tagging"},
        {"type": "TextualBody", "value": "A good description", "purpose": "describing"},
    ]),
    example(26, body="http://example.org/comment1",
            target={"source": "http://example.org/page1", "selector": QUOTE}),
    example(27, body="http://example.org/review1", target={
        "source": "http://example.org/ebook1",
        "selector": {"type": "TextPositionSelector", "start": 412, "end": 795},
    }),
    example(40, body="http://example.org/note1",
            target={"source": "http://example.org/image1", "scope": "http://example.org/page1"}),
]  # fmt: skip


@pytest.mark.parametrize("facts", EXAMPLES, ids=lambda facts: facts["id"][-6:])
def test_the_examples_of_the_specification_meet_its_rules(facts):
    assert broken(facts) == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"@context": "http://example.org/"}, "context"), ({"id": None}, "id"),
        ({"type": "Note"}, "type"), ({"motivation": "asking"}, "motivation"),
        ({"created": "yesterday"}, "created"), ({"target": "page 1"}, "iri"),
        ({"target": {"selector": QUOTE}}, "id or source"),
        ({"target": {"source": "http://a.example/", "selector": QUOTE | {"exact": ""}}}, "exact"),
        ({"body": {"type": "TextualBody"}}, "value"),
    ],
)  # fmt: skip
def test_a_broken_example_does_not(change, rule):
    assert rule in broken(EXAMPLES[0] | change)


@pytest.fixture
def conversation(make_claim, make_document, add_evidence, carl, alice):
    """One annotation on each kind of target, by what it is on."""
    document = make_document(TEXT)
    claim = make_claim("It cost ten.", document=document, quote="ten million crowns")
    workflow.take_up(claim, by=alice)
    workflow.add(ClaimReview(claim=claim, summary="It did.", explanation="Two say so."), by=alice)
    piece = add_evidence(claim)

    def say(body="Who paid?", by=carl, **on):
        return workflow.add(Annotation(claim=claim, body=body, **on), by=by)

    found = {
        "claim": say(motivation="questioning", assignee=alice),
        "passage": say(document=document, quote="ten million"),
        "evidence": say(evidence=piece),
        "sentence": say(review_part="explanation", quote="Two say so."),
    }
    found["reply"] = say("The state.", by=alice, reply_to=found["claim"])
    found["question"] = say("All?", motivation="questioning", reply_to=found["reply"])
    workflow.edit(found["passage"], by=carl, seen=1, changes={"body": "“Crowns” & what?"})
    workflow.resolve(found["evidence"], by=alice)
    return found


@pytest.fixture
def exported(conversation):
    """The items of the collection, by what they are on."""
    rows = for_jsonld(Annotation.objects.all())
    whole = annotation_collection(rows, url=f"{SITE}/all", site=SITE)
    names = {note.public_id: name for name, note in conversation.items()}
    items = {names[one["id"].rpartition("-")[2]]: one for one in whole["first"]["items"]}
    return whole, items


def test_every_annotation_meets_the_rules(exported):
    _, items = exported
    wrong = {name: broken(one, is_whole=False) for name, one in items.items()}
    assert wrong == {key: [] for key in items}
    assert len(items) == 6


def test_the_whole_is_a_collection_with_its_page(exported):
    whole, _ = exported
    page = whole.pop("first")
    assert whole == {
        "@context": CONTEXT,
        "id": f"{SITE}/all",
        "type": "AnnotationCollection",
        "label": "Annotations of reviewers",
        "total": 6,
    }
    assert (page["type"], page["partOf"], page["startIndex"]) == (
        "AnnotationPage", f"{SITE}/all", 0,
    )  # fmt: skip


def test_each_target_is_named_as_the_model_names_it(exported, conversation):
    _, items = exported
    claim = f"{SITE}/claims/it-cost-ten/"
    start = TEXT.index("ten million")
    assert items["claim"]["target"] == claim
    assert items["passage"]["target"] == {
        "type": "SpecificResource",
        "source": f"{SITE}/documents/report-1/versions/1/",
        "scope": claim,
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": "ten million",
                "prefix": TEXT[max(start - 32, 0) : start],
                "suffix": TEXT[start + 11 : start + 43],
            },
            {"type": "TextPositionSelector", "start": start, "end": start + 11},
        ],
    }
    assert items["evidence"]["target"] == {
        "type": "SpecificResource", "source": "https://example.org/source/1", "scope": claim,
    }  # fmt: skip
    assert items["sentence"]["target"]["source"] == f"{claim}#draft-explanation"
    assert items["reply"]["target"] == items["claim"]["id"]
    assert items["question"]["target"] == items["reply"]["id"]


def test_motivation_body_and_makers_are_told(exported):
    _, items = exported
    assert items["claim"]["motivation"] == "questioning"
    assert items["reply"]["motivation"] == "replying"
    assert items["question"]["motivation"] == ["replying", "questioning"]
    assert items["passage"]["body"] == {
        "type": "TextualBody",
        "value": "“Crowns” & what?",
        "format": "text/plain",
        "purpose": "commenting",
    }
    assert items["reply"]["creator"] == {"type": "Person", "nickname": "alice"}
    assert "modified" in items["passage"]
    assert "modified" not in items["claim"]
    assert items["evidence"]["schema:creativeWorkStatus"] == "Resolved"
    assert items["claim"]["schema:creativeWorkStatus"] == "Open"


def test_more_annotations_ask_no_more_questions(conversation, django_assert_num_queries):
    with django_assert_num_queries(1):
        annotation_collection(for_jsonld(Annotation.objects.all()), url=SITE, site=SITE)


def test_the_command_writes_them_all_or_those_of_one_claim(conversation, make_claim, tmp_path):
    other = make_claim("It snowed.")
    file = tmp_path / "all.jsonld"
    call_command("export_annotations", str(file))
    assert json.loads(file.read_text())["total"] == 6
    call_command("export_annotations", str(file), claim=other.public_id)
    assert json.loads(file.read_text())["total"] == 0
    with pytest.raises(CommandError, match="no claim"):
        call_command("export_annotations", str(file), claim="none")
    with pytest.raises(CommandError, match=re.escape(f"{tmp_path} cannot be written")):
        call_command("export_annotations", str(tmp_path))
