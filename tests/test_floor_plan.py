"""Imports go down the floors only, no import hides in a function, and no module sprawls."""

import ast
import re
from pathlib import Path

import pytest

import claims

HOUSE = Path(claims.__file__).parent
FLOORS = {
    room: int(floor)
    for floor, room in re.findall(r"^(\d)  (\w+) ", claims.__doc__ or "", re.MULTILINE)
}
MODULES = sorted(
    path for path in HOUSE.rglob("*.py") if "migrations" not in path.parts
)  # fmt: skip


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "claims" and len(parts) > 1 else None


def module_name(path: Path) -> str:
    parts = path.relative_to(HOUSE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> set[str]:
    """Every module of the house that the file imports, as far as names tell."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            for alias in node.names:
                inner = HOUSE.parent / (node.module or "").replace(".", "/") / alias.name
                is_module = inner.with_suffix(".py").exists() or inner.is_dir()
                names.add(f"{node.module}.{alias.name}" if is_module else node.module or "")
    return {name for name in names if name.split(".")[0] == "claims"}


def test_the_map_names_every_room_and_every_room_is_there():
    rooms = {
        path.stem
        for path in HOUSE.iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.name != "__init__.py"
    } - {"migrations", "static"}
    assert rooms == FLOORS.keys()


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_imports_only_from_floors_below_its_own_or_from_its_own_room(path):
    home = room_of(module_name(path))
    for name in imported(path):
        room = room_of(name)
        if home is None or room is None or room == home:
            continue
        assert FLOORS[room] < FLOORS[home], f"{module_name(path)} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_no_import_hides_in_a_function(path):
    if path.name == "apps.py":
        return
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    hidden = [
        f"{function.name}, line {node.lineno}"
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_has_at_most_300_lines(path):
    assert len(path.read_text().splitlines()) <= 300


def test_imports_make_no_circle():
    graph = {module_name(path): imported(path) for path in MODULES}
    finished: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail, name))
        if name in finished:
            return
        for other in graph.get(name, ()):
            # A package's face imports its own files; that is no circle.
            if other != name and not name.startswith(f"{other}."):
                walk(other, (*trail, name))
        finished.add(name)

    for name in graph:
        walk(name, ())
