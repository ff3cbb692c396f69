"""Foreign files are parsed in a child process: a file that is built to hang, to eat memory or to
crash a parser ends the child, and the person who brought it gets a sentence.

The child is this module: `python -m claims.reading.confined KIND OPTIONS`, the file on standard
input, JSON lines on standard output: {"done": 3, "total": 192} while it works, then one line with
the reading or the reason. It gets none of our environment, so no secret either.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from claims.reading.blocks import Block, BlockKind, Reading, Unreadable

try:
    import resource
except ImportError:  # Windows has no limits of this kind; the clock still holds there.
    resource = None  # type: ignore[assignment]

Progress = Callable[[int, int], None]
READERS = {
    "pdf": ("claims.reading.pdf", "read_pdf"),
    "html": ("claims.reading.html", "read_html"),
    "docx": ("claims.reading.docx", "read_docx"),
}
CHILD = ("-m", "claims.reading.confined")
CPU_SECONDS = 60
WALL_SECONDS = 120
MEMORY_BYTES = 1_000_000_000
"""Address space, of which libraries reserve much and use little: 300 pages touch under 100 MB."""
ROOT = Path(__file__).resolve().parents[2]
PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT", "VIRTUAL_ENV")
CANNOT = (
    "The file could not be read: it is damaged, or uses something that its reader does not know. "
    "Open it in the program it was made with, save it as PDF or plain text, and add that."
)
TOO_SLOW = (
    "Reading the file took more than {seconds} seconds, so it was stopped. Add it in parts, or "
    "save it again as plain text."
)
TOO_MUCH = (
    "Reading the file needed more than {megabytes} MB of memory, so it was stopped. Add it in "
    "parts, or save it again as plain text."
)


def read_confined(
    kind: str,
    data: bytes,
    options: dict[str, str],
    progress: Progress | None = None,
    *,
    wall_seconds: float = WALL_SECONDS,
) -> Reading:
    """`data` read as `kind` (a key of READERS) under limits of time and memory.

    `progress(done, total)` is called in this process. Raises Unreadable with the reader's reason,
    or with ours if the child was stopped or crashed.
    """
    command = [sys.executable, *CHILD, kind, json.dumps(options)]
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    with (
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=environment | {"PYTHONIOENCODING": "utf-8"},
        ) as child,
        _stopped_after(child, wall_seconds) as late,
    ):
        answer = _conversation(child, data, progress)
    if answer is None:
        raise Unreadable(_reason(child.returncode, late.is_set(), wall_seconds))
    if "unreadable" in answer:
        raise Unreadable(answer["unreadable"])
    return _from_json(answer["reading"])


@contextmanager
def _stopped_after(child: subprocess.Popen[bytes], seconds: float) -> Iterator[threading.Event]:
    late = threading.Event()

    def stop() -> None:
        late.set()
        child.kill()

    timer = threading.Timer(seconds, stop)
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
        child.kill()


def _conversation(
    child: subprocess.Popen[bytes], data: bytes, progress: Progress | None
) -> dict[str, Any] | None:
    """The child's last word, or None if it died before it had one."""
    assert child.stdin
    assert child.stdout
    with suppress(BrokenPipeError):
        child.stdin.write(data)
        child.stdin.close()
    for line in child.stdout:
        try:
            said = json.loads(line)
        except ValueError:
            return None
        if "done" not in said:
            child.wait()
            return dict(said)
        if progress:
            progress(said["done"], said["total"])
    child.wait()
    return None


def _reason(code: int, late: bool, wall_seconds: float) -> str:
    if late:
        return TOO_SLOW.format(seconds=round(wall_seconds))
    if resource and code in (-signal.SIGXCPU, 128 + signal.SIGXCPU):
        return TOO_SLOW.format(seconds=CPU_SECONDS)
    return CANNOT


def _from_json(said: dict[str, Any]) -> Reading:
    blocks = tuple(Block(BlockKind(kind), *rest) for kind, *rest in said.pop("blocks"))
    return Reading(blocks=blocks, notes=tuple(said.pop("notes")), **said)


def _to_json(reading: Reading) -> dict[str, Any]:
    return {
        "text": reading.text,
        "blocks": [(b.kind, b.start, b.end, b.page, b.level) for b in reading.blocks],
        "title": reading.title,
        "language": reading.language,
        "published": reading.published,
        "encoding": reading.encoding,
        "encoding_guessed": reading.encoding_guessed,
        "notes": reading.notes,
    }


def _limit() -> None:
    if not resource:
        return
    limits = (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    )
    for name, amount in limits:
        with suppress(ValueError, OSError):  # macOS knows the names and refuses some
            resource.setrlimit(
                name, (amount, amount + 1 if name == resource.RLIMIT_CPU else amount)
            )


def _answer(kind: str, options: dict[str, str], data: bytes) -> dict[str, Any]:
    module, function = READERS[kind]
    read = getattr(importlib.import_module(module), function)
    if kind == "pdf":
        options = {**options, "progress": _tell}  # type: ignore[dict-item]
    try:
        return {"reading": _to_json(read(data, **options))}
    except Unreadable as error:
        return {"unreadable": str(error)}
    except MemoryError:
        return {"unreadable": TOO_MUCH.format(megabytes=MEMORY_BYTES // 1_000_000)}
    except Exception:  # a parser's own bug, on a file nobody foresaw
        return {"unreadable": CANNOT}


def _tell(done: int, total: int) -> None:
    print(json.dumps({"done": done, "total": total}), flush=True)


def main() -> None:
    """The child's whole life: limits first, then the file, one answer."""
    kind, options = sys.argv[1], json.loads(sys.argv[2])
    data = sys.stdin.buffer.read()
    _limit()
    print(json.dumps(_answer(kind, options, data)), flush=True)


if __name__ == "__main__":
    main()
