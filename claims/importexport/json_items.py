"""The elements of a long list in a JSON file, one by one: the file may be larger than memory."""

from collections.abc import Collection, Iterator
from typing import IO, Any

import ijson

MAX_DEPTH = 50
Events = Iterator[tuple[str, Any]]


def items(file: IO[bytes], lists: Collection[str] = ()) -> Iterator[Any]:
    """Of a file that is one list: its elements. Of one object: the elements of its list that is
    called one of `lists`, or else the object itself. Of several values, one after the other: each.

    Numbers come as text, digit for digit.

    Raises:
        ValueError: it is no JSON, nested deeper than MAX_DEPTH, or says a name twice.
    """
    events = ijson.basic_parse(file, multiple_values=True)
    try:
        for event, value in events:
            if event == "start_array":
                yield from _elements(events)
            elif event == "start_map":
                yield from _of_object(events, lists)
            else:
                yield value
    except ijson.JSONError:
        raise ValueError("it breaks off, or a sign is out of place") from None


def _elements(events: Events) -> Iterator[Any]:
    for event, value in events:
        if event == "end_array":
            return
        yield _value(event, value, events)


def _of_object(events: Events, lists: Collection[str]) -> Iterator[Any]:
    row: dict[str, Any] = {}
    is_list = False
    for event, name in events:
        if event == "end_map":
            break
        event, value = next(events)
        if name in lists and event == "start_array":
            is_list = True
            yield from _elements(events)
        else:
            _put(row, name, _value(event, value, events))
    if not is_list:
        yield row


def _value(event: str, value: Any, events: Events, depth: int = 1) -> Any:
    if depth > MAX_DEPTH:
        raise ValueError("it is nested too deep")
    if event == "start_map":
        row: dict[str, Any] = {}
        for event, name in events:
            if event == "end_map":
                break
            _put(row, name, _value(*next(events), events, depth + 1))
        return row
    if event == "start_array":
        found = []
        for event, one in events:
            if event == "end_array":
                break
            found.append(_value(event, one, events, depth + 1))
        return found
    return str(value) if event == "number" else value


def _put(row: dict[str, Any], name: str, value: Any) -> None:
    if name in row:
        raise ValueError(f"the name “{name[:40]}” stands twice in one object")
    row[name] = value
