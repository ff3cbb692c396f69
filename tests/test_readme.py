"""README.md tells the truth: what it names exists, and what exists is named."""

import ast
import csv
import re
import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SCRIPTS = "\n".join(re.findall(r"```sh\n(.*?)```", README, re.DOTALL)).replace("\\\n", " ")


def section(heading: str) -> str:
    """The text under `heading`, up to the next heading of its level or above."""
    start = re.search(rf"^(#+) {re.escape(heading)}$", README, re.MULTILINE)
    assert start, f"README.md has no section {heading}"
    rest = README[start.end() :]
    end = re.search(rf"^#{{1,{len(start[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def tables(text: str) -> list[list[list[str]]]:
    """The Markdown tables of `text`, each a list of rows of cells, without heading and rule."""
    found = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    split = re.compile(r"(?<!\\)\|")
    return [
        [[cell.strip() for cell in split.split(line)[1:-1]] for line in table.splitlines()[2:]]
        for table in found
    ]


def first_words(table: list[list[str]]) -> list[str]:
    return [row[0].strip("`").split()[0] for row in table]


def settings_read() -> dict[str, object]:
    """Each variable that settings.py reads, with its default where that is written out."""
    tree = ast.parse((ROOT / "factcheck" / "settings.py").read_text(encoding="utf-8"))
    read: dict[str, object] = {}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "environment"
            and node.func.attr != "read_file"
        ):
            name, *rest = node.args
            assert isinstance(name, ast.Constant), "the name of a variable is written out"
            read[str(name.value)] = default(rest)
    return read


def default(arguments: list[ast.expr]) -> object:
    try:
        return ast.literal_eval(arguments[0]) if arguments else None
    except ValueError:
        return ...  # It is computed: README.md says how, in words.


def test_the_first_commands_are_the_demo_and_the_tests() -> None:
    first = re.search(r"```sh\n(.*?)```", README, re.DOTALL)
    assert first
    assert [line.split("#")[0].strip() for line in first[1].splitlines()] == [
        "make demo",
        "make test",
    ]
    assert README.index(first[0]) < 40, "nothing but the name stands before them"


def test_readme_lists_the_targets_that_make_helps_with() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    helped = re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)
    listed = [row[0].strip("`").removeprefix("make ") for row in tables(section("Commands"))[0]]
    assert sorted(listed) == sorted(helped)


def test_every_make_target_in_the_text_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", README, re.MULTILINE))
    assert named >= {"demo", "test", "serve"}
    assert named <= targets


def test_every_setting_is_in_the_table_and_the_other_way_round() -> None:
    (table,) = tables(section("Settings"))
    assert sorted(first_words(table)) == sorted(settings_read())


def test_the_defaults_in_the_table_are_the_ones_in_the_code() -> None:
    read = settings_read()
    (table,) = tables(section("Settings"))
    for name, shown, _ in table:
        value = read[name.strip("`")]
        if value is ...:
            continue
        if value is None:
            assert shown == "none", f"{name} has no default"
            continue
        written = ",".join(value) if isinstance(value, list) else str(value)
        written = written.lower() if isinstance(value, bool) else written
        assert shown == f"`{written}`", f"the default of {name}"


def test_every_command_of_the_machine_room_is_named_and_exists() -> None:
    listed = first_words(tables(section("Commands"))[1])
    commands = get_commands()
    assert set(listed) <= set(commands)
    ours = {name for name, app in commands.items() if app == "claims"}
    assert ours, "the commands of claims are found"
    assert ours <= set(listed)


def command_lines() -> list[list[str]]:
    lines = [shlex.split(line, comments=True) for line in SCRIPTS.splitlines()]
    return [line[2:] for line in lines if "manage.py" in line[1:2]]


@pytest.mark.parametrize("words", command_lines(), ids=" ".join)
def test_a_command_line_is_one_that_the_command_takes(words: list[str]) -> None:
    name, *arguments = words
    command = load_command_class(get_commands()[name], name)
    command.create_parser("manage.py", name).parse_args(arguments)


def test_the_columns_shown_are_those_of_the_sample() -> None:
    (table,) = tables(section("Claims in and out"))
    with (ROOT / "fixtures" / "samples" / "claims.csv").open(encoding="utf-8", newline="") as file:
        assert first_words(table) == next(csv.reader(file))


def test_every_file_that_is_named_is_there() -> None:
    named = set(re.findall(r"fixtures/[\w/.-]+", README)) | set(
        re.findall(r"\]\(([\w./-]+)\)", README)
    )
    assert "fixtures/samples/claims.csv" in named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
