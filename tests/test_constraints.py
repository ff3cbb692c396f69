"""constraints.txt fixes what pyproject.toml allows, and nothing else."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
LINE = re.compile(r"([A-Za-z0-9._-]+)==([0-9][A-Za-z0-9.+!]*)( ; .+)?")


def fixed() -> dict[str, Version]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    matches = [(line, LINE.fullmatch(line)) for line in lines if not line.startswith("#")]
    assert [line for line, match in matches if not match] == [], "only names, versions, markers"
    return {canonicalize_name(match[1]): Version(match[2]) for _, match in matches if match}


def wanted() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    return [Requirement(line) for line in sum(extras, project["dependencies"])]


def test_every_dependency_is_fixed_to_a_version_that_is_allowed() -> None:
    versions = fixed()
    missing = [need.name for need in wanted() if canonicalize_name(need.name) not in versions]
    assert missing == [], "run `make constraints`"
    outside = [
        f"{need.name} {versions[canonicalize_name(need.name)]}"
        for need in wanted()
        if versions[canonicalize_name(need.name)] not in need.specifier
    ]
    assert outside == [], "run `make constraints`"
    assert Version("5.2.19") <= versions["django"] < Version("5.3"), "the long-term line"


def test_every_dependency_says_what_it_is_for() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    for before, line in pairwise(lines):
        if re.match(r'  "[\w-]+(\[\w+\])?[>=<]', line):
            assert before.lstrip().startswith("#") or before.startswith('  "'), line
