"""Claims, each with its topics and its first appearance."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from claims import workflow
from claims.importexport.columns import Column, IdOf, Names, Trimmed, Word
from claims.importexport.resource import NounResource, Values
from claims.models import Appearance, Claim, Claimant, Document, Topic
from claims.models.noun import free_slug
from claims.vocabulary import ClaimKind

TOPICS = "topics__name"
APPEARANCE = "appearance__"
NOWHERE = Appearance(is_first=True)


class TopicNames(Names):
    """Names of topics, in the spelling of those that are there."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, Topic] = {}

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> frozenset[str]:
        if not self.known:
            for topic in Topic.objects.order_by("-pk"):
                self.learn(topic)
        return frozenset(map(self._as_known, super().clean(value, row, **kwargs)))

    def _as_known(self, name: str) -> str:
        topic = self.topic(name)
        return topic.name.strip() if topic else name

    def topic(self, name: str) -> Topic | None:
        return self.known.get(name) or self.known.get(name.casefold())

    def learn(self, topic: Topic) -> None:
        name = topic.name.strip()
        self.known |= {name.casefold(): topic, name: topic}


def appearing(name: str) -> Callable[[Claim], Any]:
    """Reads a field of a claim's first appearance; an empty value where there is none."""
    return lambda claim: getattr(claim.first_appearance or NOWHERE, name)


class ClaimResource(NounResource):
    """Status, rating, dates and address are exported for the reader; no file can set them."""

    id = Column("public_id", "id", Trimmed())
    text = Column("text")
    kind = Column("kind", widget=Word(ClaimKind, empty=ClaimKind.OTHER))
    claimant = Column("claimant", widget=IdOf(Claimant, "slug"))
    claimed = Column("claimed", widget=Trimmed())
    topics = Column(
        TOPICS,
        "topics",
        TopicNames(),
        read=lambda claim: frozenset(topic.name.strip() for topic in claim.topics.all()),
    )
    document = Column(
        f"{APPEARANCE}document", "document", IdOf(Document, "slug"), read=appearing("document")
    )
    section = Column(f"{APPEARANCE}section", "section", read=appearing("section"))
    quote = Column(f"{APPEARANCE}quote", "quote", read=appearing("quote"))
    language = Column("language", widget=Trimmed())
    url = Column(f"{APPEARANCE}url", "url", Trimmed(), read=appearing("url"))
    status = Column("status", readonly=True)
    rating = Column(
        "rating",
        readonly=True,
        read=lambda claim: claim.published_version and claim.published_version.rating.slug,
    )
    published = Column(
        "published",
        readonly=True,
        read=lambda claim: (
            claim.published_version and claim.published_version.approved_at.date().isoformat()
        ),
    )
    address = Column("address", readonly=True, read=lambda claim: claim.get_absolute_url())

    model = Claim
    optional = frozenset({"url"})

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .select_related("claimant", "published_version__rating")
            .prefetch_related("topics", "appearances__document")
        )

    def of_document(self, queryset: Any, slug: str) -> Any:
        return queryset.filter(appearances__document__slug=slug).distinct()

    def drafts(self, instance: Any, public_id: str, values: Values) -> Iterator[tuple[Any, str]]:
        own, names, appearance = _split(values)
        yield from super().drafts(instance, public_id, own)
        for name in names or ():
            if not self._widget.topic(name):
                yield Topic(name=name, slug=free_slug(Topic, name)), "topics__"
        seen = instance.first_appearance if instance else None
        if seen or any(appearance.values()):
            yield _with(seen or Appearance(), appearance), APPEARANCE

    def versions(self, instance: Claim) -> list[int]:
        return [instance.version, *(seen.version for seen in instance.appearances.all())]

    def add(self, public_id: str, values: Values, reason: str) -> Claim:
        own, names, appearance = _split(values)
        claim = Claim(**own, **self._named(public_id, values))
        workflow.add(claim, by=self.user, reason=reason, topics=self._topics(names, reason))
        if any(appearance.values()):
            workflow.add(Appearance(claim=claim, **appearance), by=self.user, reason=reason)
        return claim

    def edit(self, instance: Claim, changes: Values, reason: str) -> None:
        own, names, appearance = _split(changes)
        if names is not None:
            own["topics"] = self._topics(names, reason)
        if own:
            super().edit(instance, own, reason)
        if appearance:
            self._edit_appearance(instance, appearance, reason)

    def _edit_appearance(self, claim: Claim, changes: Values, reason: str) -> None:
        seen = claim.first_appearance
        if seen is None:
            workflow.add(Appearance(claim=claim, **changes), by=self.user, reason=reason)
        elif _says_nothing(_with(seen, changes)):
            workflow.remove(seen, by=self.user, seen=seen.version, reason=reason)
        else:
            super().edit(seen, changes, reason)

    @property
    def _widget(self) -> TopicNames:
        return self.fields["topics"].widget

    def _topics(self, names: frozenset[str] | None, reason: str) -> list[Topic]:
        """The topics of these names; those that are not there yet are added."""
        topics = []
        for name in sorted(names or ()):
            topic = self._widget.topic(name)
            if topic is None:
                topic = Topic(name=name, slug=free_slug(Topic, name))
                self._widget.learn(workflow.add(topic, by=self.user, reason=reason))
            topics.append(topic)
        return topics


def _split(values: Values) -> tuple[Values, frozenset[str] | None, Values]:
    """The claim's own values, names of its topics, and those of its first appearance."""
    own = {n: v for n, v in values.items() if n != TOPICS and not n.startswith(APPEARANCE)}
    appearance = {
        n.removeprefix(APPEARANCE): v for n, v in values.items() if n.startswith(APPEARANCE)
    }
    return own, values.get(TOPICS), appearance


def _with(row: Any, changes: Values) -> Any:
    changed = copy.copy(row)
    for name, value in changes.items():
        setattr(changed, name, value)
    return changed


def _says_nothing(seen: Appearance) -> bool:
    return not (seen.document_id or seen.url or seen.section or seen.quote)
