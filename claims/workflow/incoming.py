"""Many rows come in at once: what a file says, written as `add` and `edit` would write it.

The same rights, rules and versions hold, and each changed row has its entry in the record; but
rows are written some hundred at a time, without instances. A claim, its topics and its first
appearance are one row and have one entry. What takes time (reading, checking, anchoring) is
done before the log's lock is taken; `Rows` is made and spent while it is held.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection, models
from django.utils import timezone

from claims.models import Appearance, Claim, Topic, bulk
from claims.models.noun import SlugNoun, Slugs, new_public_id, slug_stem
from claims.vocabulary import Event
from claims.workflow.editing import add
from claims.workflow.log import Draft

FAR = 1 << 62
"""Beyond every key there is: FAR + n stands for the key of the file's nth new row."""

AT_ONCE = 500
NOTHING: tuple[Any, ...] = ("", None, [])
SEEN = "appearance"
"""A claim's entry says of its first appearance `appearance.quote` and so on."""


class First(NamedTuple):
    """A claim's first appearance. `key` is that of the one that is there; `columns` are what to
    write, or None where it goes."""

    key: int | None
    version: int
    columns: dict[str, Any] | None


class Incoming(NamedTuple):
    """One row to write. `columns` are of its own table, and values as the database keeps them;
    `before` and `after` are what its entry says. `key` and `version` are of the row that is
    there, if one is. `topics` are names, old ones first, where they differ."""

    line: int
    key: int | None
    version: int
    public_id: str
    words: str
    columns: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]
    topics: tuple[Sequence[str], Sequence[str]] | None = None
    first: First | None = None
    claim: str = ""


class Moved(Exception):
    """A row is no longer at the version that was seen."""


class Rows:
    """Writes rows of `model` for `by`; make it under the log's lock.

    Args:
        reason: why, for the entry of the row on a line.
        first: the key that is reserved for the first new row, if there is one.
        reserved: of some slugs, those that rows still to come have chosen for themselves.
    """

    def __init__(
        self,
        model: Any,
        *,
        by: Any,
        reason: Callable[[int], str],
        first: int | None = None,
        reserved: Callable[[set[str]], Collection[str]] = lambda slugs: (),
    ) -> None:
        self.model, self.by, self._reason = model, by, reason
        self.now = timezone.now()
        self.topics: dict[str, Topic] = {}
        self._slugs = Slugs(model, reserved)
        self._blank, self._said = _blank(model), _said(model)
        self._has_slug, self._is_named = "slug" in self._blank, issubclass(model, SlugNoun)
        self._noun = str(model._meta.verbose_name)
        self._appearance = _blank(Appearance) | {"is_first": True}
        self._stamp = {
            "edited_at": connection.ops.adapt_datetimefield_value(self.now),
            "edited_by_id": by.pk,
        }
        self._made = {"created_at": self._stamp["edited_at"], "created_by_id": by.pk}
        self._first_key = first
        self._own_keys = {f.column for f in model._meta.fields if f.related_model is model}

    def add_topics(self, names: Iterable[tuple[str, int]]) -> None:
        """Add a topic of each name, told with its line; call before the rows that are about it."""
        for name, line in names:
            topic = Topic(name=name, slug=Slugs(Topic).free([slug_stem(name)])[0])
            self.topics[name] = add(topic, by=self.by, reason=self._reason(line))

    def write(self, chunks: Iterable[Sequence[Incoming]], count: int) -> Iterator[Draft]:
        """Write each chunk, and tell what its entries say, to be appended as they come.

        Args:
            count: how many rows are new in all.

        Raises:
            Moved: somebody wrote since; nothing of it must be kept.
        """
        if self._first_key is None:
            self._first_key = bulk.reserve(self.model, count) if count else 0
        self._next = self._first_key
        for rows in chunks:
            if rows:
                yield from self._write(rows)

    def _write(self, rows: Sequence[Incoming]) -> Iterator[Draft]:
        new = [row for row in rows if row.key is None]
        old = [row for row in rows if row.key is not None]
        self._edit(self.model, [(row.key, row.version, row.columns) for row in old if row.columns])
        names = self._add(new) if new else []
        keys = {row.line: self._next + place for place, row in enumerate(new)}
        keys |= {row.line: row.key or 0 for row in old}
        self._next += len(new)
        slugs = self._set_topics(rows, keys)
        self._set_appearances(rows, keys)
        named = iter(names)
        for row in rows:
            yield self._draft(row, next(named) if row.key is None else None, slugs.get(row.line))

    def _add(self, rows: Sequence[Incoming]) -> list[tuple[str, str]]:
        """Insert rows; returns the public id and the slug of each."""
        free = iter(
            self._slugs.free([row.words for row in rows if not (self._is_named and row.public_id)])
            if self._has_slug
            else ()
        )
        blank = {**self._blank, **self._made}
        names, values = [], []
        for place, row in enumerate(rows):
            slug = row.public_id if self._is_named and row.public_id else next(free, "")
            name = slug if self._is_named else row.public_id or new_public_id()
            names.append((name, slug))
            whole = blank | row.columns
            whole["id"] = self._next + place
            if self._has_slug:
                whole["slug"] = slug
            if not self._is_named:
                whole["public_id"] = name
            for column in self._own_keys:
                whole[column] = self._near(whole[column])
            values.append([*whole.values()])
        bulk.insert(self.model, [*whole], values)
        return names

    def _near(self, value: Any) -> Any:
        """A key that stands for a new row becomes that row's own."""
        if type(value) is int and value >= FAR:
            return (self._first_key or 0) + value - FAR
        return value

    def _edit(self, model: Any, edits: Sequence[tuple[Any, int, dict[str, Any]]]) -> None:
        made = [
            bulk.Edit(key, version, {name: self._near(v) for name, v in columns.items()})
            for key, version, columns in edits
        ]
        if made and bulk.update(model, made, self._stamp) != len(made):
            raise Moved

    def _set_topics(
        self, rows: Sequence[Incoming], keys: dict[int, int]
    ) -> dict[int, tuple[list[str], list[str]]]:
        """Link claims with their topics; by line the slugs of the topics before and after."""
        through: Any = Claim.topics.through
        links, loose, slugs = [], [], {}
        for row in rows:
            if row.topics is None:
                continue
            before, after = map(self._named_topics, row.topics)
            slugs[row.line] = [*before], [*after]
            key = keys[row.line]
            links += [(key, topic) for topic in after.values() if topic not in before.values()]
            loose += [(key, topic) for topic in before.values() if topic not in after.values()]
        for claim, topic in loose:
            through.objects.filter(claim_id=claim, topic_id=topic).delete()
        if links:
            bulk.link(through, ["claim_id", "topic_id"], links)
        # An edit of nothing but topics is an edit of the claim.
        bare = [r for r in rows if r.key is not None and r.topics is not None and not r.columns]
        self._edit(Claim, [(row.key, row.version, {}) for row in bare])
        return slugs

    def _named_topics(self, names: Sequence[str]) -> dict[str, int]:
        """Slug → key of the topics of these names, by slug."""
        return dict(sorted((self.topics[name].slug, self.topics[name].pk) for name in names))

    def _set_appearances(self, rows: Sequence[Incoming], keys: dict[int, int]) -> None:
        some = [(keys[row.line], row.first) for row in rows if row.first is not None]
        gone = [first for _, first in some if first.columns is None]
        for first in gone:
            found = Appearance.objects.filter(pk=first.key or 0, version=first.version)
            if not found.delete()[0]:
                raise Moved
        there = [first for _, first in some if first.columns is not None and first.key is not None]
        self._edit(Appearance, [(first.key, first.version, first.columns or {}) for first in there])
        new = [(claim, f.columns) for claim, f in some if f.key is None and f.columns is not None]
        if new:
            blank = {**self._appearance, **self._made}
            blank.pop("id")
            values = []
            for claim, columns in new:
                whole = blank | columns
                whole["claim_id"], whole["public_id"] = claim, new_public_id()
                values.append([*whole.values()])
            bulk.insert(Appearance, [*blank], values)

    def _draft(
        self,
        row: Incoming,
        named: tuple[str, str] | None,
        topics: tuple[list[str], list[str]] | None,
    ) -> Draft:
        before, after = row.before, row.after
        if topics is not None:
            after = {**after, "topics": topics[1]}
            before = before if named else {**before, "topics": topics[0]}
        if named is not None:
            after = self._said | after
            if self._has_slug:
                after["slug"] = named[1]
            after = {name: value for name, value in after.items() if value not in NOTHING}
        public_id = named[0] if named else row.public_id
        claim = public_id if self.model is Claim else row.claim
        return Draft(
            Event.ADDED if named else Event.CHANGED,
            self._noun,
            public_id,
            claim,
            before,
            after,
            self._reason(row.line),
        )


def _blank(model: type[models.Model]) -> dict[str, Any]:
    """Column → what a new row has there where nobody says otherwise."""
    return {
        str(field.column): _plain(field.get_db_prep_save(field.get_default(), connection))
        for field in model._meta.local_concrete_fields
    }


def _said(model: Any) -> dict[str, Any]:
    """Field → the same, as the entry of a new row says it, where there is anything to say."""
    fields = (f for f in model._meta.concrete_fields if f.name not in model.UNRECORDED)
    said = {field.name: _plain(field.get_default()) for field in fields}
    return {name: value for name, value in said.items() if value not in NOTHING}


def _plain(value: Any) -> Any:
    """A word of a vocabulary as the text that it is: drivers write others their own way."""
    return str(value) if isinstance(value, str) else value
