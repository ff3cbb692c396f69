"""A claim's topics: names in one cell, some of which may come with the file."""

from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

from claims.importexport.columns import SEPARATOR, Names
from claims.importexport.lookup import AT_ONCE
from claims.importexport.parts import Part
from claims.importexport.spool import Spool
from claims.models import Topic

TOPICS = "topics__name"
NEW_TOPICS = "topics"


class TopicNames(Names):
    """Names of topics, in the spelling of those that are there."""

    def __init__(self) -> None:
        super().__init__()
        self.forget()

    def forget(self) -> None:
        self.known: dict[str, Topic] = {}
        self._there: set[frozenset[str]] = set()
        self._by_key: dict[int, str] = {}
        self.cell = lru_cache(AT_ONCE)(self._cell)  # few lists of names, over and over

    def clean(self, value: str, row: Any = None, **kwargs: Any) -> frozenset[str]:
        return frozenset(map(self.as_known, super().clean(value, row, **kwargs)))

    def same(self, cell: str, before: str) -> bool:
        if "\\" in cell or "\\" in before:
            return super().same(cell, before)
        return sorted(cell.split(SEPARATOR)) == before.split(SEPARATOR) or super().same(
            cell, before
        )

    def as_known(self, name: str) -> str:
        topic = self.topic(name)
        return topic.name.strip() if topic else name

    def topic(self, name: str) -> Topic | None:
        return self.known.get(name) or self.known.get(name.casefold())

    def are_there(self, names: frozenset[str]) -> bool:
        """Whether each of `names`, spelled as it is known, is that of a topic or will be."""
        if names in self._there:
            return True
        is_there = all(name in self.known and self.as_known(name) == name for name in names)
        if is_there and len(self._there) < AT_ONCE:
            self._there.add(names)
        return is_there

    def learn(self, topic: Topic) -> None:
        name = topic.name.strip()
        self.known |= {name.casefold(): topic, name: topic}
        if topic.pk is not None:
            self._by_key[topic.pk] = name

    def _cell(self, keys: tuple[int, ...]) -> str:
        """How an export writes the topics that have these keys."""
        if not self._by_key.keys() >= set(keys):  # somebody has just added one
            there = Topic.objects.filter(pk__in=keys).values_list("pk", "name")
            self._by_key |= {key: name.strip() for key, name in there}
        return self.render([self._by_key[key] for key in keys if key in self._by_key])


class Topics(Part):
    """Names of topics. Those that are not there yet come with the file."""

    def __init__(self, names: TopicNames) -> None:
        super().__init__(Topic, [TOPICS], prefix="topics__")
        self._widget, self.uniques = names, []

    def broken(self, arrival: Any, values: Any, refused: Collection[str]) -> Iterator[Any]:
        if TOPICS in refused or TOPICS not in arrival.values:
            return
        if self._widget.are_there(arrival.values[TOPICS]):
            return
        # An earlier row may have spelled a new name otherwise.
        spelled = frozenset(map(self._widget.as_known, arrival.values[TOPICS]))
        arrival.values[TOPICS] = spelled
        for name in sorted(spelled):
            if self._widget.topic(name) is None:
                yield from self.validator.broken({"name": name})

    def take(self, arrival: Any, values: Any, before: Any, spool: Spool) -> None:
        names = arrival.values.get(TOPICS)
        if not names or self._widget.are_there(names):
            return
        new = [name for name in names if self._widget.topic(name) is None]
        for name in new:
            self._widget.learn(Topic(name=name))
        if new:
            spool.meet(NEW_TOPICS, [(name, arrival.line) for name in new])
