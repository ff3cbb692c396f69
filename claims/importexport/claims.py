"""Claims, each with its topics and its first appearance."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from operator import itemgetter
from typing import Any

from django.db.models import FilteredRelation, Q

from claims.importexport.arrivals import Arrival, StoredRows, Values
from claims.importexport.claim_topics import NEW_TOPICS, TOPICS, TopicNames, Topics
from claims.importexport.columns import Column, IdOf, Trimmed, Word
from claims.importexport.lookup import Lookup, below_zero
from claims.importexport.parts import Part
from claims.importexport.resource import NounResource
from claims.importexport.spool import Spool
from claims.models import Appearance, Claim, Claimant, Document, Topic
from claims.models.noun import slug_stem
from claims.vocabulary import ClaimKind
from claims.workflow.incoming import SEEN, First, Incoming
from claims.workflow.newest_texts import NewestTexts

APPEARANCE = "appearance__"
NOWHERE = Appearance(is_first=True)


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
    paths = {
        "rating": "published_version__rating__slug",
        "published": "published_version__approved_at",
        "address": "slug",
    }
    rendered_dates = frozenset({"published"})
    addresses = {"address": "claims:claim_detail"}

    def joined(self, rows: Any) -> Any:
        first = FilteredRelation("appearances", condition=Q(appearances__is_first=True))
        return rows.annotate(appearance=first)

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .select_related("claimant", "published_version__rating")
            .prefetch_related("topics", "appearances__document")
        )

    def of_document(self, queryset: Any, slug: str) -> Any:
        return queryset.filter(appearances__document__slug=slug).distinct()

    # A file in ----------------------------------------------------------------------------

    def begin(self, user: Any) -> None:
        super().begin(user)
        self.texts = NewestTexts()
        self.topics_of = Lookup(_topics_of, below_zero)
        self._names.forget()
        for topic in Topic.objects.order_by("-pk"):
            self._names.learn(topic)

    def rules(self, attributes: Collection[str]) -> list[Part]:
        return [
            *super().rules(attributes),
            Topics(self._names),
            FirstAppearance(Appearance, attributes, prefix=APPEARANCE),
        ]

    def of_ids(self, ids: list[str]) -> Any:
        first = FilteredRelation("appearances", condition=Q(appearances__is_first=True))
        rows = Claim.objects.filter(public_id__in=ids).order_by().annotate(first=first)
        return rows.values_list("version", "first__pk", "first__version", *PATHS)

    def stored(self, ids: Collection[str]) -> StoredRows:
        found = self.lookup(ids)
        if not found:
            return StoredRows()
        versions, firsts, first_versions, *columns = zip(*found, strict=True)
        keys, topics = columns[TOPICS_PLACE], defaultdict[int, list[int]](list)
        for claim, topic in self.topics_of(keys):
            topics[claim].append(topic)
        columns[TOPICS_PLACE] = tuple(self._names.cell(tuple(topics[key])) for key in keys)
        first = list(zip(firsts, first_versions, strict=True))
        return StoredRows(keys, versions, self.shown(columns), first)

    def permit(self, arrival: Arrival) -> None:
        names, is_seen = arrival.values.get(TOPICS), self._is_seen(arrival)
        if names and not self._names.are_there(names):
            self.rights.may_add(Topic)
        if arrival.stored is None:
            self.rights.may_add(Claim)
            if is_seen:
                self.rights.may_add(Appearance)
            return
        own = {name for name in arrival.values if not name.startswith((TOPICS, APPEARANCE))}
        if own or names is not None:
            changed = own | ({"topics"} if names is not None else set())
            self.rights.may_edit(Claim, arrival.stored.key, changed)
        appearance = {n.removeprefix(APPEARANCE) for n in SEEN_IN if n in arrival.values}
        if appearance:
            if arrival.stored.first is None:
                self.rights.may_add(Appearance)
            elif not is_seen:
                self.rights.may_remove(Appearance)
            else:
                self.rights.may_edit(Appearance, arrival.stored.first[0], appearance)

    def new_topics(self, spool: Spool) -> Iterator[tuple[str, int]]:
        return spool.every(NEW_TOPICS)

    def known_topics(self) -> dict[str, Topic]:
        known = (topic for topic in self._names.known.values() if topic.pk is not None)
        return {topic.name.strip(): topic for topic in known}

    def words(self, arrival: Arrival) -> str:
        return slug_stem(arrival.values["text"], arrival.name)

    def incoming(self, arrivals: Sequence[Arrival]) -> list[Incoming]:
        documents = (self._whole(arrival).get("document_id") for arrival in arrivals)
        self.texts.look_up({document for document in documents if document})
        return super().incoming(arrivals)

    def _incoming(self, arrival: Arrival, **more: Any) -> Incoming:
        names = arrival.values.get(TOPICS)
        if names or (names is not None and arrival.stored):
            before = self._names.clean(arrival.was.get(TOPICS, ""))
            more["topics"] = sorted(before), sorted(names)
        columns, was, said = self.written(arrival, Appearance, APPEARANCE, f"{SEEN}.")
        if not columns or not (arrival.stored or self._is_seen(arrival)):
            return super()._incoming(arrival, **more)
        # An appearance that comes or goes had, or will have, nothing in its fields.
        if arrival.stored:
            was = {name: was.get(name) or EMPTY.get(name, "") for name in said}
        first = self._first(arrival, columns)
        return super()._incoming(arrival, also=(was, said), first=first, **more)

    def _first(self, arrival: Arrival, columns: Values) -> First:
        there = arrival.stored.first if arrival.stored else None
        if there is None:
            return First(None, 0, self.texts.new(columns))
        if not self._is_seen(arrival):
            return First(*there, None)
        if columns.keys() & {"document_id", "quote"}:
            columns = self.texts.edited(columns, self._whole(arrival) | columns)
        return First(*there, columns)

    def _whole(self, arrival: Arrival) -> Values:
        """Columns of the first appearance that say where its quote is, as the file has them."""
        document = arrival.whole[f"{APPEARANCE}document"]
        quote = arrival.whole[f"{APPEARANCE}quote"]
        return {"document_id": document.pk if document else None, "quote": quote}

    def _is_seen(self, arrival: Arrival) -> bool:
        """Whether the claim has a first appearance, as the file has it."""
        return any(seen_in(arrival.whole))

    @property
    def _names(self) -> TopicNames:
        return self.fields["topics"].widget


PATHS = [
    field.path.replace(APPEARANCE, "first__")
    for field in ClaimResource.fields.values()
    if not field.readonly
]
TOPICS_PLACE = PATHS.index(TOPICS)
# By which the names are asked for apart: here each would make a row of its own.
PATHS[TOPICS_PLACE] = "pk"
SEEN_IN = [
    field.attribute
    for field in ClaimResource.fields.values()
    if field.attribute.startswith(APPEARANCE) and not field.readonly
]
seen_in = itemgetter(*SEEN_IN)
EMPTY = {f"{SEEN}.document": None}


class FirstAppearance(Part):
    """Where the claim was seen first. Emptied cells take the appearance away, which breaks no
    rule; so do cells that were empty before."""

    def number(self, stored: Any) -> int | None:
        return stored.first[0] if stored and stored.first else None

    def broken(self, arrival: Any, values: Any, refused: Collection[str]) -> Iterator[Any]:
        if any(map(values.get, SEEN_IN)):
            yield from super().broken(arrival, values, refused)


def _topics_of(claims: list[int]) -> Any:
    links = Claim.topics.through.objects.filter(claim_id__in=claims)
    return links.values_list("claim_id", "topic_id")
