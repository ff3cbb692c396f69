"""The first line of a file against the columns that its noun has."""

from collections.abc import Collection, Sequence

from claims.importexport.columns import near
from claims.importexport.problems import Problem


def problems(
    names: Sequence[str],
    columns: Sequence[str],
    export_only: Sequence[str] = (),
    optional: Collection[str] = (),
) -> list[Problem]:
    """Every column that is unknown, missing, nameless or there twice; none in a good header."""
    known = [*columns, *export_only]
    wanted = f"Known are {', '.join(columns)}."
    if not set(names) & set(known):
        said = f"The first line must name the columns. {wanted}"
        return [Problem(1, "", ", ".join(filter(None, names)), said)]
    found = []
    for name in dict.fromkeys(names):
        if name not in known:
            said = "This column has no name." if not name else "No such column."
            found.append(Problem(1, name, "", f"{said}{near(name, known)} {wanted}"))
        elif names.count(name) > 1:
            found.append(Problem(1, name, "", f"It is there {names.count(name)} times: keep one."))
    return found + [
        Problem(1, name, "", "This column is missing: add it. Its cells may be empty.")
        for name in columns
        if name not in names and name not in optional
    ]
